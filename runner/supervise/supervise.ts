import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HarnessEvent, Launch } from '../harness/port.js';
import { runEnvironment, spawnIsolated, type ChildHandle, type Limits } from '../sandbox/index.js';
import { readRunFile, writeRunFiles, type Workspace } from '../workspace/index.js';
import { endRun, endWhatIsLeft } from './endChildren.js';
import { openOutputLog, type OutputLog } from './outputLog.js';
import { readOutput } from './readOutput.js';
import { spawnFailure } from './spawnFailure.js';
import { stopReason } from './stopReason.js';

/** How a run ended, as the system saw it. Whether it did its work, the toolbelt's result tells. */
export type RunEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'stalled' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'spawn_failed'; readonly reason: string };

export type Supervision = {
  readonly launch: Launch;
  readonly workspace: Workspace;
  /** The toolbelt's variables: OPSROOM_API_URL, OPSROOM_RUN_TOKEN, … */
  readonly toolbelt: Readonly<Record<string, string>>;
  /** The platform's environment, of which only what `runEnvironment` allows passes. */
  readonly env: NodeJS.ProcessEnv;
  /** What bubblewrap hides: the data directory and the operator's home. */
  readonly hidden: readonly string[];
  readonly timeoutMs: number;
  /** Without a line of output for this long the run is taken for stuck. 0: never. */
  readonly stallMs: number;
  readonly onEvent: (event: HarnessEvent) => void;
  /** The last 32 k characters, at most every 2 s and once at the end. */
  readonly onOutputTail?: (tail: string) => void;
  readonly onStarted?: (pid: number) => void;
  readonly signal: AbortSignal;
  readonly limits?: Limits;
  /** Milliseconds between asking it to end and ending it; 5 s (contract 12.7). */
  readonly graceMs?: number;
  readonly logLimit?: number;
};

/** Milliseconds for the pipes to run empty after the last process ended. */
const drainLimit = 2000;

/** Bytes that are read of what a harness reports at its end. */
const reportLimit = 256 * 1024;

/**
 * Runs a harness to its end: its files written, its output split, logged and understood, its time watched. When this
 * returns no process of the run is left. Does not throw for what the run does; aborting `signal` stops it.
 */
export async function supervise(run: Supervision): Promise<RunEnd> {
  const { launch, workspace, signal } = run;
  if (signal.aborted) return { kind: 'stopped' };
  await writeRunFiles(workspace, workspace.home, launch.files);
  const log = openOutputLog(workspace.log, run.logLimit, secretsOf(run));
  try {
    const child = start(run);
    const failure = await spawnFailure(child);
    if (failure !== undefined || child.pid === undefined) {
      const reason = failure ?? 'no process id';
      log.remark(`could not be started: ${reason}`);
      return { kind: 'spawn_failed', reason };
    }
    run.onStarted?.(child.pid);
    return await watch(child, child.pid, run, log);
  } finally {
    run.onOutputTail?.(log.tail());
    log.close();
  }
}

const secretName = /(KEY|TOKEN|SECRET|PASSWORD)$/;
/** Characters from which a value is taken for a secret: a short one would blot out ordinary words. */
const shortestSecret = 8;

/** What the run was given and nobody else may read: its token, and the keys of its harness. */
function secretsOf({ launch, toolbelt }: Supervision): string[] {
  return Object.entries({ ...launch.env, ...toolbelt })
    .filter(([name, value]) => secretName.test(name) && value.length >= shortestSecret)
    .map(([, value]) => value);
}

function start({ launch, workspace, toolbelt, env, hidden, limits }: Supervision): ChildHandle {
  const { home, work, tmp, identity, programs } = workspace;
  const own = { ...launch.env, ...toolbelt };
  return spawnIsolated({
    ...{ command: launch.command, args: launch.args, cwd: work, identity },
    env: runEnvironment(env, { home, tmp, path: [path.dirname(programs.node)], own }),
    reach: { writable: [workspace.root], readable: [...programs.readable, ...launch.readable], hidden },
    ...(limits ? { limits } : {}),
  });
}

async function watch(child: ChildHandle, pid: number, run: Supervision, log: OutputLog): Promise<RunEnd> {
  const { workspace, launch, onEvent, onOutputTail } = run;
  const { identity } = workspace;
  let exit: { code: number | null; signal: NodeJS.Signals | null } | undefined;
  const exited = new Promise<'exited'>((resolve) => {
    child.once('exit', (code, signal) => {
      exit = { code, signal };
      resolve('exited');
    });
  });
  const output = readOutput(child, log, { parseEvents: launch.parseEvents, onEvent, onOutputTail });
  const stop = stopReason({ ...run, lastOutput: output.lastLine });
  try {
    const ended = await Promise.race([exited, stop.reason]);
    if (ended === 'exited') await endWhatIsLeft({ pid, identity });
    else await endRun({ pid, identity, hasExited: () => exit !== undefined }, run.graceMs);
    await exited;
    // Nobody is left to write, but for the one case without isolation: a process that left its group keeps the pipe.
    await Promise.race([output.ended, sleep(drainLimit, undefined, { ref: false })]);
    log.remark(
      ended === 'exited' ? `ended: ${exit?.signal ?? `exit code ${exit?.code ?? '?'}`}` : `was ended: ${ended}`,
    );
    await readReport(run, output.stdoutTail());
    if (ended !== 'exited') return { kind: ended };
    return exit?.signal ? { kind: 'signalled', signal: exit.signal } : { kind: 'exited', code: exit?.code ?? -1 };
  } finally {
    stop.cancel();
    output.close();
    await output.ended;
  }
}

async function readReport({ launch, workspace, onEvent }: Supervision, output: string): Promise<void> {
  if (!launch.report) return;
  const found = await readRunFile(workspace, path.join(workspace.home, launch.report.file), reportLimit);
  if (found.kind !== 'read') return;
  for (const event of launch.report.parse(found.bytes.toString('utf8'), output)) onEvent(event);
}
