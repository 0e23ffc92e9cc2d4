import { chmod, mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { writeAtomically } from './atomicFile.js';

const parent = '/var/lib/opsroom';

/**
 * Makes `/var/lib/opsroom/<id>` (0711: other uids pass through, none lists it) for the data directory. A copied data
 * directory would share the cluster of its original: that is refused while the original still exists.
 */
export async function claimStagingRoot(instanceId: string, dataDirectory: string): Promise<string> {
  const root = path.join(parent, instanceId);
  try {
    await mkdir(root, { recursive: true, mode: 0o711 });
    await chmod(parent, 0o711);
    await chmod(root, 0o711);
  } catch (error) {
    throw new Error(
      `${root} cannot be created: as root Opsroom needs it writable; run as an ordinary user otherwise.`,
      {
        cause: error,
      },
    );
  }
  const ownerFile = path.join(root, 'data-directory');
  const owner = (await readFile(ownerFile, 'utf8').catch(() => '')).trim();
  if (owner === dataDirectory) return root;
  if (owner !== '' && (await instanceOf(owner)) === instanceId && !(await sameFolder(owner, dataDirectory))) {
    throw new Error(
      `${dataDirectory} is a copy of ${owner} and would use the same database: remove ${dataDirectory} to start a new instance, or remove ${owner} if this one has replaced it.`,
    );
  }
  await writeAtomically(ownerFile, `${dataDirectory}\n`);
  return root;
}

/** Where that may lie for a data directory, by whoever it was started; nothing is claimed. A copy of a directory has none of it. */
export async function stagingRootsOf(dataDirectory: string): Promise<string[]> {
  const id = await instanceOf(dataDirectory);
  if (id === undefined) return [dataDirectory];
  const root = path.join(parent, id);
  const owner = (await readFile(path.join(root, 'data-directory'), 'utf8').catch(() => '')).trim();
  const owns = owner !== '' && (await sameFolder(owner, dataDirectory).catch(() => false));
  return owns ? [dataDirectory, root] : [dataDirectory];
}

async function instanceOf(directory: string): Promise<string | undefined> {
  const text = await readFile(path.join(directory, 'instance.json'), 'utf8').catch(() => '');
  return /"id"\s*:\s*"([0-9a-f]{12})"/.exec(text)?.[1];
}

async function sameFolder(a: string, b: string): Promise<boolean> {
  const [left, right] = await Promise.all([stat(a), stat(b)]);
  return left.dev === right.dev && left.ino === right.ino;
}
