import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, type ProcessIdentity } from './processIdentity.js';

/** One polite request to end, and the milliseconds that it gets. */
export type StopStep = { signal: NodeJS.Signals; graceMs: number };

/** Milliseconds between two looks at a process that was asked to end. */
const lookEvery = 20;

/** How long, in milliseconds, the system may take to clear away a killed process that is busy with a disk. */
const killGrace = 5_000;

/**
 * Ends the process: each step in turn while it lives, then SIGKILL to its whole group (our children lead their own).
 * Returns the signal that worked, or `gone` where there was nothing to end. A recycled pid is never touched.
 */
export async function stopProcess(
  identity: ProcessIdentity,
  steps: readonly StopStep[],
): Promise<NodeJS.Signals | 'gone'> {
  for (const { signal, graceMs } of steps) {
    if (!(await isRunning(identity))) return 'gone';
    send(identity.pid, signal);
    if (await endsWithin(identity, graceMs)) return signal;
  }
  if (!(await isRunning(identity))) return 'gone';
  send(-identity.pid, 'SIGKILL');
  send(identity.pid, 'SIGKILL');
  await endsWithin(identity, killGrace);
  return 'SIGKILL';
}

async function endsWithin(identity: ProcessIdentity, milliseconds: number): Promise<boolean> {
  const end = Date.now() + milliseconds;
  for (;;) {
    if (!(await isRunning(identity))) return true;
    if (Date.now() >= end) return false;
    await sleep(lookEvery);
  }
}

function send(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch (error) {
    // It ended between the look and the signal, or it leads no group.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
