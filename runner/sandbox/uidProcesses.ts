import { readFile, readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Rounds of looking for what still runs; each is 20 ms. A process in an uninterruptible wait may outlive them. */
const rounds = 100;

/** Every live process (no zombies) that has this uid as its real, effective or saved one. */
export async function processesOf(uid: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const owned = await Promise.all(pids.map(async (pid) => ((await belongsTo(pid, uid)) ? [pid] : [])));
  return owned.flat();
}

/** Ends every process of the uid, whatever group or session it moved to. Says how many are left, 0 but for one stuck in the kernel. */
export async function killProcessesOf(uid: number): Promise<number> {
  if (uid < 1000) throw new Error(`uid ${uid} is no run's: its processes are not ours to end.`);
  return killAll(() => processesOf(uid));
}

/**
 * Ends all that `find` finds, until it finds nothing. All are stopped first: a stopped process starts no new ones, so
 * that a swarm cannot outrun the killing. Says how many are left.
 */
export async function killAll(find: () => Promise<readonly number[]>): Promise<number> {
  const signalAll = async (signal: NodeJS.Signals): Promise<number> => {
    const found = await find();
    for (const pid of found) sendSignal(pid, signal);
    return found.length;
  };
  for (let seen = -1, round = 0; round < 10; round++) {
    const found = await signalAll('SIGSTOP');
    if (found <= seen || found === 0) break;
    seen = found;
  }
  for (let round = 0; round < rounds; round++) {
    if ((await signalAll('SIGKILL')) === 0) return 0;
    await sleep(20);
  }
  return (await find()).length;
}

async function belongsTo(pid: number, uid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '');
  if (/^State:\s+[ZX]/m.test(status)) return false;
  const uids = /^Uid:\s+(\d+)\s+(\d+)\s+(\d+)/m.exec(status);
  return uids !== null && uids.slice(1).map(Number).includes(uid);
}

export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended between the look and the signal.
  }
}
