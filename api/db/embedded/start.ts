import { mkdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import {
  findOrphan,
  keepPort,
  keptSecret,
  readKeptPort,
  startChild,
  withStartLock,
  type Child,
  type ChildKind,
  type DataDirectory,
  type StopStep,
} from '../../../config/datadir/index.js';
import type { Secret } from '../../../config/secret.js';
import { findBinaries, isComplete, programOf, stageBinaries, type Binaries } from './binaries.js';
import { ensureCluster, serverEnvironment } from './cluster.js';
import { freeCluster } from './clusterHolder.js';
import { ensureDatabase, ownerUrl, reach, type ServerAddress } from './serverDatabase.js';
import { findServerUser, type ServerUser } from './serverUser.js';

export type EmbeddedPostgres = {
  /** For migrations and, with the application's role, for the pool. */
  readonly ownerUrl: Secret;
  /** Whether a server was found that a killed Opsroom had left running. */
  readonly adopted: boolean;
  readonly pid: number;
  onExit: (listener: () => void) => void;
  /** Fast shutdown: open transactions are rolled back, everything committed is on disk. */
  stop: () => Promise<void>;
};

type Start = { data: DataDirectory; logger: Logger; progress: (line: string) => void };

/** Fast, then immediate shutdown (recovery at the next start), then the kill of the group. */
const stopSteps: readonly StopStep[] = [
  { signal: 'SIGINT', graceMs: 10_000 },
  { signal: 'SIGQUIT', graceMs: 3_000 },
];

/** Milliseconds between two attempts to connect to a starting server: it is up in a few hundred. */
const attemptEvery = 25;

/** Milliseconds of recovery after which the operator hears what is being waited for, and hears it again. */
const tellEvery = 5_000;

/** Seconds that a recovery may take before the start gives up: WAL is limited to 256 MB, which replays in a few. */
const startTimeoutSeconds = 120;

/** Port 5432 would collide with the PostgreSQL that many developers run. */
const preferredPort = 54_329;

/** Starts that may fail for a passing reason: the port was lost to another program, a killed server's last process ends or is not reaped yet. */
const attempts = 10;

/**
 * Starts PostgreSQL for this data directory, or finds the one that a killed Opsroom left, with the database `opsroom` in
 * it. TCP on loopback with a password only; no socket file. Throws with the fix in the message.
 */
export async function startEmbeddedPostgres(start: Start): Promise<EmbeddedPostgres> {
  return withStartLock(start.data, 'postgres', async () => {
    const { data, logger } = start;
    const folder = path.join(data.stagingRoot, 'postgres');
    await mkdir(folder, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    const cluster = path.join(await realpath(folder), 'cluster');
    const packaged = await findBinaries();
    const kind = { data, name: 'postgres', identity: cluster, version: packaged.version, stopSteps };
    const passwords = {
      superuserPassword: await keptSecret(data, 'postgres-superuser'),
      ownerPassword: await keptSecret(data, 'postgres-owner'),
    };
    const keptPort = await readKeptPort(data, 'postgres');
    const orphan = await findOrphan(kind, async () =>
      keptPort === undefined ? false : (await reach({ port: keptPort, ...passwords }, cluster)).kind === 'ours',
    );
    if (orphan.kind === 'owned') {
      throw new Error(
        `Another Opsroom (process ${orphan.by.pid}) runs with the data directory ${data.path}: stop it, set OPSROOM_DATA_DIR to another directory, or set DATABASE_URL for several processes on one database.`,
      );
    }
    if (orphan.kind === 'adopted' && keptPort !== undefined) {
      logger.info({ pid: orphan.child.pid }, 'found PostgreSQL running and took it over');
      return running(orphan.child, { port: keptPort, ...passwords });
    }
    const binaries = await usable(packaged, path.join(folder, 'program'));
    const user = await findServerUser(cluster);
    await freeCluster(cluster, stopSteps);
    if (!(await present(cluster))) start.progress('Creating the database (first start) …');
    await ensureCluster(binaries, { folder, cluster, user }, passwords.superuserPassword);
    const { child, address } = await serve(start, { kind, binaries, user, passwords });
    return running(child, address);
  });
}

async function running(child: Child, address: ServerAddress): Promise<EmbeddedPostgres> {
  try {
    await ensureDatabase(address);
  } catch (error) {
    await child.stop();
    throw error;
  }
  return {
    ownerUrl: ownerUrl(address),
    adopted: child.adopted,
    pid: child.pid,
    onExit: (listener) => {
      child.onExit(listener);
    },
    stop: () => child.stop(),
  };
}

/** As root the server's user has to reach the programs, wherever this checkout lies. */
async function usable(packaged: Binaries, stage: string): Promise<Binaries> {
  return process.getuid?.() === 0 || !(await isComplete(packaged)) ? stageBinaries(packaged, stage) : packaged;
}

async function present(folder: string): Promise<boolean> {
  return stat(folder).then(
    () => true,
    () => false,
  );
}

type Serve = {
  kind: ChildKind;
  binaries: Binaries;
  user: ServerUser;
  passwords: Omit<ServerAddress, 'port'>;
};

async function serve(
  { data, logger, progress }: Start,
  { kind, binaries, user, passwords }: Serve,
): Promise<{ child: Child; address: ServerAddress }> {
  const cluster = kind.identity;
  const logFile = path.join(data.path, 'logs', 'postgres.log');
  for (let attempt = 1; ; attempt += 1) {
    const { port, choice } = await keepPort(data, 'postgres', { preferred: preferredPort });
    if (choice === 'moved') logger.warn({ port }, 'the port of PostgreSQL was taken by another program: it has moved');
    const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '' };
    const from = await stat(logFile).then(
      ({ size }) => size,
      () => 0,
    );
    const child = await startChild(kind, {
      program: programOf(binaries, 'postgres'),
      args: ['-D', cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      cwd: cluster,
      env: serverEnvironment,
      logFile,
      ...(user ? { user } : {}),
    });
    const address = { port, ...passwords };
    const outcome = await becomesReady(child, address, cluster, progress);
    if (outcome.kind === 'ready') return { child, address };
    await child.stop();
    const said = (await readFile(logFile, 'utf8').catch(() => '')).slice(from).trim();
    const passing =
      /could not bind|could not create any TCP|pre-existing shared memory|lock file .* already exists/.test(said);
    if (!passing || attempt === attempts) {
      const fault = said.split('\n').findLast((line) => /FATAL|PANIC|ERROR/.test(line)) ?? outcome.reason;
      throw new Error(`PostgreSQL did not start: ${fault} (log: ${logFile}). ${fixFor(fault, data)}`);
    }
    await sleep(attempt * 100);
  }
}

function fixFor(fault: string, data: DataDirectory): string {
  if (/password authentication/.test(fault)) {
    return `The passwords in ${data.secrets} are not those of this database: restore that folder from a backup.`;
  }
  if (/No space left/.test(fault)) return `Free some disk space on the file system of ${data.stagingRoot}.`;
  return 'Correct what it names, or set DATABASE_URL to a PostgreSQL of yours.';
}

type Readiness = { kind: 'ready' } | { kind: 'failed'; reason: string };

async function becomesReady(
  child: Child,
  address: ServerAddress,
  cluster: string,
  progress: (line: string) => void,
): Promise<Readiness> {
  const begun = Date.now();
  let told = begun;
  for (;;) {
    if (child.hasExited()) return { kind: 'failed', reason: 'it ended at once' };
    const reachable = await reach(address, cluster);
    if (reachable.kind === 'ours') return { kind: 'ready' };
    if (reachable.kind === 'refused') return { kind: 'failed', reason: reachable.reason };
    const seconds = Math.round((Date.now() - begun) / 1_000);
    if (seconds > startTimeoutSeconds) return { kind: 'failed', reason: `no answer within ${seconds} s` };
    if (Date.now() - told > tellEvery) {
      told = Date.now();
      progress(`Waiting for the database: it checks itself after an unclean end (${seconds} s) …`);
    }
    await sleep(attemptEvery);
  }
}
