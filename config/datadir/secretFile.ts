import { randomBytes } from 'node:crypto';
import { chmod, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Secret } from '../secret.js';
import { writeAtomically } from './atomicFile.js';
import type { DataDirectory } from './dataDirectory.js';

/** 32 random bytes as 43 URL-safe characters: fits a connection string, a YAML value and a header without escaping. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** The secret of this name, made on first use and the same ever after. One line in `secrets/<name>`, 0600. */
export async function keptSecret(
  data: DataDirectory,
  name: string,
  make: () => string = randomSecret,
): Promise<Secret> {
  const file = path.join(data.secrets, name);
  const kept = await readSecret(file);
  if (kept) return kept;
  // Not replacing: of two first starts at once both end with the value that was written first.
  await writeAtomically(file, `${make()}\n`, { replace: false });
  const made = await readSecret(file);
  if (!made) throw new Error(`${file} is empty: remove it to have a new one made, or restore it from a backup.`);
  return made;
}

/** The secret of this name where one was made. */
export function readKeptSecret(data: Pick<DataDirectory, 'secrets'>, name: string): Promise<Secret | undefined> {
  return readSecret(path.join(data.secrets, name));
}

async function readSecret(file: string): Promise<Secret | undefined> {
  try {
    const value = (await readFile(file, 'utf8')).trim();
    if (value === '')
      throw new Error(`${file} is empty: remove it to have a new one made, or restore it from a backup.`);
    // Somebody's editor or a restored backup may have widened it.
    await chmod(file, 0o600);
    return new Secret(value);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
