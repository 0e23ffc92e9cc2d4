import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The bundled program, as the runner hands it to a child; build.mjs puts it beside the compiled tests. */
export const programFile = (name: 'ops_chat_tool' | 'builtin'): string =>
  fileURLToPath(new URL(`../../../programs/${name}.mjs`, import.meta.url));

export const emptyWorkspace = (): Promise<string> => mkdtemp(path.join(tmpdir(), 'opsroom-toolbelt-'));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program as a real child, with nothing in its environment but PATH and what is given. */
export function runProgram(
  name: 'ops_chat_tool' | 'builtin',
  args: readonly string[],
  env: Record<string, string>,
  cwd: string,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [programFile(name), ...args], {
      cwd,
      env: { PATH: '/usr/bin:/bin', ...env },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}
