import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeAtomically } from './atomicFile.js';
import { claimStagingRoot } from './stagingRoot.js';

/**
 * Where one installation keeps what is not in Postgres. `stagingRoot` is where everything lies that another uid has to
 * reach (the cluster, run directories, child programs): outside the data directory as root, since that one is 0700.
 */
export type DataDirectory = {
  readonly path: string;
  /** 12 hex characters, chosen once; names the staging root and ties a database to this directory. */
  readonly instanceId: string;
  readonly stagingRoot: string;
  /** Directory (0700) for keys and generated passwords, one file each, 0600. */
  readonly secrets: string;
};

const instanceFile = z.object({ id: z.string().regex(/^[0-9a-f]{12}$/) });

/** Where things lie in a data directory, for who looks into one and makes nothing. */
export function placesIn(directory: string): Pick<DataDirectory, 'path' | 'secrets'> {
  const root = path.resolve(directory);
  return { path: root, secrets: path.join(root, 'secrets') };
}

/**
 * Creates the directory (0700), its `secrets/` and `logs/`, the instance id and the staging root where missing.
 * Throws with the fix in the message when a folder cannot be made or `instance.json` is damaged or was copied.
 */
export async function openDataDirectory(directory: string): Promise<DataDirectory> {
  const { path: root, secrets } = placesIn(directory);
  try {
    for (const folder of [root, secrets, path.join(root, 'logs'), path.join(root, 'run')]) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      // mkdir's mode is cut by the umask and ignored for folders that exist.
      await chmod(folder, 0o700);
    }
  } catch (error) {
    throw new Error(`The data directory ${root} cannot be used: make it writable or set OPSROOM_DATA_DIR to another.`, {
      cause: error,
    });
  }
  const instanceId = await instanceIdOf(path.join(root, 'instance.json'));
  const stagingRoot = process.getuid?.() === 0 ? await claimStagingRoot(instanceId, root) : root;
  return { path: root, instanceId, stagingRoot, secrets };
}

async function instanceIdOf(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) {
    const id = randomBytes(6).toString('hex');
    // Two first starts at once: whoever linked the file first wins, both read its id.
    await writeAtomically(file, `${JSON.stringify({ id })}\n`, { replace: false });
    return instanceIdOf(file);
  }
  try {
    return instanceFile.parse(JSON.parse(text)).id;
  } catch (error) {
    throw new Error(
      `${file} is damaged: it has to be {"id":"<12 hex characters>"}. Restore it from a backup; without it the database is not found.`,
      { cause: error },
    );
  }
}
