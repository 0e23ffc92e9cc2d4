import { expect } from 'chai';
import { runChecks } from '../../../api/health/checks.js';
import { openMetrics } from '../../../api/health/metrics.js';
import { openPool, type Database } from '../../../api/db/index.js';
import { publishRunner, retireRunner } from '../../../api/agents/index.js';
import { Secret } from '../../../config/index.js';
import { onePostgres } from '../rooms/onePostgres.js';

describe('the checks of readiness', () => {
  let db: Database;
  let url: Secret;
  before(async () => {
    url = await (await onePostgres()).freshDatabase();
    db = openPool(url, () => undefined);
  });
  after(() => db?.end());
  const statuses = async (matrix: string): Promise<Record<string, unknown>> => {
    const checks = await runChecks(db, () => Promise.resolve({ status: matrix }));
    return Object.fromEntries(Object.entries(checks).map(([name, { status }]) => [name, status]));
  };
  const publish = (id: string): Promise<void> =>
    publishRunner(db, {
      ...{ id, host: 'h', pid: 1, harnesses: [], active_runs: [], max_concurrent: 1 },
      isolation: { kind: 'none', sentence: '', runs_plans: false },
    });

  it('take a word about Matrix that they do not know for down', async () => {
    for (const [said, seen] of [
      ['ok', 'ok'],
      ['degraded', 'degraded'],
      ['not_configured', 'not_configured'],
      ['down', 'down'],
      ['splendid', 'down'],
      ['', 'down'],
    ] as const)
      expect((await statuses(said))['matrix'], said).to.equal(seen);
  });

  it('see a runner that gave a sign of life, and not one that went or fell silent', async () => {
    expect((await statuses('ok'))['runners']).to.equal('down');
    await publish('one');
    expect((await statuses('ok'))['runners']).to.equal('ok');
    await db.query(`update runner_instances set heartbeat_at = clock_timestamp() - interval '10 minutes'`);
    expect((await statuses('ok'))['runners']).to.equal('down');
    await publish('one');
    await retireRunner(db, 'one');
    expect((await statuses('ok'))['runners']).to.equal('down');
  });

  it('name a migration that is missing', async () => {
    const owner = openPool(url, () => undefined);
    await owner.query('set role none; delete from schema_migrations where version = 2');
    const { migrations } = await runChecks(db, () => Promise.resolve({ status: 'ok' }));
    expect(migrations.status).to.equal('down');
    expect(migrations['missing']).to.deep.equal(['0002_rooms.sql']);
    await owner.end();
  });

  it('fail where there is no database, so that the answer is 503', async () => {
    const away = openPool(new Secret('postgres://nobody@127.0.0.1:1/none'), () => undefined);
    const failed = await runChecks(away, () => Promise.resolve({ status: 'ok' })).catch(String);
    expect(failed).to.contain('ECONNREFUSED');
    await away.end();
  });

  it('the metrics count each state and forget those that have no rows any more', async () => {
    const registry = openMetrics(db);
    const lines = async (): Promise<string[]> =>
      (await registry.metrics())
        .split('\n')
        .filter((line) => /^opsroom_/.test(line))
        .sort();
    expect(await lines()).to.deep.equal(['opsroom_runners 0']);
    const { rows } = await db.query<{ id: number }>(`insert into agents (harness) values ('codex') returning id`);
    for (const status of ['queued', 'queued', 'failed'])
      await db.query(`insert into agent_tasks (agent_id, prompt, status) values ($1, 'x', $2)`, [rows[0]?.id, status]);
    await db.query(`insert into outbox (room_id, kind) values ('!r', 'reply')`);
    expect(await lines()).to.deep.equal([
      ...['opsroom_agent_tasks{status="failed"} 1', 'opsroom_agent_tasks{status="queued"} 2'],
      ...['opsroom_outbox_rows{status="pending"} 1', 'opsroom_runners 0'],
    ]);
    await db.query(`delete from agent_tasks where status = 'failed'`);
    await publish('two');
    expect(await lines()).to.deep.equal([
      ...['opsroom_agent_tasks{status="queued"} 2', 'opsroom_outbox_rows{status="pending"} 1', 'opsroom_runners 1'],
    ]);
  });

  it('two processes in one have their metrics apart', async () => {
    const [one, other] = [openMetrics(db), openMetrics(db)];
    one.clear();
    expect(await one.metrics()).to.not.contain('opsroom_runners');
    expect(await other.metrics()).to.contain('opsroom_runners 1');
  });
});
