import { lchown, lstat, chmod, mkdir, readFile, readdir, rm, stat } from 'node:fs/promises';
import { randomInt } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../../config/datadir/atomicFile.js';
import { identityOf, isRunning } from '../../config/datadir/processIdentity.js';
import { withStartLock } from '../../config/datadir/startLock.js';
import { removeTree } from './removeTree.js';
import { killProcessesOf, processesOf } from './uidProcesses.js';

/** One file a uid in use, for every Opsroom process on this machine. */
export const uidLocks = '/var/lib/opsroom/uids';

/**
 * Uids of runs. systemd hands 61184 and up to services with DynamicUser=, so the part below is used first; above it,
 * a uid that systemd has given out is left alone.
 */
const range = { first: 61_000, last: 64_999, quietEnd: 61_183 };
const systemdUids = '/run/systemd/dynamic-uid';

/** Where any uid may leave files behind that the next holder of the same uid would own. */
const worldWritable = ['/tmp', '/var/tmp', '/dev/shm'];

const lockFile = z.object({ pid: z.number(), startTime: z.string(), boot: z.string(), directory: z.string() });
type Lock = z.output<typeof lockFile>;

export type UidClaim = { readonly uid: number; release(): Promise<void> };

/** A uid that no other run has, no person, no service and no process that is still alive. Needs root. */
export async function claimUid(directory: string, locks = uidLocks): Promise<UidClaim> {
  await mkdir(path.join(locks, 'run'), { recursive: true, mode: 0o700 });
  const self = await identityOf(process.pid);
  if (!self) throw new Error('The start time of this process cannot be read: /proc has to be mounted.');
  // The nonce tells our own lock from another's when two threads of one process race for the same uid.
  const text = JSON.stringify({ ...self, boot: await bootId(), directory, nonce: randomInt(2 ** 47) });
  const named = await namedUids();
  for (const attempt of ['as it is', 'after a sweep']) {
    if (attempt === 'after a sweep') await sweepOrphans(locks);
    for (const uid of candidates()) {
      const file = path.join(locks, String(uid));
      if (named.has(uid) || (await exists(file)) || (await exists(path.join(systemdUids, String(uid))))) continue;
      await writeAtomically(file, text, { replace: false });
      if ((await readFile(file, 'utf8').catch(() => '')) !== text) continue;
      if ((await processesOf(uid)).length === 0) return { uid, release: () => release(uid, file) };
      await rm(file, { force: true });
    }
  }
  throw new Error(`No user id between ${range.first} and ${range.last} is free: see the files in ${locks}.`);
}

async function release(uid: number, file: string): Promise<void> {
  // With a process left the lock stays: the next sweep after our end tries again.
  if ((await killProcessesOf(uid)) > 0) return;
  await removeLeftovers(uid);
  await rm(file, { force: true });
}

/**
 * Frees the uids of platforms that died: ends every process that still runs under them and closes their run
 * directories, so that the uid's next holder cannot enter. To be called at each start, before runs are prepared. Says which uids were freed.
 */
export async function sweepOrphans(locks = uidLocks): Promise<number[]> {
  await mkdir(path.join(locks, 'run'), { recursive: true, mode: 0o700 });
  // A claim never touches an existing lock, so with one sweep at a time nobody kills a run that just began.
  return withStartLock({ path: locks }, 'sweep', async () => {
    const freed: number[] = [];
    const boot = await bootId();
    for (const name of await readdir(locks)) {
      if (!/^\d+$/.test(name)) continue;
      const file = path.join(locks, name);
      const lock = await readLock(file);
      if (lock && lock.boot === boot && (await isRunning(lock))) continue;
      const uid = Number(name);
      if ((await killProcessesOf(uid)) > 0) continue;
      if (lock) await closeDirectory(lock.directory, uid);
      await removeLeftovers(uid);
      await rm(file, { force: true });
      freed.push(uid);
    }
    return freed;
  });
}

/** Gives a run directory back to the platform: what is inside keeps its owner, but only root passes the door. */
export async function closeDirectory(directory: string, uid: number): Promise<void> {
  const now = await lstat(directory).catch(() => undefined);
  if (!now?.isDirectory() || now.uid !== uid) return;
  await lchown(directory, 0, 0);
  await chmod(directory, 0o700);
}

function* candidates(): Generator<number> {
  for (const [first, last] of [
    [range.first, range.quietEnd],
    [range.quietEnd + 1, range.last],
  ] as const) {
    const count = last - first + 1;
    const start = randomInt(count);
    for (let step = 0; step < count; step++) yield first + ((start + step) % count);
  }
}

async function readLock(file: string): Promise<Lock | undefined> {
  try {
    return lockFile.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

async function removeLeftovers(uid: number): Promise<void> {
  for (const folder of worldWritable) {
    for (const name of await readdir(folder).catch(() => [])) {
      const entry = path.join(folder, name);
      const found = await lstat(entry).catch(() => undefined);
      if (found?.uid === uid) await removeTree(entry).catch(() => undefined);
    }
  }
}

async function namedUids(): Promise<Set<number>> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n');
  return new Set(lines.map((line) => Number(line.split(':')[2])));
}

async function bootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}
