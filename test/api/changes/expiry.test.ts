import { expect } from 'chai';
import { expireChanges } from '../../../api/changes/index.js';
import { openHouse, lowRiskRestart, type House } from './house.js';

describe('silence never approves', () => {
  let house: House;
  before(async () => {
    house = await openHouse();
  });
  afterEach(() => house.clock(null));

  const at = (id: number, offset: string): Promise<void> =>
    house.clock('expires_at + $2::interval from changes where id = $1', id, offset);

  it('a vote one millisecond before the end decides', async () => {
    const id = await house.gate(lowRiskRestart);
    await at(id, '-1 millisecond');
    expect(await house.vote(id, 'bo')).to.include({ kind: 'applied', state: 'approved' });
  });

  it('a vote one microsecond before the end decides: nothing is rounded', async () => {
    const id = await house.gate(lowRiskRestart);
    await at(id, '-1 microsecond');
    expect(await house.vote(id, 'bo')).to.include({ kind: 'applied', state: 'approved' });
  });

  for (const offset of ['0', '1 millisecond']) {
    it(`a vote ${offset === '0' ? 'at the end' : 'one millisecond after it'} finds the change expired and marks it`, async () => {
      const id = await house.gate(lowRiskRestart);
      await at(id, offset);
      const outcome = await house.vote(id, 'bo');
      expect(outcome.kind).to.equal('expired');
      expect(await house.change(id)).to.include({ state: 'expired', decided_by_person_id: null });
      const events = await house.one('select array_agg(outcome) from vote_events where change_id = $1', [id]);
      expect(events).to.deep.equal(['expired']);
    });
  }

  it('a vote after the sweep is told the same: expired', async () => {
    const id = await house.gate(lowRiskRestart);
    await at(id, '1 hour');
    expect(await expireChanges(house.db)).to.be.greaterThan(0);
    expect((await house.vote(id, 'bo')).kind).to.equal('expired');
    expect((await house.vote(id, 'eve')).kind).to.equal('expired');
    expect(await house.auditOf(id)).to.include.members(['change_expired', 'change_vote_late']);
  });

  it('a vote that meets the sweep at the end can not win: one state, one announcement', async () => {
    const id = await house.gate(lowRiskRestart);
    await at(id, '0');
    await Promise.all([
      house.vote(id, 'bo'),
      expireChanges(house.replica),
      house.vote(id, 'cy'),
      expireChanges(house.db),
    ]);
    expect((await house.change(id)).state).to.equal('expired');
    const said = await house.one<number>(`select count(*) from outbox where once_key = 'gate_closed:' || $1::text`, [
      id,
    ]);
    expect(said).to.equal(1);
    expect((await house.auditOf(id)).filter((action) => action === 'change_expired')).to.have.length(1);
  });

  it('the time can end between the look at the clock and the statement that decides; the statement is right', async () => {
    const id = await house.gate(lowRiskRestart);
    // The first look comes before the end, the second is at it.
    await house.tickingClock(`expires_at - interval '2 milliseconds' from changes where id = $1`, id);
    expect((await house.vote(id, 'bo')).kind).to.equal('expired');
    expect(await house.change(id)).to.include({ state: 'expired', decided_by_person_id: null });
    expect(await house.one('select array_agg(outcome) from vote_events where change_id = $1', [id])).to.deep.equal([
      'expired',
    ]);
    expect(await house.one<number>('select count(*) from votes where change_id = $1', [id])).to.equal(0);
  });

  it('the clock of the host decides nothing, however wrong it is', async () => {
    const honest = Date;
    for (const skew of [-400, 400]) {
      const days = skew * 86_400_000;
      class SkewedDate extends honest {
        constructor(...given: unknown[]) {
          super(...((given.length === 0 ? [honest.now() + days] : given) as [number]));
        }
        static override now(): number {
          return honest.now() + days;
        }
      }
      const id = await house.gate(lowRiskRestart);
      globalThis.Date = SkewedDate as DateConstructor;
      try {
        await expireChanges(house.db);
        expect((await house.change(id)).state).to.equal('pending');
        expect(await house.vote(id, 'bo')).to.include({ kind: 'applied', state: 'approved' });
      } finally {
        globalThis.Date = honest;
      }
    }
  });

  it('nobody decides in time: the ticket goes on, the room is told and the card is closed', async () => {
    const ticketId = await house.ticket();
    const id = await house.gate(lowRiskRestart, { ticketId });
    expect(await house.one('select status from tickets where id = $1', [ticketId])).to.equal('pending_approval');
    await at(id, '1 second');
    await expireChanges(house.db);
    expect(await house.one('select status from tickets where id = $1', [ticketId])).to.equal('in_progress');
    expect(await house.change(id)).to.include({ state: 'expired', state_reason: 'nobody decided in time' });
    const text = await house.one<string>(
      `select payload ->> 'text' from outbox where once_key = 'gate_closed:' || $1::text`,
      [id],
    );
    expect(text).to.match(/expired.*not approved/);
  });

  it('an expired change that is asked for again is a new gate, without the votes of the old one', async () => {
    const ticketId = await house.ticket();
    const agent = await house.agent(ticketId);
    const first = await house.gate(undefined, { caller: agent, ticketId });
    await house.vote(first, 'bo');
    await at(first, '1 second');
    const second = await house.gate(undefined, { caller: agent, ticketId });
    expect(second).to.not.equal(first);
    expect(await house.one<number>('select count(*) from votes where change_id = $1', [second])).to.equal(0);
  });
});
