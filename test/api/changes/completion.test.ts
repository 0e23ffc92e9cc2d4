import { expect } from 'chai';
import { completeChange } from '../../../api/changes/complete.js';
import { completeBody } from '../../../api/changes/contract.js';
import type { Caller } from '../../../api/http/caller.js';
import { openHouse, lowRiskRestart, type House } from './house.js';

const described = { action: 'Grow the volume', target: 'db-1', command: 'lvextend', risk_level: 'low' };

describe('the report that described work is done', () => {
  let house: House;
  let agent: Caller;
  let id: number;
  before(async () => {
    house = await openHouse();
  });
  beforeEach(async () => {
    agent = await house.agent(await house.ticket());
    id = await house.gate(described, { caller: agent });
  });

  async function outcome(by: Caller, result = 'grown to 20 GB', db = house.db): Promise<string> {
    const answer = await completeChange(db, id, by, result);
    return answer.kind === 'refused' ? answer.code : answer.kind;
  }
  const approve = (): Promise<unknown> => house.vote(id, 'bo');

  it('is taken from the agent that asked, and is called reported, never verified', async () => {
    await approve();
    expect(await outcome(agent)).to.equal('completed');
    expect(await house.change(id)).to.include({
      state: 'completed',
      result: 'grown to 20 GB',
      result_kind: 'reported',
      completed_by: agent.name,
    });
    const note = await house.one<string>(
      `select body from ticket_notes where body like 'Approval gate completed: change ${id}\n%'`,
    );
    expect(note).to.match(new RegExp(`As reported by ${agent.name}:\\n\\ngrown to 20 GB$`));
    expect(await house.auditOf(id)).to.include('change_completed');
  });

  it('comes once: again it is the first one’s result, and at the same moment one of two', async () => {
    await approve();
    const both = await Promise.all([outcome(agent, 'one'), outcome(agent, 'two', house.replica)]);
    expect(both.sort()).to.deep.equal(['already', 'completed']);
    const { result } = await house.change(id);
    expect(await outcome(agent, 'three')).to.equal('already');
    expect((await house.change(id)).result).to.equal(result);
    expect((await house.auditOf(id)).filter((action) => action === 'change_completed')).to.have.length(1);
  });

  it('is not taken before the approval, after a denial, or after it expired', async () => {
    expect(await outcome(agent)).to.equal('change_not_approved');
    await house.vote(id, 'bo', { verb: 'reject', reason: 'no' });
    expect(await outcome(agent)).to.equal('change_not_approved');
    expect((await house.change(id)).state).to.equal('rejected');
  });

  it('is not taken from another agent, not even from the next one on the same ticket', async () => {
    await approve();
    expect(await outcome(await house.agent(await house.ticket()))).to.equal('not_own_change');
    const { ticket_id: ticketId } = await house.change(id);
    expect(await outcome(await house.agent(ticketId ?? 0))).to.equal('not_own_change');
  });

  it('is not taken from a person, a service or the platform', async () => {
    await approve();
    for (const other of [
      await house.caller('bo'),
      await house.caller('ada'),
      await house.service(),
      await house.system(),
    ]) {
      expect(await outcome(other)).to.equal('not_own_change');
    }
  });

  it('is taken one millisecond before the window ends, and not at the end', async () => {
    await approve();
    await house.clock('execute_before from changes where id = $1', id);
    expect(await outcome(agent)).to.equal('change_expired');
    await house.clock(`execute_before - interval '1 millisecond' from changes where id = $1`, id);
    expect(await outcome(agent)).to.equal('completed');
    await house.clock(null);
  });

  it('of a change that is not there is answered so', async () => {
    expect(await completeChange(house.db, 999_999, agent, 'done')).to.deep.equal({ kind: 'not_found' });
  });

  it('of what a machine runs is taken from nobody', async () => {
    id = await house.approved(lowRiskRestart, { caller: agent });
    for (const other of [agent, await house.caller('ada'), await house.service()]) {
      expect(await outcome(other)).to.equal('executor_only');
    }
    expect((await house.change(id)).state).to.equal('approved');
  });

  for (const body of [{}, { result: '' }, { result: ' ', evidence: '\n', output: null }]) {
    it(`is not empty: ${JSON.stringify(body)} is refused with the contract's sentence`, () => {
      const parsed = completeBody.safeParse(body);
      expect(parsed.error?.issues.map(({ message }) => message)).to.deep.equal([
        'Change completion requires non-empty result, evidence, or output',
      ]);
    });
  }

  it('is the first of result, evidence and output that says something', () => {
    expect(completeBody.parse({ result: ' ', evidence: 'seen', output: 'o' })).to.deep.equal({ result: 'seen' });
  });
});

describe('the report that work by hand is done', () => {
  let house: House;
  before(async () => {
    house = await openHouse();
  });

  const byHand = { ...described, plan: { kind: 'manual', description: 'swap the disk' } };
  async function approvedFor(owningGroup: string | null): Promise<number> {
    const id = await house.gate(byHand, { ticketId: await house.ticket(owningGroup) });
    await house.vote(id, owningGroup === 'network' ? 'nia' : 'bo');
    return id;
  }
  async function outcome(id: number, by: Caller): Promise<string> {
    const answer = await completeChange(house.db, id, by, 'swapped');
    return answer.kind === 'refused' ? answer.code : answer.kind;
  }

  it('is taken from a person, not from the agent that asked and not from a service', async () => {
    const agent = await house.agent(await house.ticket());
    const id = await house.gate(byHand, { caller: agent });
    await house.vote(id, 'bo');
    expect(await outcome(id, agent)).to.equal('people_only');
    expect(await outcome(id, await house.service())).to.equal('people_only');
    expect(await outcome(id, await house.caller('ada'))).to.equal('completed');
    expect((await house.change(id)).result_kind).to.equal('reported');
  });

  it('is the owning group’s, where the ticket has one', async () => {
    const id = await approvedFor('network');
    expect(await outcome(id, await house.caller('bo'))).to.equal('not_owning_group');
    expect(await outcome(id, await house.caller('nia'))).to.equal('completed');
  });

  it('is anybody’s with the permission where the owning group has no members', async () => {
    expect(await outcome(await approvedFor('nobody'), await house.caller('ada'))).to.equal('completed');
  });
});
