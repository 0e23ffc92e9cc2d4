import { expect } from 'chai';
import { claimExecution, expireChanges } from '../../../api/changes/index.js';
import { sentenceFor } from '../../../api/changes/vote.js';
import { freshHouse, lowRiskRestart, type House } from './house.js';

describe('a gate whose ticket was closed', () => {
  let house: House;
  before(async () => {
    house = await freshHouse();
  });
  after(() => house.close());

  const close = (ticketId: number): Promise<unknown> =>
    house.db.query(`update tickets set status = 'cancelled' where id = $1`, [ticketId]);

  it('is withdrawn by the first vote, which changes nothing and is told so', async () => {
    const ticketId = await house.ticket();
    const id = await house.gate(lowRiskRestart, { ticketId });
    await close(ticketId);
    const outcome = await house.vote(id, 'bo');
    expect(outcome.kind).to.equal('late');
    expect(sentenceFor(outcome, id)).to.match(/is already withdrawn.*changes nothing/);
    expect(await house.change(id)).to.include({ state: 'withdrawn', state_reason: 'its ticket was closed' });
    expect(await claimExecution(house.db, 'runner-1', 30)).to.equal(undefined);
  });

  it('is withdrawn by the next sweep when nobody votes, with a word in the audit trail', async () => {
    const ticketId = await house.ticket();
    const id = await house.gate(lowRiskRestart, { ticketId });
    await expireChanges(house.db);
    expect((await house.change(id)).state).to.equal('pending');
    await close(ticketId);
    await expireChanges(house.db);
    expect((await house.change(id)).state).to.equal('withdrawn');
    const { rows } = await house.db.query<{ result: string }>(
      `select result from audit_log where action = 'change_withdrawn' and target = $1`,
      [`change_${id}`],
    );
    expect(rows.map(({ result }) => result)).to.deep.equal(['ticket_closed']);
  });

  it('does not run any more when it was approved before', async () => {
    const ticketId = await house.ticket();
    const id = await house.gate(lowRiskRestart, { ticketId });
    expect(await house.vote(id, 'bo')).to.include({ kind: 'applied', state: 'approved' });
    await close(ticketId);
    expect(await claimExecution(house.db, 'runner-1', 30)).to.equal(undefined);
    expect(await house.change(id)).to.include({
      state: 'drifted',
      state_reason: 'its ticket was closed before it started.',
    });
  });
});
