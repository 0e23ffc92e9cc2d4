import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { identityOf, isRunning, type ProcessIdentity } from '../../../config/datadir/index.js';

/** Every process that is there now, with its parent. */
async function processes(): Promise<{ pid: number; parent: number }[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      return stat === '' ? [] : [{ pid, parent }];
    }),
  );
  return found.flat();
}

/** These processes and everything that they, and what they started, have started. */
export async function treeOf(roots: readonly number[]): Promise<number[]> {
  const all = await processes();
  const tree = new Set(roots);
  for (let size = 0; size < tree.size;) {
    size = tree.size;
    for (const { pid, parent } of all) if (tree.has(parent)) tree.add(pid);
  }
  return [...tree];
}

/** The servers that an Opsroom of this data directory runs, as it has written them down. */
async function serversOf(directory: string): Promise<number[]> {
  const folder = path.join(directory, 'run');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  const texts = await Promise.all(files.map((name) => readFile(path.join(folder, name), 'utf8')));
  return texts.map((text) => (JSON.parse(text) as { pid: number }).pid);
}

export async function killAlone(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself, as its parent or its connection did.
  }
}

/** Node, PostgreSQL with all its backends, Synapse, and every run: all at once, as when the power fails. */
export async function killTree(child: ChildProcess, directory: string): Promise<void> {
  const { pid } = child;
  if (pid === undefined) throw new Error('it does not run');
  const roots = [pid, ...(await serversOf(directory))];
  const ended = once(child, 'exit');
  // Stopped first, so that nothing is started and nothing is done between two of the kills.
  for (const root of roots) send(root, 'SIGSTOP');
  const tree = await treeOf(roots);
  const identities = (await Promise.all(tree.map(identityOf))).filter(
    (one): one is ProcessIdentity => one !== undefined,
  );
  for (const one of tree) send(one, 'SIGKILL');
  await ended;
  for (const identity of identities) {
    while (await isRunning(identity)) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The variables of the child that works this turn, as its process has them. */
export async function environmentOfRun(variable: string, value: string): Promise<Readonly<Record<string, string>>> {
  for (const { pid } of await processes()) {
    const text = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    const found = Object.fromEntries(
      text.split('\0').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    ) as Readonly<Record<string, string>>;
    if (found[variable] === value) return found;
  }
  throw new Error(`no run has ${variable}=${value}`);
}
