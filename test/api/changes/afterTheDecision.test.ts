import { expect } from 'chai';
import { expireChanges, readChange, sentenceFor } from '../../../api/changes/index.js';
import { openHouse, highRiskRestart, lowRiskRestart, type House } from './house.js';

describe('votes after the decision', () => {
  let house: House;
  before(async () => {
    house = await openHouse();
  });

  it('are recorded as late, answered with the canonical result, and change nothing', async () => {
    const id = await house.approved(lowRiskRestart);
    const before = await house.change(id);
    const outcome = await house.vote(id, 'cy', { verb: 'reject', reason: 'stop', eventId: '$late' });
    expect(outcome).to.include({ kind: 'late', by: 'Bo' });
    expect(sentenceFor(outcome, id)).to.equal(
      `Change ${id} is already approved by Bo; your vote came later and changes nothing.`,
    );
    expect(await house.change(id)).to.deep.equal(before);
    expect(await house.one(`select outcome from vote_events where event_id = '$late'`)).to.equal('late');
    expect(await house.auditOf(id)).to.include('change_vote_late');
    expect(await house.vote(id, 'cy', { verb: 'reject', eventId: '$late' })).to.deep.equal({ kind: 'duplicate' });
  });

  it('of people who may not decide it are told that it is decided already', async () => {
    const id = await house.approved(lowRiskRestart);
    const outcome = await house.vote(id, 'eve');
    expect(outcome).to.include({ kind: 'already_decided', by: 'Bo' });
    expect(sentenceFor(outcome, id)).to.match(/already approved by Bo/);
  });

  it('of the one who decided change nothing either', async () => {
    const id = await house.approved(lowRiskRestart);
    expect(await house.vote(id, 'bo')).to.include({ kind: 'late' });
    expect(await house.vote(id, 'bo', { verb: 'reject', reason: 'sorry' })).to.include({ kind: 'late' });
    expect((await house.change(id)).state).to.equal('approved');
  });

  it('find every state in which a change can be, with words for it', async () => {
    const approve = (id: number): Promise<unknown> =>
      house.db.query(`update changes set state = 'drifted' where id = $1`, [id]);
    const withdrawn = await house.gate();
    await house.db.query(`update changes set state = 'withdrawn' where id = $1`, [withdrawn]);
    const outcome = await house.vote(withdrawn, 'bo');
    expect(sentenceFor(outcome, withdrawn)).to.equal(
      `Change ${withdrawn} is already withdrawn; your vote came later and changes nothing.`,
    );
    const drifted = await house.approved(lowRiskRestart);
    await approve(drifted);
    expect(sentenceFor(await house.vote(drifted, 'cy'), drifted)).to.match(
      /approved, but not run because its target had changed/,
    );
  });
});

describe('a denial by a tap, which holds no reason', () => {
  let house: House;
  before(async () => {
    house = await openHouse();
  });

  const tap = { verb: 'reject', channel: 'matrix-reaction' } as const;
  const announcement = (id: number): Promise<string> =>
    house.one<string>(`select payload ->> 'text' from outbox where once_key = 'gate_closed:' || $1::text`, [id]);
  const reasonOf = async (id: number): Promise<string | null | undefined> =>
    (await readChange(house.db, id))?.rejected_reason;

  it('takes effect at once and asks for the reason', async () => {
    const id = await house.gate();
    expect(await house.vote(id, 'bo', { ...tap, eventId: '$no' })).to.include({ kind: 'applied', state: 'rejected' });
    expect(await announcement(id)).to.match(
      new RegExp(`was \\*\\*rejected\\*\\* by Bo\\. Bo, please say why: !reject ${id} <reason>`),
    );
    expect(await reasonOf(id)).to.equal('No reason given yet');
  });

  it('is given its reason later, as an event beside the final row', async () => {
    const id = await house.gate();
    await house.vote(id, 'bo', tap);
    const row = await house.change(id);
    const said = await house.vote(id, 'bo', {
      verb: 'reject',
      reason: 'wrong host',
      channel: 'matrix-command',
      eventId: '$why',
    });
    expect(said.kind).to.equal('reason_noted');
    expect(sentenceFor(said, id)).to.equal(`Your reason is noted at change ${id}.`);
    expect(await reasonOf(id)).to.equal('wrong host');
    expect(await house.change(id)).to.deep.equal(row);
    expect(await house.one(`select verb from vote_events where event_id = '$why'`)).to.equal('reason');
    expect(await house.auditOf(id)).to.include('change_reject_reason');
    expect(
      await house.one<number>(`select count(*) from ticket_notes where body like '%rejected because: wrong host'`),
    ).to.equal(1);
    expect(await house.vote(id, 'bo', { verb: 'reject', reason: 'wrong host', eventId: '$why' })).to.deep.equal({
      kind: 'duplicate',
    });
  });

  it('takes no reason of somebody else, and none that is blank', async () => {
    const id = await house.gate();
    await house.vote(id, 'bo', tap);
    expect(await house.vote(id, 'cy', { verb: 'reject', reason: 'me too' })).to.include({ kind: 'late' });
    expect(await house.vote(id, 'bo', { verb: 'reject', reason: '  ' })).to.include({ kind: 'late' });
    expect(await reasonOf(id)).to.equal('No reason given yet');
  });

  it('over REST and as a command is not taken without its reason', async () => {
    const id = await house.gate();
    for (const channel of ['rest', 'matrix-command', 'matrix-reply'] as const) {
      const outcome = await house.vote(id, 'bo', { verb: 'reject', reason: ' \n', channel });
      expect(outcome.kind).to.equal('reason_required');
      expect(sentenceFor(outcome, id)).to.match(/asks for a reason/);
    }
    expect((await house.change(id)).state).to.equal('pending');
  });

  it('a reason that the database could not hold is cleaned, and one without end is cut', async () => {
    const id = await house.gate();
    await house.vote(id, 'bo', { verb: 'reject', reason: `no\u0000 \ud800${'x'.repeat(5_000)}` });
    expect((await house.change(id)).rejected_reason).to.match(/^no\ufffd \ufffdx{1990,1996}$/);
  });
});

