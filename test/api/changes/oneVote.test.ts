import { expect } from 'chai';
import { resumeDecided } from '../../../api/agents/index.js';
import { claimExecution, finishExecution, recordVote } from '../../../api/changes/index.js';
import { highRiskRestart, openHouse, lowRiskRestart, type House } from './house.js';

const receipt = { exitCode: 0, signal: null, durationMs: 1, output: '', outputSha256: 'aa', trouble: null };

describe('one vote, one transaction', () => {
  let house: House;
  before(async () => {
    house = await openHouse();
  });

  it('a thousand votes that race at the edge of the quorum end in one state, one announcement, one run and one resume', async function () {
    this.timeout(30_000);
    const ticketId = await house.ticket();
    const id = await house.gate(highRiskRestart, { ticketId });
    await house.db.query(`update agent_tasks set status = 'pending_approval' where ticket_id = $1`, [ticketId]);
    await house.db.query(`update agents set status = 'pending_approval' where ticket_id = $1`, [ticketId]);
    expect(await resumeDecided(house.db)).to.equal(0);
    expect(await house.vote(id, 'bo')).to.include({ kind: 'applied', state: 'pending' });
    const bo = await house.caller('bo');
    const voters = await Promise.all(['bo', 'cy', 'dee', 'max', 'eve'].map((name) => house.caller(name)));
    const outcomes = await Promise.all(
      Array.from({ length: 1_000 }, (_, index) =>
        recordVote(index % 2 === 0 ? house.db : house.replica, {
          changeId: id,
          voter: voters[index % voters.length] ?? bo,
          verb: index % 7 === 6 ? 'reject' : 'approve',
          reason: 'as discussed',
          eventId: `$race-${index}`,
        }),
      ),
    );
    const decisive = outcomes.filter((outcome) => outcome.kind === 'applied' && outcome.state !== 'pending');
    expect(decisive).to.have.length(1);
    const { state } = await house.change(id);
    expect(state).to.be.oneOf(['approved', 'rejected']);
    const said = (what: string): Promise<number> =>
      house.one<number>(`select count(*) from ${what.replaceAll('$id', String(id))}`);
    expect(await said(`outbox where once_key = 'gate_closed:$id'`)).to.equal(1);
    expect(
      await said(`audit_log where target = 'change_$id' and action in ('change_approved', 'change_rejected')`),
    ).to.equal(1);
    expect(await said(`ticket_notes where body like 'Approval gate ${state}: change $id%'`)).to.equal(1);
    expect(await said(`vote_events where change_id = $id`)).to.equal(1_001);
    const both = [house.db, house.replica];
    const runs = await Promise.all(both.map((db, index) => claimExecution(db, `runner-${index}`, 30)));
    expect(runs.filter(Boolean)).to.have.length(state === 'approved' ? 1 : 0);
    for (const run of runs) {
      if (run) await finishExecution(house.db, run, `runner-${runs.indexOf(run)}`, receipt);
    }
    const resumed = await Promise.all(both.map(resumeDecided));
    expect(resumed.reduce((sum, tasks) => sum + tasks, 0)).to.equal(1);
    const kinds = new Set(outcomes.map(({ kind }) => kind));
    expect([...kinds]).to.include.members(['applied', 'late', 'already_decided']);
  });

  it('one event that is delivered in two transactions at once counts once', async () => {
    const id = await house.gate();
    const twice = await Promise.all(
      [1, 2].map(() => house.vote(id, 'bo', { channel: 'matrix-reaction', eventId: '$same-pool' })),
    );
    expect(twice.map(({ kind }) => kind).sort()).to.deep.equal(['applied', 'duplicate']);
  });

  it('one event that is delivered to two replicas at once counts once', async () => {
    const id = await house.gate();
    const twice = await Promise.all(
      [house.db, house.replica].map((db) => house.vote(id, 'bo', { eventId: '$two-replicas' }, db)),
    );
    expect(twice.map(({ kind }) => kind).sort()).to.deep.equal(['applied', 'duplicate']);
    expect(await house.one<number>('select count(*) from votes where change_id = $1', [id])).to.equal(1);
  });

  it('one event can not be a vote on two changes, even when both are counted at once', async () => {
    const gates = [await house.gate(lowRiskRestart), await house.gate(lowRiskRestart)];
    const outcomes = await Promise.all(gates.map((id) => house.vote(id, 'bo', { eventId: '$two-gates' })));
    expect(outcomes.map(({ kind }) => kind).sort()).to.deep.equal(['applied', 'duplicate']);
    const states = await Promise.all(gates.map(async (id) => (await house.change(id)).state));
    expect(states.sort()).to.deep.equal(['approved', 'pending']);
  });

  it('three days of history that are delivered again change nothing', async () => {
    const approved = await house.gate();
    const open = await house.gate();
    const history: [number, string, string][] = [
      [approved, 'bo', '$h1'],
      [open, 'cy', '$h2'],
      [approved, 'cy', '$h3'],
      [approved, 'dee', '$h4'],
    ];
    for (const [id, name, eventId] of history) await house.vote(id, name, { eventId });
    const before = await house.one('select jsonb_agg(c order by id) from changes c');
    const written = await house.one<number>('select count(*) from audit_log');
    for (const [id, name, eventId] of [...history, ...history].reverse()) {
      expect(await house.vote(id, name, { eventId })).to.deep.equal({ kind: 'duplicate' });
    }
    expect(await house.one('select jsonb_agg(c order by id) from changes c')).to.deep.equal(before);
    expect(await house.one<number>('select count(*) from audit_log')).to.equal(written);
  });

  it('a decision without its audit row does not exist', async () => {
    const id = await house.gate(lowRiskRestart);
    await house.owner.query(`
      create function no_audit() returns trigger language plpgsql as $$ begin raise exception 'the audit is full'; end $$;
      create trigger no_audit before insert on audit_log for each row when (new.action = 'change_approved') execute function no_audit()`);
    try {
      const failure = await house.vote(id, 'bo', { eventId: '$unaudited' }).catch((error: unknown) => String(error));
      expect(failure).to.match(/the audit is full/);
    } finally {
      await house.owner.query('drop trigger no_audit on audit_log');
    }
    expect(await house.change(id)).to.include({ state: 'pending', decided_by_person_id: null });
    expect(await house.one<number>('select count(*) from votes where change_id = $1', [id])).to.equal(0);
    expect(
      await house.one<number>(`select count(*) from outbox where once_key = 'gate_closed:' || $1::text`, [id]),
    ).to.equal(0);
    // The event was not consumed by the failure: delivered again, it counts.
    expect(await house.vote(id, 'bo', { eventId: '$unaudited' })).to.include({ kind: 'applied', state: 'approved' });
  });

  it('what the caller does within the vote commits with it', async () => {
    const id = await house.gate(lowRiskRestart);
    const vote = { changeId: id, voter: await house.caller('bo'), verb: 'approve', reason: null } as const;
    await recordVote(house.db, vote, async (q, outcome) => {
      expect(outcome).to.include({ kind: 'applied', state: 'approved' });
      await q.query(`insert into groups (name) values ('written within')`);
    });
    expect(await house.one<number>(`select count(*) from groups where name = 'written within'`)).to.equal(1);
  });

  it('what fails within the vote undoes the vote', async () => {
    const id = await house.gate(lowRiskRestart);
    const vote = {
      changeId: id,
      voter: await house.caller('bo'),
      verb: 'approve',
      reason: null,
      eventId: '$within',
    } as const;
    const failed = await recordVote(house.db, vote, () =>
      Promise.reject(new Error('no answer could be written')),
    ).catch(String);
    expect(failed).to.match(/no answer could be written/);
    expect((await house.change(id)).state).to.equal('pending');
    expect(await house.one<number>(`select count(*) from vote_events where event_id = '$within'`)).to.equal(0);
  });

  it('a change that is not there is unknown, and nothing is written', async () => {
    expect(await house.vote(999_999, 'bo')).to.deep.equal({ kind: 'unknown_gate' });
  });

  it('a second vote of a person replaces their first while the change is open', async () => {
    const id = await house.gate();
    await house.vote(id, 'bo');
    await house.vote(id, 'bo');
    expect((await house.change(id)).state).to.equal('pending');
    expect(await house.vote(id, 'bo', { verb: 'reject', reason: 'on second thoughts' })).to.include({
      state: 'rejected',
    });
  });

  it('every try is an event with the digest of the plan that was voted on', async () => {
    const id = await house.gate();
    await house.vote(id, 'bo');
    await house.vote(id, 'eve');
    const { rows } = await house.db.query(
      'select actor, outcome, digest from vote_events where change_id = $1 order by id',
      [id],
    );
    const { digest } = await house.change(id);
    expect(rows).to.deep.equal([
      { actor: 'bo', outcome: 'applied', digest },
      { actor: 'eve', outcome: 'not_allowed:not_named', digest },
    ]);
  });
});
