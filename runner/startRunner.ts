import { randomBytes } from 'node:crypto';
import { homedir, hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { liveRunners } from '../api/agents/index.js';
import { startHeartbeat, type Database, type Listener } from '../api/db/index.js';
import type { DataDirectory } from '../config/datadir/index.js';
import type { Config } from '../config/schema.js';
import type { Secret } from '../config/secret.js';
import { runApprovedPlans } from './executor/index.js';
import { createHarnesses, type Selection } from './harness/index.js';
import { publishPresence, watchHarnesses } from './presence/index.js';
import { repeat, sweepRunDirectories, type RunPlace } from './runs/index.js';
import { detectIsolation, sweepOrphans, type Isolation } from './sandbox/index.js';
import { workTasks } from './tasks/index.js';
import { workTurns } from './turns/index.js';
import { stageChildPrograms } from './workspace/index.js';

export type RunnerParts = {
  readonly config: Config;
  readonly db: Database;
  /** For the heartbeat's own connection. */
  readonly databaseUrl: Secret;
  readonly listener: Listener;
  readonly log: Logger;
  readonly data: DataDirectory;
  /** Where runs reach the API, without a slash at the end. */
  readonly apiUrl: string;
  readonly env: NodeJS.ProcessEnv;
  /** Files outside of the data directory that hold secrets, absolute. */
  readonly secretFiles: readonly string[];
  readonly version: string;
};

export type Runner = {
  readonly id: string;
  readonly isolation: Isolation;
  /** Which harness works now, or why none does; it may be another one a moment later. */
  readonly chat: Selection;
  readonly tickets: Selection;
  /** Ends everything that runs, gives the work back, and leaves nothing behind; within ten seconds. */
  stop(): Promise<void>;
};

/** Milliseconds that a running plan has to end by itself when we stop: of ten, the rest is for ending it and for the receipt. */
const planPatience = 6_500;
/** Milliseconds for everything: a database that does not answer must not keep the process alive. */
const stopAtMost = 9_500;
/** Milliseconds between two looks for what dead runners on this machine left: processes, uids and directories. */
const sweepEvery = 60_000;

/** Where the system itself lies: a sandbox without these runs nothing. A file that lies in one of them is kept by its mode. */
const systemFolders = new Set(['/', '/etc', '/usr', '/opt', '/srv', '/var', '/var/lib', '/home', '/run', '/tmp']);

function hiddenFolders(folders: readonly string[]): string[] {
  return [...new Set(folders)].filter((folder) => path.isAbsolute(folder) && !systemFolders.has(folder));
}

/** Starts the hands: everything that works turns and tasks and runs approved plans. The API has to answer at `apiUrl` by then. */
export async function startRunner(parts: RunnerParts): Promise<Runner> {
  const { config, db, data, env, apiUrl, version, listener } = parts;
  const id = `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`;
  const log = parts.log.child({ runner: id });
  const isolation = await detectIsolation();
  const endOrphans = async (): Promise<void> => {
    if (isolation.kind !== 'uid') return;
    const freed = await sweepOrphans();
    if (freed.length > 0) log.warn({ freed }, 'what a dead runner had started was ended');
  };
  await endOrphans();
  const operatorHome = env['HOME'] ?? homedir();
  const programs = await stageChildPrograms({ isolation, stagingRoot: data.stagingRoot });
  const harnesses = await watchHarnesses({
    harnesses: createHarnesses({
      ...{ config, isolation, env, operatorHome, programs, version },
      ...{ node: programs.node, stagingRoot: data.stagingRoot },
    }),
    ...{ config, isolation, log },
  });
  const active = new Set<string>();
  const runs = path.join(data.stagingRoot, 'runs');
  const hidden = hiddenFolders([data.path, operatorHome, ...parts.secretFiles.map((file) => path.dirname(file))]);
  const place: RunPlace = { isolation, programs, data, apiUrl, env, hidden, active };
  const mayExecute = isolation.kind !== 'none' || config.runner.allow_unisolated;
  if (!mayExecute) log.warn(`Approved plans are not run here. ${isolation.sentence}`);
  const shownIsolation = mayExecute
    ? isolation
    : { ...isolation, sentence: `${isolation.sentence} Until then approved plans are not run here.` };
  const presence = publishPresence(db, log, () => ({
    ...{ id, host: hostname(), pid: process.pid, isolation: { ...shownIsolation, runs_plans: mayExecute } },
    ...{ harnesses: harnesses.published(), active_runs: [...active], max_concurrent: config.runner.concurrency },
  }));
  const sweeping = repeat(
    sweepEvery,
    async () => {
      await endOrphans();
      const live = await liveRunners(db);
      await sweepRunDirectories(runs, new Set([...active, ...live.flatMap(({ active_runs: names }) => names)]));
    },
    (error) => {
      log.warn({ err: error }, 'what dead runners left could not be removed');
    },
  );
  const heartbeat = startHeartbeat(parts.databaseUrl, config.runner.lease, log);
  const shared = { db, config, heartbeat, listener, harnesses, place, log, runnerId: id };
  const turns = workTurns(shared);
  const tasks = workTasks(shared);
  const executor = runApprovedPlans({
    ...{ db, listener, log, mayExecute, runnerId: id, lease: config.runner.lease, patienceAtEnd: planPatience },
    place: { isolation, runs, hidden, active },
  });
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    const ended = (async () => {
      await Promise.all([turns.stop(), tasks.stop(), executor.stop(), harnesses.stop(), sweeping.stop()]);
      await presence.stop();
      return true;
    })();
    const patience = new AbortController();
    const late = sleep(stopAtMost, false, { signal: patience.signal }).catch(() => false);
    if (await Promise.race([ended, late])) log.info('the runner has stopped');
    else log.error('the runner did not stop in time, most likely because the database is away; leases will run out');
    patience.abort();
    await heartbeat.stop();
  };
  return {
    ...{ id, isolation: shownIsolation },
    get chat() {
      return harnesses.chat();
    },
    get tickets() {
      return harnesses.tickets();
    },
    stop: () => (stopped ??= stop()),
  };
}
