import { stat } from 'node:fs/promises';
import path from 'node:path';

/** Where programs of plans are looked for: the system's directories, whatever the PATH of the platform is. */
export const planPath = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Whether there is a file for this first word of a plan. A plan starts in an empty directory: `./x` is never there. */
export async function isOnPath(program: string, folders: readonly string[] = planPath): Promise<boolean> {
  if (program.includes('/') && !path.isAbsolute(program)) return false;
  const candidates = program.includes('/') ? [program] : folders.map((folder) => path.join(folder, program));
  for (const file of candidates) {
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile() && (found.mode & 0o111) !== 0) return true;
  }
  return false;
}
