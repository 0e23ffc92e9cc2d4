import { setTimeout as sleep } from 'node:timers/promises';
import { killRun, processesOfRun, sendSignal, type RunIdentity } from '../sandbox/index.js';

/** Milliseconds between asking a run to end and ending it (contract 12.7). */
export const grace = 5000;

type Run = { readonly pid: number; readonly identity: RunIdentity; hasExited(): boolean };

/** Asks everything that the run started to end, and ends after the grace what is still there. */
export async function endRun(run: Run, patience = grace): Promise<void> {
  const found = await processesOfRun(run.identity);
  // With bubblewrap the group is the sandbox itself, which would end at once and take all of the run with it.
  if (run.identity.kind !== 'bubblewrap' || found.length === 0) signalGroup(run.pid, 'SIGTERM');
  // A process that moved to a session of its own is no longer in the group.
  for (const pid of found) sendSignal(pid, 'SIGTERM');
  const until = Date.now() + patience;
  while (Date.now() < until && (await somethingRuns(run))) await sleep(50);
  await endWhatIsLeft(run);
}

/** After the child's own end too: what it left in the background ends with it, and has ended when this resolves. */
export async function endWhatIsLeft({ pid, identity }: Pick<Run, 'pid' | 'identity'>): Promise<void> {
  signalGroup(pid, 'SIGKILL');
  // The kernel ends a sandbox with the process that made it, but not before that one can be seen as ended: hence this too.
  await killRun(identity);
}

async function somethingRuns(run: Run): Promise<boolean> {
  if (!run.hasExited()) return true;
  if (run.identity.kind === 'none') return signalGroup(run.pid, 0);
  return (await processesOfRun(run.identity)).length > 0;
}

/** Whether there was anybody to get it. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}
