import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { closeDirectory, removeTree } from '../sandbox/index.js';
import type { Workspace } from './prepareWorkspace.js';

/** Work directories of failed runs that stay for a look: a few days of trouble, and never the disk. */
const keptFailures = 20;

/**
 * Ends a run's stay: its uid is free again, its home (where keys may lie) and temporary files are gone. The work
 * directory of a failed run stays, open to the platform only. Call it after `supervise` returned.
 */
export async function retireWorkspace(workspace: Workspace, outcome: 'finished' | 'failed'): Promise<void> {
  const { root, identity } = workspace;
  if (identity.kind === 'uid') await closeDirectory(root, identity.uid);
  if (outcome === 'finished') await removeTree(root);
  else {
    await removeTree(workspace.home);
    await removeTree(workspace.tmp);
    await trimRuns(path.dirname(root));
  }
  await identity.release();
}

/**
 * Removes the oldest closed run directories but `keep`. Directories that still belong to a run's uid are left alone;
 * without uids, `mine` has to name the ones in use.
 */
export async function trimRuns(runs: string, keep = keptFailures, mine: readonly string[] = []): Promise<void> {
  const found = [];
  for (const name of await readdir(runs).catch(() => [])) {
    const root = path.join(runs, name);
    const info = await lstat(root).catch(() => undefined);
    const retired = (await lstat(path.join(root, 'home')).catch(() => undefined)) === undefined;
    if (info?.isDirectory() && info.uid === process.getuid?.() && retired && !mine.includes(name)) {
      found.push({ root, time: info.mtimeMs });
    }
  }
  found.sort((a, b) => b.time - a.time);
  for (const { root } of found.slice(keep)) await removeTree(root);
}
