import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import type { HarnessProgramName } from './harnesses.js';

const commands = { hermes: 'hermes', 'claude-code': 'claude', codex: 'codex' } as const;

export type HarnessPath = {
  /** For PATH: the real programs are found in a folder of their own, and nowhere else. */
  readonly path: string;
  add(name: HarnessProgramName, program: string): Promise<void>;
  /** As when somebody uninstalls it. */
  takeAway(name: HarnessProgramName): Promise<void>;
  remove(): Promise<void>;
};

export async function makeHarnessPath(): Promise<HarnessPath> {
  const folder = await mkdtemp('/tmp/opsroom-test-bin-');
  const others = (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .filter((one) => !Object.values(commands).some((command) => existsSync(path.join(one, command))));
  return {
    path: [folder, ...others].join(path.delimiter),
    add: (name, program) => symlink(program, path.join(folder, commands[name])),
    takeAway: (name) => rm(path.join(folder, commands[name]), { force: true }),
    remove: () => rm(folder, { recursive: true }),
  };
}
