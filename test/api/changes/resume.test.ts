import { expect } from 'chai';
import type { Caller } from '../../../api/http/caller.js';
import { resumeOf, type Resume } from '../../../api/changes/resume.js';
import { highRiskRestart, openHouse, type House } from './house.js';

describe('how an agent goes on after a decision', () => {
  let house: House;
  before(async () => {
    house = await openHouse();
  });

  const idOf = ({ run }: Caller): number => (run?.kind === 'task' ? run.agentId : 0);
  const taskOf = ({ run }: Caller): number => (run?.kind === 'task' ? run.taskId : 0);
  const task = (agent: Caller, status: string): Promise<unknown> =>
    house.db.query('update agent_tasks set status = $2 where id = $1', [taskOf(agent), status]);
  const end = (agent: Caller, status: string): Promise<unknown> =>
    house.db.query('update agents set status = $2 where id = $1', [idOf(agent), status]);

  async function asked(): Promise<{ agent: Caller; resume: () => Promise<Resume> }> {
    const agent = await house.agent(await house.ticket());
    const id = await house.gate(highRiskRestart, { caller: agent });
    return { agent, resume: async () => resumeOf(house.db, await house.change(id)) };
  }

  it('27.28: is called by the contract’s words, whatever else stands in the answer', async () => {
    const { agent, resume } = await asked();
    const both = { agent_id: idOf(agent), task_id: taskOf(agent) };
    expect(await resume()).to.deep.equal({ status: 'already_active', ...both });
    await task(agent, 'queued');
    expect(await resume()).to.deep.equal({ status: 'already_active', ...both });
    await task(agent, 'pending_approval');
    expect(await resume()).to.deep.equal({ status: 'resumed', ...both });
  });

  for (const status of ['finished', 'failed', 'stopped', 'terminated']) {
    it(`10.5: an agent that is ${status} is not started anew by a leftover gate`, async () => {
      const { agent, resume } = await asked();
      await end(agent, status);
      expect(await resume()).to.deep.equal({
        status: 'not_resumed',
        reason: 'The agent that asked has ended; a person goes on, or starts another one.',
      });
      const { ticketId } = agent.run?.kind === 'task' ? agent.run : { ticketId: 0 };
      expect(await house.one<number>('select count(*) from agents where ticket_id = $1', [ticketId])).to.equal(1);
    });
  }

  it('names the one that works the ticket by now', async () => {
    const { agent, resume } = await asked();
    const { ticketId } = agent.run?.kind === 'task' ? agent.run : { ticketId: 0 };
    const next = await house.agent(ticketId ?? 0);
    expect(await resume()).to.include({ status: 'already_active_ticket', agent_id: idOf(next) });
  });

  it('does not apply where no agent asked', async () => {
    const id = await house.gate(highRiskRestart, { caller: await house.caller('bo') });
    expect(await resumeOf(house.db, await house.change(id))).to.deep.equal({
      status: 'not_applicable',
      reason: 'No agent asked for this change.',
    });
  });
});
