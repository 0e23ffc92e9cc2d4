import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeAtomically } from './atomicFile.js';
import type { DataDirectory } from './dataDirectory.js';
import { identityOf, isRunning } from './processIdentity.js';

/** Milliseconds between two looks at a lock that somebody holds. */
const lookEvery = 100;

/**
 * Runs one start at a time per data directory and name, across processes: two `npm start` at once must not both make a
 * cluster. The lock of a killed process is taken over; a living holder is waited for, as its install may take minutes.
 */
export async function withStartLock<T>(
  data: Pick<DataDirectory, 'path'>,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const file = path.join(data.path, 'run', `${name}.lock`);
  const self = await identityOf(process.pid);
  if (!self) throw new Error('The start time of this process cannot be read: /proc or ps has to be available.');
  const text = JSON.stringify({ ...self, nonce: Math.random() });
  for (;;) {
    await writeAtomically(file, text, { replace: false });
    const holder = await readFile(file, 'utf8').catch(() => '');
    if (holder === text) break;
    if (holder !== '' && !(await holds(holder))) {
      // One taker at a time looks again and removes it: two at once would remove each other's new lock.
      await withStartLock(data, `${name}.takeover`, async () => {
        if ((await readFile(file, 'utf8').catch(() => '')) === holder) await rm(file, { force: true });
      });
    } else await sleep(lookEvery);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function holds(text: string): Promise<boolean> {
  try {
    const { pid, startTime } = JSON.parse(text) as { pid?: unknown; startTime?: unknown };
    return typeof pid === 'number' && typeof startTime === 'string' && (await isRunning({ pid, startTime }));
  } catch {
    return false;
  }
}
