import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, cp, mkdir, readFile, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { setprivArguments } from './isolatedCommand.js';
import { trialUid, type Isolation } from './isolation.js';

export type Installed = {
  /** Part of the name of the copy: `node`, `codex`. */
  readonly name: string;
  /** The file that is run. */
  readonly entry: string;
  /** The directory that it needs beside it; left out for a program in one file. */
  readonly root?: string;
  /** Where in the copy the directory has to lie, when the program looks for its neighbours by name. */
  readonly under?: string;
};

/** Where children find the program, and what bubblewrap must show them of it. */
export type ReachableProgram = { readonly entry: string; readonly readable: readonly string[] };

type Staging = { readonly isolation: Isolation; readonly stagingRoot: string };

const run = promisify(execFile);

/**
 * Makes an installed program runnable for a run. Another uid cannot pass a 0700 home: then, and with `always`, a copy
 * owned by root goes to `<staging root>/programs/`, made once per version. Throws what copying throws (a full disk).
 */
export async function makeReachable(
  program: Installed,
  { isolation, stagingRoot }: Staging,
  { always = false } = {},
): Promise<ReachableProgram> {
  const entry = await realpath(program.entry);
  const root = program.root === undefined ? undefined : await realpath(program.root);
  if (!always) {
    // With bubblewrap the run is the same user, and the directory is shown to it.
    if (isolation.kind !== 'uid') return { entry: program.entry, readable: [root ?? entry] };
    if (await anybodyCanRun(entry)) return { entry: program.entry, readable: [] };
  }
  const source = root ?? entry;
  const key = (await versionMark(entry, root)).slice(0, 12);
  const parent = path.join(stagingRoot, 'programs');
  const target = path.join(parent, `${program.name}-${key}`);
  if (!(await stat(target).catch(() => undefined))) await copyOnce(source, target, parent, program.under);
  const inside = root === undefined ? path.basename(entry) : path.join(program.under ?? '', path.relative(root, entry));
  return { entry: path.join(target, inside), readable: [target] };
}

/** Whether a uid that owns nothing and is in no group can read and run the file. */
export async function anybodyCanRun(file: string): Promise<boolean> {
  for (const question of ['-r', '-x']) {
    const asked = run('setpriv', [...setprivArguments(trialUid), 'test', question, file], {
      env: { PATH: '/usr/bin:/bin' },
    });
    if (
      !(await asked.then(
        () => true,
        () => false,
      ))
    )
      return false;
  }
  return true;
}

/** Bytes up to which a program is told from another by its content: our own bundles are far below, a node above. */
const readUpTo = 16 * 1024 * 1024;

/** By content for a small file, since a build writes the same anew; else by the entry's name and times. */
async function versionMark(entry: string, root: string | undefined): Promise<string> {
  const hash = createHash('sha256');
  const { size, mtimeMs, ino } = await stat(entry);
  if (root === undefined && size <= readUpTo) return hash.update(await readFile(entry)).digest('hex');
  return hash.update([root, entry, size, mtimeMs, ino].join('\n')).digest('hex');
}

async function copyOnce(source: string, target: string, parent: string, under = ''): Promise<void> {
  await mkdir(parent, { recursive: true, mode: 0o711 });
  await chmod(parent, 0o711);
  const draft = path.join(parent, `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const directory = (await stat(source)).isDirectory();
    if (!directory) await mkdir(draft);
    const to = path.join(draft, directory ? under : path.basename(source));
    await cp(source, to, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE });
    await openToReaders(draft);
    await rename(draft, target).catch((error: unknown) => {
      const { code } = error as NodeJS.ErrnoException;
      // Another process was faster with the same version.
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function openToReaders(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const file = path.join(directory, entry.name);
    if (entry.isDirectory()) await openToReaders(file);
    else if (entry.isFile()) await chmod(file, (await stat(file)).mode & 0o111 ? 0o555 : 0o444);
  }
}
