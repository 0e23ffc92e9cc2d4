import { readFile, readdir, readlink, realpath } from 'node:fs/promises';
import type { RunIdentity } from './runIdentity.js';
import { killAll, killProcessesOf, processesOf } from './uidProcesses.js';

/** Every live process of the run, whatever group or session it moved to. Without isolation nothing tells them from others: none. */
export async function processesOfRun(identity: RunIdentity): Promise<number[]> {
  if (identity.kind === 'uid') return processesOf(identity.uid);
  return identity.kind === 'bubblewrap' ? processesInSandbox(identity.directory) : [];
}

/** Ends every process of the run. Says how many are left, 0 but for one stuck in the kernel. */
export async function killRun(identity: RunIdentity): Promise<number> {
  if (identity.kind === 'uid') return killProcessesOf(identity.uid);
  return identity.kind === 'bubblewrap' ? killAll(() => processesInSandbox(identity.directory)) : 0;
}

/**
 * Processes of the sandbox that has the directory as a mount of its own: its first one too, with which all others end.
 * A run cannot unmount it; one that hides in a further namespace still ends with the first.
 */
async function processesInSandbox(directory: string): Promise<number[]> {
  const mount = await realpath(directory).catch(() => directory);
  const ours = await readlink('/proc/self/ns/mnt').catch(() => '');
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number);
  const inside = await Promise.all(pids.map(async (pid) => ((await hasMount(pid, mount, ours)) ? [pid] : [])));
  return inside.flat();
}

async function hasMount(pid: number, mount: string, ours: string): Promise<boolean> {
  // Of one that has ended, and of one that is not ours to look at, there is nothing to read.
  const mounts = await readFile(`/proc/${pid}/mountinfo`, 'utf8').catch(() => '');
  if (!mounts.split('\n').some((line) => unescaped(line.split(' ')[4] ?? '') === mount)) return false;
  return (await readlink(`/proc/${pid}/ns/mnt`).catch(() => ours)) !== ours;
}

/** The kernel writes blanks and backslashes of a path in octal. */
function unescaped(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