describe('the ticket of a gate', () => {
  let house: House;
  before(async () => {
    house = await openHouse();
  });

  const ticket = (id: number): Promise<unknown> =>
    house.one(`select status || coalesce(': ' || waiting_for, '') from tickets where id = $1`, [id]);

  it('waits for its decision and goes on after it, with audit and card', async () => {
    const ticketId = await house.ticket();
    const id = await house.gate(lowRiskRestart, { ticketId });
    expect(await ticket(ticketId)).to.equal(`pending_approval: a decision on change ${id}`);
    await house.vote(id, 'bo');
    expect(await ticket(ticketId)).to.equal('in_progress');
    const audited = await house.one(
      `select array_agg(details ->> 'from' || ' > ' || (details ->> 'to') order by id) from audit_log
       where target = 'ticket_' || $1::text and action = 'ticket_status_updated'`,
      [ticketId],
    );
    expect(audited).to.deep.equal(['new > pending_approval', 'pending_approval > in_progress']);
  });

  it('waits as long as one of its gates is open', async () => {
    const ticketId = await house.ticket();
    const caller = await house.agent(ticketId);
    const first = await house.gate(lowRiskRestart, { caller });
    const second = await house.gate(highRiskRestart, { caller });
    await house.vote(first, 'bo');
    expect(await ticket(ticketId)).to.equal(`pending_approval: a decision on change ${second}`);
    await house.vote(second, 'ada');
    expect(await ticket(ticketId)).to.equal('in_progress');
  });

  it('waits for none of two gates that are decided at the same moment', async () => {
    const ticketId = await house.ticket();
    const caller = await house.agent(ticketId);
    const gates = [await house.gate(lowRiskRestart, { caller }), await house.gate(highRiskRestart, { caller })];
    await Promise.all(
      gates.map((id, index) => house.vote(id, index === 0 ? 'bo' : 'ada', {}, index === 0 ? house.db : house.replica)),
    );
    expect(await ticket(ticketId)).to.equal('in_progress');
  });

  it('keeps the status that somebody gave it meanwhile', async () => {
    const ticketId = await house.ticket();
    const id = await house.gate(lowRiskRestart, { ticketId });
    await house.db.query(`update tickets set status = 'blocked' where id = $1`, [ticketId]);
    await house.vote(id, 'bo');
    expect(await ticket(ticketId)).to.equal('blocked');
  });

  it('is told when what was approved was not carried out in time', async () => {
    const id = await house.approved(lowRiskRestart);
    await house.clock('execute_before from changes where id = $1', id);
    await expireChanges(house.db);
    await house.clock(null);
    expect((await house.change(id)).state).to.equal('execution_expired');
    const told = `select count(*) from ticket_notes where ticket_id = $1 and body like '%not carried out in time%'`;
    expect(await house.one<number>(told, [(await house.change(id)).ticket_id])).to.equal(1);
  });
});
