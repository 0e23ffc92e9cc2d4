import { execFile } from 'node:child_process';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { asTrialUser, runEnvironment, type Isolation } from '../sandbox/index.js';
import type { HarnessProgram } from './port.js';

const run = promisify(execFile);

/** Milliseconds for `--version`: Hermes needs a second or two, more on a cold disk. */
const versionLimit = 60_000;

/**
 * The version number that the program prints, asked as a run would: as a user without rights and with an empty home, so
 * that a program which runs cannot reach is found out here. Throws the program's own failure.
 */
export async function programVersion(
  { command, args }: HarnessProgram,
  { isolation, env }: { isolation: Isolation; env: NodeJS.ProcessEnv },
  signal?: AbortSignal,
): Promise<string> {
  const home = await mkdtemp(path.join(tmpdir(), 'opsroom-probe-'));
  try {
    const asked = [command, ...args, '--version'];
    if (isolation.kind === 'uid') await chown(home, asTrialUser.uid, asTrialUser.uid);
    const [program = command, ...rest] = isolation.kind === 'uid' ? asTrialUser.command(asked) : asked;
    const environment = runEnvironment(env, {
      home,
      tmp: home,
      path: [],
      own: { HERMES_HOME: home, CODEX_HOME: home },
    });
    const { stdout } = await run(program, rest, {
      ...{ env: environment, cwd: home, timeout: versionLimit },
      ...(signal ? { signal } : {}),
    });
    const version = /\d+\.\d+\.\d+[\w.-]*/.exec(stdout)?.[0];
    if (version === undefined) throw new Error(`no version number in "${stdout.trim().slice(0, 80)}"`);
    return version;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
