import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import path from 'node:path';

/** The file of this name on the operator's PATH, or the configured one; undefined when it is not there. */
export async function findProgram(
  name: string,
  configured: string | undefined,
  searchPath: string | undefined,
): Promise<string | undefined> {
  const folders = (searchPath ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const candidates = configured === undefined ? folders.map((folder) => path.join(folder, name)) : [configured];
  for (const candidate of candidates) {
    if (!(await stat(candidate).catch(() => undefined))?.isFile()) continue;
    if (
      await access(candidate, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return candidate;
  }
  return undefined;
}

/** What changes when the program is replaced by another version. */
export async function markOf(file: string): Promise<string> {
  const real = await realpath(file);
  const { size, mtimeMs, ino } = await stat(real);
  return [real, size, mtimeMs, ino].join(' ');
}

/**
 * The directory that npm installed the package of this program into, with the packages of its platform beside it:
 * `…/node_modules/@scope` for a scoped one. Undefined for a program that came as one file.
 */
export function npmRoot(real: string): string | undefined {
  const at = real.lastIndexOf(`${path.sep}node_modules${path.sep}@`);
  if (at < 0) return undefined;
  const scope = real.slice(at).split(path.sep).slice(0, 3).join(path.sep);
  return real.slice(0, at) + scope;
}

/** The virtual environment around a Python program's script. */
export async function virtualEnvironment(real: string): Promise<string | undefined> {
  const root = path.dirname(path.dirname(real));
  return (await stat(path.join(root, 'pyvenv.cfg')).catch(() => undefined)) ? root : undefined;
}
