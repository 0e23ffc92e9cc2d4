import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Removes a directory that a run could write in. Not with Node's own `rm`, which walks by path: another run could put a
 * link in the place of a folder during the walk and have files elsewhere removed. `rm` walks by descriptor and follows none.
 */
export async function removeTree(directory: string): Promise<void> {
  await run('rm', ['-rf', '--one-file-system', '--', directory], { env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' } });
}
