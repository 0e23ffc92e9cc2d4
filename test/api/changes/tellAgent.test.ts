import { expect } from 'chai';
import type { Caller } from '../../../api/http/caller.js';
import { withdrawChange } from '../../../api/changes/withdrawChange.js';
import { expireChanges } from '../../../api/changes/index.js';
import { lowRiskRestart, openHouse, type House } from './house.js';

describe('the agent that works while its gate is decided', () => {
  let house: House;
  let agent: Caller;
  let agentId: number;
  before(async () => {
    house = await openHouse();
  });
  beforeEach(async () => {
    await house.clear();
    agent = await house.agent(await house.ticket());
    agentId = agent.run?.kind === 'task' ? agent.run.agentId : 0;
    await house.db.query(
      'update agents set last_task_id = (select max(id) from agent_tasks where agent_id = $1) where id = $1',
      [agentId],
    );
  });

  const told = async (): Promise<string[]> =>
    house.one<string[]>(
      `select coalesce(array_agg(body order by id), '{}') from agent_steering_events where agent_id = $1 and source = 'approval-gate'`,
      [agentId],
    );

  it('27.26: is told to read it again, whether it was approved, rejected, withdrawn or not decided', async () => {
    const ask = (target: string): Promise<number> => house.gate({ ...lowRiskRestart, target }, { caller: agent });
    const [yes, no, taken, late] = [await ask('a'), await ask('b'), await ask('c'), await ask('d')];
    await house.vote(yes, 'bo');
    await house.vote(no, 'bo', { verb: 'reject', reason: 'no' });
    await withdrawChange(house.db, taken, await house.caller('ana'), null);
    await house.db.query('update changes set expires_at = clock_timestamp() where id = $1', [late]);
    await expireChanges(house.db);
    const again = (id: number): string => `Read it again before you go on: GET /api/changes/${id}/status.`;
    expect(await told()).to.deep.equal([
      `Change ${yes} is approved now. ${again(yes)}`,
      `Change ${no} is rejected now. ${again(no)}`,
      `Change ${taken} is withdrawn now. ${again(taken)}`,
      `Change ${late} is expired now. ${again(late)}`,
    ]);
    const events = await house.one<number>(
      `select count(*) from event_log where action = 'approval_update_delivered_to_active_agent' and target = $1`,
      [`agent_${agentId}`],
    );
    expect(events).to.equal(4);
  });

  it('is not told what it did itself, nor when it does not work', async () => {
    const id = await house.gate(lowRiskRestart, { caller: agent });
    await withdrawChange(house.db, id, agent, null);
    const other = await house.gate({ ...lowRiskRestart, target: 'b' }, { caller: agent });
    await house.db.query(`update agent_tasks set status = 'pending_approval' where agent_id = $1`, [agentId]);
    await house.vote(other, 'bo');
    expect(await told()).to.deep.equal([]);
  });

  it('is not steered by who decided: they may decide the next one as well', async () => {
    const first = await house.gate(lowRiskRestart, { caller: agent });
    await house.vote(first, 'bo');
    expect(await told()).to.have.length(1);
    const second = await house.gate({ ...lowRiskRestart, target: 'b' }, { caller: agent });
    expect(await house.vote(second, 'bo')).to.include({ kind: 'applied', state: 'approved' });
  });
});
