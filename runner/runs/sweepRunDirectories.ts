import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { removeTree } from '../sandbox/index.js';
import { trimRuns } from '../workspace/index.js';

/** Milliseconds that a directory is left alone: a run that begins has its directory before anybody has heard of it. */
const tooYoung = 60_000;

/**
 * Removes what runs of dead runners left: their homes, where keys may lie, their temporary files and the directories of
 * plans. `live` names the runs of every runner that is alive. Work directories stay, the newest of them, for a look.
 */
export async function sweepRunDirectories(runs: string, live: ReadonlySet<string>, now = Date.now()): Promise<void> {
  for (const name of await readdir(runs).catch(() => [])) {
    if (live.has(name)) continue;
    const root = path.join(runs, name);
    const info = await lstat(root).catch(() => undefined);
    // Under a uid of its own the directory still belongs to a run; `sweepOrphans` closes those of the dead.
    if (!info?.isDirectory() || info.uid !== process.getuid?.() || now - info.mtimeMs < tooYoung) continue;
    if (name.startsWith('plan-')) await removeTree(root);
    else for (const part of ['home', 'tmp']) await removeTree(path.join(root, part));
  }
  await trimRuns(runs, undefined, [...live]);
}
