import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import path from 'node:path';
import type { DataDirectory } from './dataDirectory.js';
import { readPidFile, removePidFile, writePidFile } from './pidFile.js';
import { identityOf, isRunning, type ProcessIdentity } from './processIdentity.js';
import { stopProcess, type StopStep } from './stopProcess.js';

/** A server that this installation runs, whether this process started it or found it running. */
export type Child = {
  readonly pid: number;
  readonly adopted: boolean;
  /** Called once when it ends by itself or is stopped; at once (next turn) when it has ended already. */
  onExit: (listener: () => void) => void;
  hasExited: () => boolean;
  /** Ends it in order and removes its pid file; a second call waits for the first. */
  stop: () => Promise<void>;
};

export type ChildKind = {
  readonly data: DataDirectory;
  /** Names the pid file, `run/<name>.json`. */
  readonly name: string;
  /** What it serves: the cluster or configuration folder. */
  readonly identity: string;
  /** Program and settings; an orphan with another version is stopped instead of adopted. */
  readonly version: string;
  readonly stopSteps: readonly StopStep[];
};

export type Command = {
  program: string;
  args: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Takes standard output and error; appended to. */
  logFile: string;
  user?: { uid: number; gid: number };
};

export type Orphan =
  /** Nothing of ours runs. */
  | { kind: 'none' }
  /** Healthy and left by a killed Opsroom: now ours. */
  | { kind: 'adopted'; child: Child }
  /** Ours, but unhealthy or of another version: ended. */
  | { kind: 'stopped' }
  /** Another living Opsroom runs it from this data directory. */
  | { kind: 'owned'; by: ProcessIdentity };

/** Milliseconds between two looks at an adopted server: its end comes with no event, and health has to say so in time. */
const watchEvery = 1_000;

/** Bytes from which a log is put aside at a start (one generation is kept). */
const rotateFrom = 5_000_000;

/**
 * Starts a server in a session of its own, so that Ctrl-C in the terminal reaches only us and we end it in order, and
 * records it. Throws when the program cannot be started at all.
 */
export async function startChild(kind: ChildKind, command: Command): Promise<Child> {
  await putAside(command.logFile);
  const log = openSync(command.logFile, 'a', 0o600);
  const child = spawn(command.program, command.args, {
    cwd: command.cwd,
    env: command.env,
    detached: true,
    stdio: ['ignore', log, log],
    ...(command.user ?? {}),
  });
  closeSync(log);
  const started = await new Promise<boolean>((resolve, reject) => {
    child.once('spawn', () => {
      resolve(true);
    });
    child.once('error', (error) => {
      reject(new Error(`${path.basename(command.program)} cannot be started.`, { cause: error }));
    });
  });
  const { pid } = child;
  const identity = started && pid !== undefined ? await identityOf(pid) : undefined;
  const exit = new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else
      child.once('exit', () => {
        resolve();
      });
  });
  child.unref();
  if (!identity) throw new Error(`${path.basename(command.program)} ended at once: see ${command.logFile}.`);
  await record(kind, identity);
  return childOf(kind, identity, exit, false);
}

/**
 * Looks for what an earlier Opsroom of this data directory left running. Only a process whose pid, start time and
 * identity all match is touched, so neither a recycled pid nor the server of the original of a copied directory is.
 */
export async function findOrphan(kind: ChildKind, isHealthy: () => Promise<boolean>): Promise<Orphan> {
  const found = await readPidFile(kind.data, kind.name);
  if (!found || found.identity !== kind.identity || !(await isRunning(found))) return { kind: 'none' };
  if (await isRunning(found.starter)) return { kind: 'owned', by: found.starter };
  const identity = { pid: found.pid, startTime: found.startTime };
  if (found.version === kind.version && (await isHealthy())) {
    await record(kind, identity);
    return { kind: 'adopted', child: childOf(kind, identity, watch(identity), true) };
  }
  await stopProcess(identity, kind.stopSteps);
  await removePidFile(kind.data, kind.name);
  return { kind: 'stopped' };
}

async function record(kind: ChildKind, identity: ProcessIdentity): Promise<void> {
  const starter = await identityOf(process.pid);
  if (!starter) throw new Error('The start time of this process cannot be read: /proc or ps has to be available.');
  await writePidFile(kind.data, kind.name, { ...identity, identity: kind.identity, version: kind.version, starter });
}

function childOf(kind: ChildKind, identity: ProcessIdentity, exit: Promise<void>, adopted: boolean): Child {
  let exited = false;
  let stopping: Promise<void> | undefined;
  let tellStopped = (): void => undefined;
  const stopped = new Promise<void>((resolve) => {
    tellStopped = resolve;
  });
  // What watches a child keeps no process alive, so a stop must not wait for it.
  const ended = Promise.race([exit, stopped]);
  void ended.then(() => {
    exited = true;
  });
  return {
    pid: identity.pid,
    adopted,
    onExit: (listener) => void ended.then(listener),
    hasExited: () => exited,
    stop: () =>
      (stopping ??= (async () => {
        await stopProcess(identity, kind.stopSteps);
        tellStopped();
        await removePidFile(kind.data, kind.name);
      })()),
  };
}

async function watch(identity: ProcessIdentity): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      void isRunning(identity).then((running) => {
        if (running) return;
        clearInterval(timer);
        resolve();
      });
    }, watchEvery);
    timer.unref();
  });
}

async function putAside(logFile: string): Promise<void> {
  const size = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  );
  if (size > rotateFrom) await rename(logFile, `${logFile}.1`);
}
