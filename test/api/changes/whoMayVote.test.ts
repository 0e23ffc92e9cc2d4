import { expect } from 'chai';
import { explainChange, sentenceFor } from '../../../api/changes/index.js';
import { openHouse, highRiskRestart, lowRiskRestart, rules, type House } from './house.js';

describe('who may vote', () => {
  let house: House;
  before(async () => {
    house = await openHouse();
  });

  /** Why the vote does not count; and that it did not. */
  async function refused(id: number, voter: Parameters<House['vote']>[1]): Promise<string> {
    const before = await house.one<number>('select count(*) from votes where change_id = $1', [id]);
    const outcome = await house.vote(id, voter);
    expect(await house.one<number>('select count(*) from votes where change_id = $1', [id])).to.equal(before);
    return outcome.kind === 'not_allowed' ? outcome.why : outcome.kind;
  }
  const join = (name: string, group: string): Promise<unknown> =>
    house.db.query(
      'insert into group_members (group_id, person_id) select g.id, p.id from groups g, persons p where g.name = $1 and p.name = $2',
      [group, name],
    );
  const leave = (name: string, group: string): Promise<unknown> =>
    house.db.query(
      'delete from group_members m using groups g, persons p where g.id = m.group_id and p.id = m.person_id and g.name = $1 and p.name = $2',
      [group, name],
    );

  it('whoever the ticket is for may not, even with the right and in the group', async () => {
    const ticketId = await house.ticket();
    await house.db.query('update tickets set requester_person_id = $2 where id = $1', [
      ticketId,
      await house.personId('bo'),
    ]);
    const id = await house.gate(undefined, { ticketId, caller: await house.agent(ticketId, 'eve') });
    expect(await refused(id, 'bo')).to.equal('requester');
    expect(await house.vote(id, 'ada')).to.include({ kind: 'applied', state: 'approved' });
  });

  it('a person who asks by hand may not decide it, and wrote the plan', async () => {
    const id = await house.gate(highRiskRestart, { caller: await house.caller('bo') });
    expect(await refused(id, 'bo')).to.equal('requester');
    expect(
      await house.one(
        `select array_agg(relation order by relation) from change_lineage where change_id = $1 and person_id = $2`,
        [id, await house.personId('bo')],
      ),
    ).to.deep.equal(['plan_author', 'requester']);
  });

  it('the author of the plan may not', async () => {
    const id = await house.gate();
    await house.db.query(`insert into change_lineage (change_id, person_id, relation) values ($1, $2, 'plan_author')`, [
      id,
      await house.personId('cy'),
    ]);
    expect(await refused(id, 'cy')).to.equal('plan_author');
  });

  it('whoever started the agent may not', async () => {
    const ticketId = await house.ticket();
    const id = await house.gate(undefined, { ticketId, caller: await house.agent(ticketId, 'bo') });
    expect(await refused(id, 'bo')).to.equal('spawner');
  });

  it('whoever steered the agent before it asked may not; whoever steers it afterwards may', async () => {
    const ticketId = await house.ticket();
    const agent = await house.agent(ticketId);
    await house.steer(agent, 'bo');
    const id = await house.gate(lowRiskRestart, { ticketId, caller: agent });
    await house.steer(agent, 'cy');
    expect(await refused(id, 'bo')).to.equal('steerer');
    expect(await house.vote(id, 'cy')).to.include({ kind: 'applied', state: 'approved' });
  });

  it('whoever started or steered an agent that worked the ticket before may not', async () => {
    const ticketId = await house.ticket();
    const first = await house.agent(ticketId, 'bo');
    await house.steer(first, 'cy');
    const id = await house.gate(undefined, { ticketId, caller: await house.agent(ticketId, 'eve') });
    expect(await refused(id, 'bo')).to.equal('spawner');
    expect(await refused(id, 'cy')).to.equal('steerer');
    expect(await house.vote(id, 'ada')).to.include({ kind: 'applied', state: 'approved' });
  });

  it('an agent that another agent started brings the people behind that one along', async () => {
    const elsewhere = await house.ticket();
    const parent = await house.agent(elsewhere, 'bo');
    const ticketId = await house.ticket();
    const child = await house.agent(ticketId, 'eve');
    await house.db.query('update agents set spawned_by_principal_id = $2 where id = $1', [
      child.run?.kind === 'task' ? child.run.agentId : 0,
      parent.principalId,
    ]);
    expect(await refused(await house.gate(undefined, { ticketId, caller: child }), 'bo')).to.equal('spawner');
  });

  it('a person for whom a service says that it asks may not', async () => {
    const service = { ...(await house.service()), submittedBy: 'Bo' };
    expect(await refused(await house.gate(undefined, { caller: service }), 'bo')).to.equal('requester');
  });

  it('the nearest of several relations is told', async () => {
    const ticketId = await house.ticket();
    await house.db.query('update tickets set requester_person_id = $2 where id = $1', [
      ticketId,
      await house.personId('bo'),
    ]);
    const agent = await house.agent(ticketId, 'bo');
    await house.steer(agent, 'bo');
    expect(await refused(await house.gate(undefined, { ticketId, caller: agent }), 'bo')).to.equal('requester');
  });

  it('a second Matrix account of a person is the same person: one vote', async () => {
    await house.db.query(
      `insert into identities (person_id, kind, subject) values ($1, 'matrix', '@bo.phone:localhost')`,
      [await house.personId('bo')],
    );
    const id = await house.gate();
    await house.vote(id, 'bo', { channel: 'matrix-reaction', eventId: '$bo' });
    const second = await house.vote(
      id,
      { ...(await house.caller('bo')), name: '@bo.phone:localhost' },
      { eventId: '$bo-phone' },
    );
    expect(second).to.include({ kind: 'applied', state: 'pending' });
    expect(await house.one<number>('select count(*) from votes where change_id = $1', [id])).to.equal(1);
  });

  it('agents, services and the platform itself may not, whatever their permissions are and whatever state it is in', async () => {
    const ticketId = await house.ticket();
    const agent = { ...(await house.agent(ticketId)), capabilities: ['*'] };
    const id = await house.gate(lowRiskRestart, { ticketId, caller: agent });
    const machines = [agent, await house.service(), await house.system()];
    for (const machine of machines) expect(await refused(id, machine)).to.equal('not_a_person');
    // A person's id on a machine's principal makes it no person.
    for (const machine of machines) {
      expect(await refused(id, { ...machine, personId: await house.personId('bo') })).to.equal('not_a_person');
    }
    await house.vote(id, 'bo');
    for (const machine of machines) expect(await refused(id, machine)).to.equal('not_a_person');
  });

  it('an account that no person is linked to may not', async () => {
    const stranger = {
      type: 'person',
      principalId: 0,
      name: '@bo:elsewhere',
      personId: null,
      channel: 'matrix-reaction',
    } as const;
    const id = await house.gate();
    expect(await refused(id, { ...(await house.caller('bo')), ...stranger })).to.equal('unlinked');
  });

  it('a person who is not active any more may not, with a sign-in that was good a moment ago', async () => {
    const id = await house.gate();
    const dee = await house.caller('dee');
    await house.db.query(`update persons set active = false where name = 'dee'`);
    expect(await refused(id, dee)).to.equal('unlinked');
    await house.db.query(`update persons set active = true where name = 'dee'`);
  });

  it('a member of the group without the permission may not', async () => {
    expect(await refused(await house.gate(), 'max')).to.equal('no_permission');
  });

  it('the permission without being named by the policy is not enough, on any channel', async () => {
    const id = await house.gate();
    for (const channel of ['rest', 'matrix-reaction', 'matrix-command', 'matrix-reply'] as const) {
      const outcome = await house.vote(id, 'eve', { channel, eventId: `$eve-${channel}` });
      expect(outcome).to.include({ kind: 'not_allowed', why: 'not_named' });
    }
  });

  it('nobody is recognised by a display name', async () => {
    await house.db.query(`update persons set display_name = 'Bo' where name = 'eve'`);
    expect(await refused(await house.gate(), 'eve')).to.equal('not_named');
    await house.db.query(`update persons set display_name = 'Eve' where name = 'eve'`);
  });

  it('membership is looked at when the vote is applied: taken away, it counts no more', async () => {
    const id = await house.gate();
    const dee = await house.caller('dee');
    await house.vote(id, 'bo');
    await leave('dee', 'ops');
    expect(await refused(id, dee)).to.equal('not_named');
    await join('dee', 'ops');
    // A first approval whose giver left the group since does not make the quorum either.
    await leave('bo', 'ops');
    expect(await house.vote(id, 'dee')).to.include({ kind: 'applied', state: 'pending' });
    await join('bo', 'ops');
  });

  it('a group that was switched off names nobody', async () => {
    const id = await house.gate();
    await house.db.query(`update groups set enabled = false where name = 'ops'`);
    expect(await refused(id, 'bo')).to.equal('not_named');
    await house.db.query(`update groups set enabled = true where name = 'ops'`);
  });

  it('a policy that asks for stronger proof than the channel gives takes no vote', async () => {
    const policies = structuredClone(rules.policies);
    for (const policy of policies.policies) policy.assurance = 'L3';
    const id = await house.gate(highRiskRestart, { rules: { ...rules, policies } });
    expect(await refused(id, 'ada')).to.equal('assurance_too_low');
  });

  it('a refused vote is in the audit with why, and its sentence says why to the voter', async () => {
    const id = await house.gate();
    const outcome = await house.vote(id, 'eve');
    expect(sentenceFor(outcome, id)).to.equal(
      `Your vote on change ${id} does not count. The policy of this change names other people to decide it.`,
    );
    expect(
      await house.one(
        `select result from audit_log where target = 'change_' || $1::text and action = 'change_vote_refused'`,
        [id],
      ),
    ).to.equal('not_named');
  });

  it('who may decide and who may not is told with the reason, in words about the person', async () => {
    const ticketId = await house.ticket();
    const id = await house.gate(undefined, { ticketId, caller: await house.agent(ticketId, 'bo') });
    await house.vote(id, 'cy');
    const { may, mayNot, progress, needed } = await explainChange(house.db, await house.change(id));
    expect(may.map(({ name, voted }) => [name, voted])).to.deep.equal([
      ['Cy', 'approve'],
      ['Dee', null],
      ['Ada', null],
      ['Abe', null],
    ]);
    expect(mayNot).to.deep.equal([
      { name: 'Ana', why: 'asked for it' },
      { name: 'Bo', why: 'started the agent that asks for it' },
      { name: 'Max', why: 'has no role that may decide changes' },
    ]);
    expect(progress).to.equal('So far: 1 of 2 from ops, or 0 of 1 from admins.');
    expect(needed).to.equal('2 of ops, or 1 of admins');
  });
});
