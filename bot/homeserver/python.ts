import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { childEnvironment } from '../../config/datadir/index.js';

export type Python =
  | { kind: 'found'; program: string; version: string }
  /** No interpreter, or only ones that are too old. */
  | { kind: 'missing'; tooOld?: string }
  /** Debian and others put `venv` and `ensurepip` into a package of its own. */
  | { kind: 'without-venv'; program: string; version: string };

const run = promisify(execFile);

/** What matrix-synapse 1.163 needs. */
const oldest = { major: 3, minor: 10 };

/** The usual name first: it is the one that the operator has chosen. */
export const usualPythons: readonly string[] = [
  ...['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3.14'],
  ...['/usr/bin/python3', '/usr/local/bin/python3', '/opt/homebrew/bin/python3'],
];

const probe = `import json, sys
try:
    import ensurepip, venv
    whole = True
except ImportError:
    whole = False
print(json.dumps({"major": sys.version_info[0], "minor": sys.version_info[1], "whole": whole}))`;

const probed = z.object({ major: z.number(), minor: z.number(), whole: z.boolean() });

/** Milliseconds for one interpreter to answer; a cold start from a slow disk takes one or two seconds. */
const probeTimeout = 15_000;

/** The first of these interpreters that can make a virtual environment for Synapse. */
export async function findPython(env: NodeJS.ProcessEnv, programs: readonly string[]): Promise<Python> {
  let second: Python = { kind: 'missing' };
  for (const program of programs) {
    const answer = await run(program, ['-I', '-c', probe], {
      env: childEnvironment(env),
      timeout: probeTimeout,
    }).catch(() => undefined);
    if (!answer) continue;
    const { major, minor, whole } = probed.parse(JSON.parse(answer.stdout));
    const version = `${major}.${minor}`;
    if (major !== oldest.major || minor < oldest.minor) {
      if (second.kind === 'missing') second = { kind: 'missing', tooOld: version };
    } else if (whole) return { kind: 'found', program, version };
    else second = { kind: 'without-venv', program, version };
  }
  return second;
}
