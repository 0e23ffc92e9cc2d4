import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { processesOf } from '../../runner/sandbox/index.js';
import { until } from './livePlatform.js';

/**
 * A program that Opsroom takes for Claude Code, and that does what a test says: for runs that go wrong in ways in which no
 * real harness can be made to. `script` is for sh, in the run's work directory, with the toolbelt beside it.
 */
export async function standInHarness(folder: string, script: string): Promise<{ runner: object; models: object }> {
  const bin = path.join(folder, 'stand-in');
  await mkdir(bin, { recursive: true });
  await chmod(bin, 0o755);
  const file = path.join(bin, 'claude');
  await writeFile(file, `#!/bin/sh\nif [ "$1" = --version ]; then echo "9.9.9 (stand-in)"; exit 0; fi\n${script}\n`);
  await chmod(file, 0o755);
  return { runner: { harness: 'claude-code', claude_bin: file }, models: { anthropic_api_key: 'sk-of-the-provider' } };
}

/** Waits until nothing runs as this uid. Where runs have no uid of their own there is nothing to look at. */
export async function nothingRunsAs(uid: number, within = 15_000): Promise<void> {
  if (uid === process.getuid?.()) return;
  await until(
    `no process of uid ${uid}`,
    async () => ((await processesOf(uid)).length === 0 ? true : undefined),
    within,
  );
}
