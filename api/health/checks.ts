import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { liveRunners } from '../agents/index.js';
import type { MatrixHealth } from '../chat/index.js';
import type { Database } from '../db/index.js';
import { outboxCounts } from '../rooms/index.js';
import { migrationsApplied } from './sql/migrationsApplied.js';

/** `down` takes the whole installation to 503; `degraded` and `not_configured` are for people to read. */
export type Check = { readonly status: 'ok' | 'degraded' | 'down' | 'not_configured' } & Readonly<
  Record<string, unknown>
>;
export type Checks = Readonly<Record<'database' | 'migrations' | 'runners' | 'matrix' | 'outbox', Check>>;

const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url));

async function database(db: Database): Promise<Check> {
  const started = performance.now();
  await db.query('select 1');
  return { status: 'ok', milliseconds: Math.round(performance.now() - started) };
}

async function migrations(db: Database): Promise<Check> {
  const applied = await migrationsApplied(db);
  // The dump of the whole schema, which lies there for readers, is none.
  const shipped = (await readdir(migrationsFolder)).filter((name) => /^\d{4}_.*\.sql$/.test(name));
  const missing = shipped.filter((name) => !applied.includes(name)).sort();
  return { status: missing.length === 0 ? 'ok' : 'down', latest: applied.at(-1) ?? null, missing };
}

async function runners(db: Database): Promise<Check> {
  const live = await liveRunners(db);
  return {
    status: live.length > 0 ? 'ok' : 'down',
    live: live.length,
    at_work: live.flatMap((one) => one.active_runs),
  };
}

function matrix({ status, ...rest }: MatrixHealth): Check {
  const known = (['ok', 'degraded', 'not_configured'] as const).find((word) => word === status);
  return { ...rest, status: known ?? 'down' };
}

async function outbox(db: Database): Promise<Check> {
  const { open, oldestSeconds, dead, deadToday } = await outboxCounts(db);
  return {
    status: deadToday > 0 ? 'degraded' : 'ok',
    pending: open,
    oldest_seconds: oldestSeconds,
    dead_letters: dead,
  };
}

/** Everything that has to stand for a sentence in a room to be answered. Throws when the database cannot be reached. */
export async function runChecks(db: Database, matrixHealth: () => Promise<MatrixHealth>): Promise<Checks> {
  return {
    database: await database(db),
    migrations: await migrations(db),
    runners: await runners(db),
    matrix: matrix(await matrixHealth()),
    outbox: await outbox(db),
  };
}
