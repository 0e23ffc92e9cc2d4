import type { HarnessName } from '../../config/sections/runner.js';
import type { Queryable } from '../db/index.js';
import type { RunnerInstance } from './contract.js';

/** Seconds without a heartbeat after which a runner counts as gone; it publishes every two. */
export const goneAfter = 8;

export async function publishRunner(q: Queryable, runner: Omit<RunnerInstance, 'heartbeat_at'>): Promise<void> {
  await q.query(
    `insert into runner_instances (id, host, pid, isolation, harnesses, active_runs, max_concurrent)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (id) do update set isolation = excluded.isolation, harnesses = excluded.harnesses,
       active_runs = excluded.active_runs, max_concurrent = excluded.max_concurrent, heartbeat_at = clock_timestamp()`,
    [
      runner.id,
      runner.host,
      runner.pid,
      JSON.stringify(runner.isolation),
      JSON.stringify(runner.harnesses),
      JSON.stringify(runner.active_runs),
      runner.max_concurrent,
    ],
  );
}

export async function retireRunner(q: Queryable, id: string): Promise<void> {
  await q.query('delete from runner_instances where id = $1', [id]);
}

/** Runners that gave a sign of life just now. */
export async function liveRunners(q: Queryable): Promise<RunnerInstance[]> {
  const { rows } = await q.query<RunnerInstance>(
    `select * from runner_instances where heartbeat_at > clock_timestamp() - make_interval(secs => $1) order by started_at`,
    [goneAfter],
  );
  return rows;
}

/** Removes the rows of runners that died an hour ago or more: their crash is no news any more. */
export async function forgetGoneRunners(q: Queryable): Promise<number> {
  const { rowCount } = await q.query(
    `delete from runner_instances where heartbeat_at < clock_timestamp() - interval '1 hour'`,
  );
  return rowCount ?? 0;
}

/** Programs that some living runner could start now, each once. */
export async function readyHarnesses(q: Queryable): Promise<Set<HarnessName>> {
  const found = (await liveRunners(q)).flatMap(({ harnesses }) => harnesses);
  return new Set(found.filter(({ state }) => state === 'ready').map(({ name }) => name));
}

/** The harness that runners have chosen for this kind of work; without a live runner work waits for the built-in one. */
export async function harnessFor(q: Queryable, work: 'chat' | 'tickets'): Promise<HarnessName> {
  for (const runner of await liveRunners(q)) {
    const chosen = runner.harnesses.find((harness) => harness.works.includes(work));
    if (chosen) return chosen.name;
  }
  return 'builtin';
}
