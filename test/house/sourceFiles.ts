import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The checkout that this build was made from: the nearest folder above with our package.json. */
export function repositoryRoot(): string {
  for (let folder = path.dirname(fileURLToPath(import.meta.url)); ; folder = path.dirname(folder)) {
    const file = path.join(folder, 'package.json');
    if (existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name === 'opsroom')
      return folder;
    if (folder === path.dirname(folder)) throw new Error('the repository is not found');
  }
}

/** Every file of the repository, also those that are new and not ignored. */
export async function sourceFiles(): Promise<{ root: string; files: string[] }> {
  const root = repositoryRoot();
  const { stdout } = await promisify(execFile)('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    maxBuffer: 16 * 1024 * 1024,
  });
  const files = [...new Set(stdout.split('\n'))].filter((file) => file !== '' && existsSync(path.join(root, file)));
  return { root, files };
}
