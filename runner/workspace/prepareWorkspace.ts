import { chmod, lchown, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { prepareRun, removeTree, type Isolation, type RunIdentity } from '../sandbox/index.js';
import { launchers } from './launchers.js';
import type { ChildPrograms } from './childPrograms.js';

export type RunName = { readonly kind: 'turn' | 'task'; readonly id: string | number; readonly attempt: number };

/** Where one run lives. `root` and what is in it belong to the run; `log` does not. */
export type Workspace = {
  readonly name: string;
  readonly root: string;
  readonly home: string;
  readonly work: string;
  readonly tmp: string;
  /** In the data directory, which the run cannot enter. */
  readonly log: string;
  /** The toolbelt by absolute path, as TASK.md has to name it. */
  readonly tool: string;
  readonly identity: RunIdentity;
  readonly programs: ChildPrograms;
};

export type WorkspaceFolders = {
  /** 0711 for uids, as `openDataDirectory` says. */
  readonly stagingRoot: string;
  /** The data directory (0700): logs go to `logs/runs/` in it, and bubblewrap hides it. */
  readonly dataDirectory: string;
  readonly isolation: Isolation;
  readonly programs: ChildPrograms;
  /** For tests: another place for the locks of uids. */
  readonly uidLocks?: string;
};

/**
 * Makes `<staging root>/runs/<kind>-<id>-<attempt>/` with `home`, `work` and `tmp`, owned by a uid that only this run
 * has, and the toolbelt's two launchers in `work`. What an earlier crash left under the same name is removed.
 */
export async function prepareWorkspace(run: RunName, folders: WorkspaceFolders): Promise<Workspace> {
  const name = runDirectoryName(run);
  const runs = path.join(folders.stagingRoot, 'runs');
  const logs = path.join(folders.dataDirectory, 'logs', 'runs');
  await mkdir(runs, { recursive: true, mode: 0o711 });
  await chmod(runs, 0o711);
  await mkdir(logs, { recursive: true, mode: 0o700 });
  const root = path.join(runs, name);
  await removeTree(root);
  const identity = await prepareRun(folders.isolation, root, folders.uidLocks);
  try {
    const inside = (folder: string): string => path.join(root, folder);
    const workspace: Workspace = {
      ...{ name, root, home: inside('home'), work: inside('work'), tmp: inside('tmp') },
      ...{ log: path.join(logs, `${name}.log`), tool: path.join(root, 'work', 'ops_chat_tool'), identity },
      programs: folders.programs,
    };
    for (const folder of [root, workspace.home, workspace.work, workspace.tmp]) await mkdir(folder, { mode: 0o700 });
    await writeRunFiles(workspace, workspace.work, launchers(folders.programs), 0o755);
    // The door last: until now only the platform could write in here, so no link of the run's can mislead it.
    for (const folder of [workspace.home, workspace.work, workspace.tmp, root]) await give(folder, identity);
    return workspace;
  } catch (error) {
    await identity.release();
    throw error;
  }
}

export function runDirectoryName({ kind, id, attempt }: RunName): string {
  const name = `${kind}-${id}-${attempt}`;
  if (!/^(turn|task)-[A-Za-z0-9_-]{1,64}-\d{1,9}$/.test(name)) throw new Error(`${name} is no name for a directory.`);
  return name;
}

/**
 * Writes files for the run below `base` (its home or its work directory) and gives them to it. Only before its first
 * process starts: later, what the platform writes by name could be led elsewhere by a link.
 */
export async function writeRunFiles(
  { identity }: Pick<Workspace, 'identity'>,
  base: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  mode = 0o600,
): Promise<void> {
  for (const [relative, content] of Object.entries(files)) {
    const file = path.resolve(base, relative);
    if (!file.startsWith(base + path.sep)) throw new Error(`${relative} leads out of the run's directory.`);
    const between = path.relative(base, path.dirname(file)).split(path.sep).filter(Boolean);
    for (let depth = 1; depth <= between.length; depth++) {
      const folder = path.join(base, ...between.slice(0, depth));
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await give(folder, identity);
    }
    await writeFile(file, content, { mode });
    await give(file, identity);
  }
}

async function give(file: string, identity: RunIdentity): Promise<void> {
  if (identity.kind === 'uid') await lchown(file, identity.uid, identity.uid);
}
