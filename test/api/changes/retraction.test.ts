import { expect } from 'chai';
import { retractVote, type Retraction } from '../../../api/changes/index.js';
import { openHouse, lowRiskRestart, type House } from './house.js';

describe('a reaction that is taken back', () => {
  let house: House;
  before(async () => {
    house = await openHouse();
  });

  async function retract(
    eventId: string,
    by: string,
    redactionId = `${eventId}-redacted-by-${by}`,
    db = house.db,
  ): Promise<Retraction> {
    return retractVote(db, { eventId, redactionId, voter: await house.caller(by, 'matrix-reaction') });
  }
  const votes = (id: number): Promise<number> => house.one('select count(*) from votes where change_id = $1', [id]);

  it('by the one who gave it, while the change is open, takes the vote back', async () => {
    const id = await house.gate();
    await house.vote(id, 'bo', { eventId: '$a' });
    expect(await retract('$a', 'bo')).to.equal('retracted');
    expect(await votes(id)).to.equal(0);
    expect(await house.vote(id, 'cy', { eventId: '$a2' })).to.include({ state: 'pending' });
    expect(await house.auditOf(id)).to.include('change_vote_retracted');
  });

  it('by a moderator or anybody else changes nothing and is in the audit', async () => {
    const id = await house.gate();
    await house.vote(id, 'bo', { eventId: '$b' });
    expect(await retract('$b', 'ada')).to.equal('not_theirs');
    expect(await votes(id)).to.equal(1);
    expect(await house.auditOf(id)).to.include('change_vote_retracted');
  });

  it('after the decision changes nothing', async () => {
    const id = await house.gate(lowRiskRestart);
    await house.vote(id, 'bo', { eventId: '$c' });
    expect(await retract('$c', 'bo')).to.equal('too_late');
    expect((await house.change(id)).state).to.equal('approved');
    expect(await votes(id)).to.equal(1);
  });

  it('after the time to decide changes nothing', async () => {
    const id = await house.gate();
    await house.vote(id, 'bo', { eventId: '$d' });
    await house.clock('expires_at from changes where id = $1', id);
    expect(await retract('$d', 'bo')).to.equal('too_late');
    await house.clock(null);
  });

  it('that was replaced by a later vote of the same person leaves that one alone', async () => {
    const id = await house.gate();
    await house.vote(id, 'bo', { eventId: '$e1' });
    await house.vote(id, 'bo', { eventId: '$e2' });
    expect(await retract('$e1', 'bo')).to.equal('no_vote');
    expect(await votes(id)).to.equal(1);
    expect(await retract('$e2', 'bo')).to.equal('retracted');
  });

  it('that never was a vote is none', async () => {
    expect(await retract('$unheard-of', 'bo')).to.equal('no_vote');
    const id = await house.gate();
    await house.vote(id, 'eve', { eventId: '$refused' });
    expect(await retract('$refused', 'eve')).to.equal('no_vote');
  });

  it('is taken back once, however often its redaction is delivered', async () => {
    const id = await house.gate();
    await house.vote(id, 'bo', { eventId: '$f' });
    const both = await Promise.all([retract('$f', 'bo', '$r'), retract('$f', 'bo', '$r', house.replica)]);
    expect(both.sort()).to.deep.equal(['no_vote', 'retracted']);
    expect(await house.one<number>(`select count(*) from vote_events where event_id = '$r'`)).to.equal(1);
  });

  it('can not be delivered again as a vote after it was taken back', async () => {
    const id = await house.gate();
    await house.vote(id, 'bo', { eventId: '$g' });
    await retract('$g', 'bo');
    expect(await house.vote(id, 'bo', { eventId: '$g' })).to.deep.equal({ kind: 'duplicate' });
    expect(await votes(id)).to.equal(0);
  });

  it('in the deciding moment counts or does not, and the state says which', async () => {
    for (let round = 0; round < 10; round += 1) {
      const id = await house.gate();
      await house.vote(id, 'bo', { eventId: `$edge-${round}` });
      const [taken, vote] = await Promise.all([
        retract(`$edge-${round}`, 'bo', undefined, round % 2 === 0 ? house.db : house.replica),
        house.vote(id, 'cy', {}, house.replica),
      ]);
      const { state } = await house.change(id);
      expect([taken, vote.kind === 'applied' ? vote.state : vote.kind, state]).to.be.deep.oneOf([
        ['retracted', 'pending', 'pending'],
        ['too_late', 'approved', 'approved'],
      ]);
    }
  });

  it('is answered in the same transaction, and what fails there undoes it', async () => {
    const id = await house.gate();
    await house.vote(id, 'bo', { eventId: '$h' });
    const taken = { eventId: '$h', redactionId: '$h-r', voter: await house.caller('bo') };
    const failed = await retractVote(house.db, taken, () => Promise.reject(new Error('no answer'))).catch(String);
    expect(failed).to.match(/no answer/);
    expect(await votes(id)).to.equal(1);
    const results: Retraction[] = [];
    await retractVote(house.db, taken, (_, result) => Promise.resolve(void results.push(result)));
    expect(results).to.deep.equal(['retracted']);
  });
});
