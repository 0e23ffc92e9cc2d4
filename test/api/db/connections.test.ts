import { createServer, connect, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { expect } from 'chai';
import pg from 'pg';
import pino from 'pino';
import {
  isLostConnection,
  notify,
  openListener,
  openPool,
  startHeartbeat,
  claim,
  transaction,
  type Database,
  type Heartbeat,
  type Listener,
} from '../../../api/db/index.js';
import { Secret } from '../../../config/secret.js';
import { onePostgres } from '../rooms/onePostgres.js';

const log = pino({ level: 'silent' });
const until = async (what: () => boolean | Promise<boolean>): Promise<void> => {
  for (const end = Date.now() + 20_000; !(await what());) {
    if (Date.now() > end) throw new Error('it never happened');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

/** In front of the database: what goes through can be cut, refused and counted. */
class Wire {
  private readonly open = new Set<Socket>();
  private server: Server | undefined;
  port = 0;
  accepted = 0;
  async listen(target: number): Promise<void> {
    this.server = createServer((socket) => {
      this.accepted += 1;
      const on = connect(target, '127.0.0.1');
      for (const [one, other] of [
        [socket, on],
        [on, socket],
      ] as const) {
        this.open.add(one);
        one
          .on('error', () => undefined)
          .on('close', () => {
            this.open.delete(one);
            other.destroy();
          });
        one.pipe(other);
      }
    }).listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    const address = this.server.address();
    this.port = typeof address === 'object' && address ? address.port : 0;
  }
  cut(): void {
    for (const socket of this.open) socket.destroy();
  }
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server?.close(resolve));
    this.cut();
    await closed;
  }
}

describe('connections to the database', () => {
  let direct: Secret;
  let db: Database;
  let wire: Wire;
  let through: Secret;
  const lost: string[] = [];
  beforeEach(async () => {
    direct = await (await onePostgres()).freshDatabase();
    db = openPool(direct, (error) => lost.push(error.message));
    lost.length = 0;
    wire = new Wire();
    await wire.listen(Number(new URL(direct.reveal()).port));
    const url = new URL(direct.reveal());
    url.port = String(wire.port);
    through = new Secret(url.href);
  });
  afterEach(async () => {
    await db.end();
    await wire.close();
  });
  /** As the owner: the application's role may not. */
  const endPooled = async (): Promise<void> => {
    const owner = new pg.Client({ connectionString: direct.reveal() });
    await owner.connect();
    await owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'opsroom' and datname = current_database()`,
    );
    await owner.end();
  };

  describe('of the pool', () => {
    it('that the server ends while they are idle are news, and the next query has another', async () => {
      const other = openPool(direct, (error) => lost.push(error.message));
      await other.query('select 1');
      await endPooled();
      await until(() => lost.length > 0);
      expect(lost.join()).to.contain('terminating connection');
      expect((await other.query<{ one: number }>('select 1 as one')).rows[0]?.one).to.equal(1);
      await other.end();
    });

    it('that are cut inside a transaction undo it, and are known for what they are', async () => {
      const pool = openPool(through, (error) => lost.push(error.message));
      const failed = await transaction(pool, async (q) => {
        await q.query(`insert into agents (harness) values ('codex')`);
        wire.cut();
        await q.query('select 1');
      }).catch((error: unknown) => error);
      expect(isLostConnection(failed), String(failed)).to.equal(true);
      expect((await pool.query('select from agents')).rowCount).to.equal(0);
      await pool.end();
    });

    it('come back by themselves when the database does', async () => {
      const pool = openPool(through, (error) => lost.push(error.message));
      await pool.query('select 1');
      await wire.close();
      const failed = await pool.query('select 1').catch((error: unknown) => error);
      expect(isLostConnection(failed), String(failed)).to.equal(true);
      await wire.listen(Number(new URL(direct.reveal()).port));
      await until(() =>
        pool.query('select 1').then(
          () => true,
          () => false,
        ),
      );
      await pool.end();
    });

    it('act as the application’s role from the first statement, and stay within their number', async () => {
      const pool = openPool(direct, () => undefined, 3);
      const users = await Promise.all(
        Array.from({ length: 9 }, () =>
          pool.query<{ user: string; session: string }>(
            'select current_user as user, session_user as session, pg_sleep(0.02)',
          ),
        ),
      );
      for (const { rows } of users) expect(rows[0]).to.include({ user: 'opsroom_app', session: 'owner' });
      expect(pool.totalCount).to.equal(3);
      await pool.end();
    });

    it('count ids as numbers, and a transaction gives back what it returns', async () => {
      const id = await transaction(
        db,
        async (q) =>
          (await q.query<{ id: number }>(`insert into agents (harness) values ('codex') returning id`)).rows[0]?.id,
      );
      expect(id).to.be.a('number');
      const undone = await transaction(db, async (q) => {
        await q.query('delete from agents');
        await q.query('select 1 / 0');
      }).catch(String);
      expect(undone).to.contain('division by zero');
      expect((await db.query('select from agents')).rowCount).to.equal(1);
    });
  });

  it('faults of the question are not taken for a lost connection', async () => {
    for (const statement of ['select nonsense', 'select 1 / 0', 'insert into agents (harness) values (null)'])
      expect(isLostConnection(await db.query(statement).catch((error: unknown) => error)), statement).to.equal(false);
    expect(
      isLostConnection(
        await openPool(new Secret('postgres://x@127.0.0.1:1/x'), () => undefined)
          .query('select 1')
          .catch((error: unknown) => error),
      ),
    ).to.equal(true);
    for (const value of [undefined, 'ECONNREFUSED', new Error('x'), { code: '57P01' }])
      expect(isLostConnection(value)).to.equal(false);
  });

  describe('of the listener', () => {
    let listener: Listener;
    afterEach(() => listener.stop());
    const opened = async (url: Secret): Promise<Map<string, number>> => {
      const heard = new Map<string, number>();
      listener = openListener(url, log);
      for (const topic of ['turns', 'tasks', 'outbox'] as const)
        listener.on(topic, () => heard.set(topic, (heard.get(topic) ?? 0) + 1));
      await until(() => heard.get('turns') === 1);
      heard.clear();
      return heard;
    };

    it('hear at the commit, not before and not after a rollback', async () => {
      const heard = await opened(direct);
      await transaction(db, async (q) => {
        await notify(q, 'turns');
        await new Promise((resolve) => setTimeout(resolve, 60));
        expect(heard.size).to.equal(0);
      });
      await until(() => heard.get('turns') === 1);
      await transaction(db, async (q) => {
        await notify(q, 'tasks');
        throw new Error('undone');
      }).catch(() => undefined);
      await notify(db, 'outbox');
      await until(() => heard.get('outbox') === 1);
      expect(heard.get('tasks')).to.equal(undefined);
    });

    it('hear a hundred hints of one transaction once, and each topic for itself', async () => {
      const heard = await opened(direct);
      await transaction(db, async (q) => {
        for (let hint = 0; hint < 100; hint += 1) await notify(q, hint % 2 === 0 ? 'turns' : 'tasks');
      });
      await until(() => heard.size === 2);
      await notify(db, 'outbox');
      await until(() => heard.get('outbox') === 1);
      expect(Object.fromEntries(heard)).to.deep.equal({ turns: 1, tasks: 1, outbox: 1 });
    });

    it('call nobody who has stopped listening, and no word that is no topic', async () => {
      const heard = await opened(direct);
      const calls: string[] = [];
      const off = listener.on('turns', () => calls.push('off'));
      off();
      await db.query(`select pg_notify('opsroom', 'nonsense'), pg_notify('opsroom', ''), pg_notify('other', 'tasks')`);
      await notify(db, 'turns');
      await until(() => heard.get('turns') === 1);
      expect([calls, heard.get('tasks')]).to.deep.equal([[], undefined]);
    });

    it('come back after a cut, and look once for what was said meanwhile', async () => {
      const heard = await opened(through);
      await wire.close();
      await notify(db, 'tasks');
      await wire.listen(Number(new URL(direct.reveal()).port));
      await until(() => heard.get('tasks') === 1);
      await notify(db, 'tasks');
      await until(() => heard.get('tasks') === 2);
    });

    it('stop for good, also while there is no database to be found', async () => {
      await opened(through);
      await wire.close();
      await listener.stop();
      const before = wire.accepted;
      await wire.listen(Number(new URL(direct.reveal()).port));
      await new Promise((resolve) => setTimeout(resolve, 350));
      expect(wire.accepted).to.equal(before);
    });
  });

  describe('of the heartbeat', () => {
    let heartbeat: Heartbeat;
    let agent: number;
    const seconds = 1;
    beforeEach(async () => {
      agent =
        (await db.query<{ id: number }>(`insert into agents (harness) values ('codex') returning id`)).rows[0]?.id ?? 0;
    });
    afterEach(() => heartbeat.stop());
    const work = async (): Promise<{ table: 'agent_tasks'; id: number; attempt: number }> => {
      await db.query(`insert into agent_tasks (agent_id, prompt) values ($1, 'x')`, [agent]);
      // Longer than the thread takes to come up on a busy machine; the first beat makes it a second.
      const lease = await claim(db, 'agent_tasks', 'r', 20);
      if (!lease) throw new Error('nothing was claimed');
      return { ...lease, table: 'agent_tasks' };
    };
    const runs = async (id: number): Promise<boolean> =>
      (await db.query('select from agent_tasks where id = $1 and lease_until > clock_timestamp()', [id])).rowCount ===
      1;

    /** The thread is up: the lease is as long as it makes it. */
    const beaten = (id: number): Promise<void> =>
      until(async () => {
        const short = `lease_until < clock_timestamp() + interval '1 second'`;
        return (await db.query(`select from agent_tasks where id = $1 and ${short}`, [id])).rowCount === 1;
      });

    it('beats while the event loop of the process is blocked for longer than the lease', async () => {
      heartbeat = startHeartbeat(direct, seconds, log);
      const lease = await work();
      const losses: string[] = [];
      heartbeat.keep(lease, () => losses.push('lost'));
      await beaten(lease.id);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_800);
      expect(await runs(lease.id)).to.equal(true);
      expect(await claim(db, 'agent_tasks', 'other', seconds)).to.equal(undefined);
      expect(losses).to.deep.equal([]);
    });

    it('tells once that a lease was lost, and keeps the others', async () => {
      heartbeat = startHeartbeat(direct, seconds, log);
      const [mine, theirs] = [await work(), await work()];
      const losses: number[] = [];
      for (const lease of [mine, theirs]) heartbeat.keep(lease, () => losses.push(lease.id));
      await db.query(`update agent_tasks set attempt = attempt + 1 where id = $1`, [theirs.id]);
      await until(() => losses.length > 0);
      await new Promise((resolve) => setTimeout(resolve, 800));
      expect(losses).to.deep.equal([theirs.id]);
      expect(await runs(mine.id)).to.equal(true);
    });

    it('lets a lease that was released run out, without calling it lost', async () => {
      heartbeat = startHeartbeat(direct, seconds, log);
      const lease = await work();
      const losses: string[] = [];
      const kept = heartbeat.keep(lease, () => losses.push('lost'));
      await beaten(lease.id);
      kept.release();
      await until(async () => !(await runs(lease.id)));
      expect(losses).to.deep.equal([]);
      expect(await claim(db, 'agent_tasks', 'next', seconds)).to.include({ id: lease.id, attempt: 2 });
    });

    it('goes on after a cut with another connection', async () => {
      heartbeat = startHeartbeat(through, seconds, log);
      const first = await work();
      heartbeat.keep(first, () => undefined);
      await beaten(first.id);
      const before = wire.accepted;
      wire.cut();
      // On a busy machine the lease of the first may be over before the thread is back: a new one shows that it is.
      const second = await work();
      const losses: string[] = [];
      heartbeat.keep(second, () => losses.push('lost'));
      await beaten(second.id);
      expect(wire.accepted).to.be.greaterThan(before);
      expect(losses).to.deep.equal([]);
    });
  });
});
