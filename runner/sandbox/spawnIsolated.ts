import { spawn, type ChildProcessByStdio, type StdioOptions } from 'node:child_process';
import { closeSync, openSync, readFileSync, readdirSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { isolatedCommand, type Limits, type Reach } from './isolatedCommand.js';
import type { RunIdentity } from './runIdentity.js';

export type IsolatedChild = {
  readonly command: string;
  readonly args: readonly string[];
  /** All of it: nothing is added. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly identity: RunIdentity;
  readonly reach: Reach;
  readonly limits?: Limits;
};

export type ChildHandle = ChildProcessByStdio<null, Readable, Readable>;

/**
 * Starts a child that is not the platform: its own uid or sandbox, its own process group, stdin empty, no inherited
 * descriptor but its two pipes. Errors of the start come as the handle's `error` event. Call it from the main thread:
 * the kernel ends the child with the thread that started it.
 */
export function spawnIsolated({ command, args, env, cwd, identity, reach, limits }: IsolatedChild): ChildHandle {
  const wrapped = isolatedCommand({ command, args }, identity, reach, limits);
  const nothing = openSync('/dev/null', 'r');
  try {
    const stdio: StdioOptions = ['ignore', 'pipe', 'pipe'];
    for (const descriptor of passedOnDescriptors()) {
      while (stdio.length < descriptor) stdio.push('ignore');
      stdio[descriptor] = nothing;
    }
    const child = spawn(wrapped.command, wrapped.args, { cwd, env, detached: true, stdio });
    return child as ChildHandle;
  } finally {
    closeSync(nothing);
  }
}

/** O_CLOEXEC as /proc writes a descriptor's flags, in octal. */
const closedOnExec = 0o2000000;

/**
 * Descriptors that whoever started the platform left open and that every child would inherit. Node's own are closed on
 * exec; these are not, and Node cannot mark them, so the empty device takes their place.
 */
function passedOnDescriptors(): number[] {
  if (process.platform !== 'linux') return [];
  const open = readdirSync('/proc/self/fd').map(Number);
  return open.filter((descriptor) => descriptor > 2 && !isClosedOnExec(descriptor)).sort((a, b) => a - b);
}

function isClosedOnExec(descriptor: number): boolean {
  try {
    const flags = /^flags:\s+([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'latin1'))?.[1];
    return flags === undefined || (Number.parseInt(flags, 8) & closedOnExec) !== 0;
  } catch {
    return true; // The one that listed the directory.
  }
}
