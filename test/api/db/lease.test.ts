import { expect } from 'chai';
import { claim, giveBack, holds, openPool, transaction, type Database, type Lease } from '../../../api/db/index.js';
import { renew } from '../../../api/db/lease.js';
import type { Secret } from '../../../config/secret.js';
import { onePostgres } from '../rooms/onePostgres.js';

type Row = { status: string; attempt: number; lease_owner: string | null; runs: boolean | null };

describe('work that is claimed', () => {
  let url: Secret;
  let db: Database;
  let agent: number;
  before(async () => {
    url = await (await onePostgres()).freshDatabase();
    db = openPool(url, () => undefined);
    const { rows } = await db.query<{ id: number }>(`insert into agents (harness) values ('codex') returning id`);
    agent = rows[0]?.id ?? 0;
  });
  after(() => db?.end());
  beforeEach(() => db.query('delete from agent_tasks'));

  async function queue(rank = 2, waited = '0 seconds', delay = '0 seconds'): Promise<number> {
    const { rows } = await db.query<{ id: number }>(
      `insert into agent_tasks (agent_id, prompt, priority_rank, created_at, not_before)
       values ($1, 'x', $2, clock_timestamp() - $3::interval, clock_timestamp() + $4::interval) returning id`,
      [agent, rank, waited, delay],
    );
    return rows[0]?.id ?? 0;
  }
  const take = (owner = 'r', seconds = 60, unless?: string): Promise<Lease | undefined> =>
    claim(db, 'agent_tasks', owner, seconds, unless);
  const taken = async (owner?: string, seconds?: number): Promise<Lease> => {
    const lease = await take(owner, seconds);
    if (!lease) throw new Error('nothing was claimed');
    return lease;
  };
  const rowOf = async (id: number): Promise<Row | undefined> =>
    (
      await db.query<Row>(
        'select status, attempt, lease_owner, lease_until > clock_timestamp() as runs from agent_tasks where id = $1',
        [id],
      )
    ).rows[0];
  const lapse = (id: number): Promise<unknown> =>
    db.query(`update agent_tasks set lease_until = clock_timestamp() - interval '1 millisecond' where id = $1`, [id]);

  it('is taken once, by one of many who reach for it', async () => {
    const ids = await Promise.all(Array.from({ length: 7 }, () => queue()));
    const claims = await Promise.all(Array.from({ length: 30 }, (_, index) => take(`runner-${index}`)));
    const got = claims.filter((lease) => lease !== undefined);
    expect(got.map(({ id }) => id).sort((a, b) => a - b)).to.deep.equal(ids.sort((a, b) => a - b));
    for (const lease of got) expect(lease).to.include({ table: 'agent_tasks', attempt: 1 });
    expect(await take()).to.equal(undefined);
  });

  it('is taken by several processes in the same transactions time, without waiting for each other', async () => {
    const [first, second] = [await queue(), await queue()];
    await transaction(db, async (q) => {
      expect((await claim(q, 'agent_tasks', 'one', 60))?.id).to.equal(first);
      expect((await take('two'))?.id).to.equal(second);
      expect(await take('three')).to.equal(undefined);
    });
  });

  it('that was claimed in a transaction that failed was not claimed', async () => {
    const id = await queue();
    const failed = await transaction(db, async (q) => {
      await claim(q, 'agent_tasks', 'one', 60);
      throw new Error('no token could be written');
    }).catch(String);
    expect(failed).to.contain('no token');
    expect(await rowOf(id)).to.deep.equal({ status: 'queued', attempt: 0, lease_owner: null, runs: null });
    expect(await taken()).to.include({ id, attempt: 1 });
  });

  it('of a worker that gave no sign of life goes to the next, with a higher attempt', async () => {
    const id = await queue();
    const first = await taken('one');
    expect(await take('two')).to.equal(undefined);
    await lapse(id);
    const second = await taken('two');
    expect(second).to.deep.equal({ ...first, attempt: 2 });
    expect(await rowOf(id)).to.deep.equal({ status: 'running', attempt: 2, lease_owner: 'two', runs: true });
  });

  it('whose lease ran out is taken over once, however many look', async () => {
    const id = await queue();
    await taken('one');
    await lapse(id);
    const claims = await Promise.all(Array.from({ length: 12 }, () => take('next')));
    expect(claims.filter((lease) => lease !== undefined)).to.deep.equal([{ table: 'agent_tasks', id, attempt: 2 }]);
  });

  it('fences off who held it before: no renewal, no giving back, no holding', async () => {
    const id = await queue();
    const first = await taken('one');
    await lapse(id);
    const second = await taken('two');
    expect(await renew(db, [first], 60)).to.deep.equal([]);
    expect(await giveBack(db, first, 0)).to.equal(false);
    expect(await holds(db, first)).to.equal(false);
    expect(await rowOf(id)).to.include({ attempt: 2, lease_owner: 'two', status: 'running' });
    expect([await holds(db, second), await renew(db, [second], 60)]).to.deep.equal([true, [second]]);
  });

  it('is not renewed once its time was over, even if nobody took it', async () => {
    const id = await queue();
    const lease = await taken();
    await lapse(id);
    expect([await renew(db, [lease], 60), await holds(db, lease)]).to.deep.equal([[], false]);
  });

  it('is renewed with others in one go, and what was lost is missing in the answer', async () => {
    await Promise.all([queue(), queue(), queue()]);
    const leases = [await taken(), await taken(), await taken()];
    const [kept, lost, other] = leases;
    await lapse(lost?.id ?? 0);
    await db.query(`update agent_tasks set status = 'completed' where id = $1`, [other?.id]);
    const unknown: Lease = { table: 'agent_tasks', id: 999_999, attempt: 1 };
    expect(await renew(db, [...leases, unknown], 600)).to.deep.equal([kept]);
    const { rows } = await db.query<{ seconds: number }>(
      'select extract(epoch from lease_until - clock_timestamp())::float as seconds from agent_tasks where id = $1',
      [kept?.id],
    );
    expect(rows[0]?.seconds).to.be.within(590, 600);
    expect(await renew(db, [], 60)).to.deep.equal([]);
  });

  it('that is held stays held until the transaction that asked is over', async () => {
    const id = await queue();
    const lease = await taken('one');
    let takenOver: Promise<unknown> = Promise.resolve();
    await transaction(db, async (q) => {
      expect(await holds(q, lease)).to.equal(true);
      takenOver = lapse(id).then(() => take('two'));
      await new Promise((resolve) => setTimeout(resolve, 100));
      await q.query(`update agent_tasks set output = 'written by the holder' where id = $1 and attempt = 1`, [id]);
    });
    expect(await takenOver).to.deep.include({ id, attempt: 2 });
    const { rows } = await db.query<{ output: string }>('select output from agent_tasks where id = $1', [id]);
    expect(rows[0]?.output).to.equal('written by the holder');
  });

  it('that is given back waits its time and then goes to anybody', async () => {
    const id = await queue();
    expect(await giveBack(db, await taken('one'), 30)).to.equal(true);
    expect(await rowOf(id)).to.deep.equal({ status: 'queued', attempt: 1, lease_owner: null, runs: null });
    expect(await take('two')).to.equal(undefined);
    await db.query('update agent_tasks set not_before = clock_timestamp()');
    const second = await taken('two');
    expect(second.attempt).to.equal(2);
    expect(await giveBack(db, second, 0)).to.equal(true);
    expect(await giveBack(db, second, 0)).to.equal(false);
    expect((await taken('three')).attempt).to.equal(3);
  });

  it('is not taken before its time, nor in any state but queued and running', async () => {
    const id = await queue(2, '0 seconds', '1 hour');
    expect(await take()).to.equal(undefined);
    await db.query('update agent_tasks set not_before = clock_timestamp()');
    for (const status of [
      'pending_approval',
      'awaiting_access',
      'awaiting_user_response',
      'blocked',
      'completed',
      'failed',
      'stopped',
    ]) {
      await db.query('update agent_tasks set status = $2 where id = $1', [id, status]);
      expect(await take(), status).to.equal(undefined);
    }
  });

  it('is passed over where the runner cannot do it', async () => {
    const [first, second] = [await queue(0), await queue(3)];
    expect((await take('r', 60, `candidate.id = ${first}`))?.id).to.equal(second);
    expect((await take())?.id).to.equal(first);
  });

  it('is taken by rank, and in one rank in the order in which it came', async () => {
    const [low, urgent, middle, urgentLater] = [await queue(3), await queue(0), await queue(1), await queue(0)];
    const order = [await taken(), await taken(), await taken(), await taken()].map(({ id }) => id);
    expect(order).to.deep.equal([urgent, urgentLater, middle, low]);
  });

  it('that waited long comes before what is more urgent and fresh: five minutes are worth a rank', async () => {
    const old = await queue(3, '10 minutes 1 second');
    const fresh = await queue(1);
    const young = await queue(3, '4 minutes 59 seconds');
    const urgent = await queue(0);
    const order = [await taken(), await taken(), await taken(), await taken()].map(({ id }) => id);
    expect(order).to.deep.equal([urgent, old, fresh, young]);
  });

  it('keeps the time at which it was first begun', async () => {
    const id = await queue();
    const begun = async (): Promise<string> =>
      (await db.query<{ at: string }>('select started_at::text as at from agent_tasks where id = $1', [id])).rows[0]
        ?.at ?? '';
    await taken();
    const first = await begun();
    await lapse(id);
    await taken();
    expect(await begun()).to.equal(first);
  });

  it('is never in two hands through any order of claims, renewals, losses and returns', async () => {
    await Promise.all([queue(), queue(), queue()]);
    const seen = new Set<string>();
    const worker = async (owner: string): Promise<void> => {
      for (let step = 0; step < 12; step += 1) {
        const lease = await take(owner, 60);
        if (!lease) continue;
        const name = `${lease.id}/${lease.attempt}`;
        expect(seen.has(name), `${name} was given out twice`).to.equal(false);
        seen.add(name);
        if (step % 3 === 0) await lapse(lease.id);
        else if (step % 3 === 1) expect(await giveBack(db, lease, 0)).to.equal(true);
        else {
          expect(await renew(db, [lease], 60)).to.deep.equal([lease]);
          await giveBack(db, lease, 0);
        }
      }
    };
    await Promise.all(['a', 'b', 'c', 'd'].map(worker));
    expect(seen.size).to.be.greaterThan(12);
  });
});
