import { execFile } from 'node:child_process';
import { readFile, readlink, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { identityOf, stopProcess, type ProcessIdentity, type StopStep } from '../../../config/datadir/index.js';

const run = promisify(execFile);

/**
 * Makes sure that nobody serves the cluster: ends a server that no pid file of ours names (we were killed between its
 * start and our record), and removes a `postmaster.pid` whose number the system has given to another program since, as
 * PostgreSQL would refuse to start because of it. A merely stale one PostgreSQL removes itself.
 */
export async function freeCluster(cluster: string, stopSteps: readonly StopStep[]): Promise<void> {
  const lockFile = path.join(cluster, 'postmaster.pid');
  const pid = Number((await readFile(lockFile, 'utf8').catch(() => '')).split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 0) return;
  const holder = await identityOf(pid);
  if (!holder) return;
  if (await serves(holder, cluster)) await stopProcess(holder, stopSteps);
  else await rm(lockFile, { force: true });
}

/** A server works in its cluster's directory, also after the directory was moved; where that cannot be read its command tells. */
async function serves(holder: ProcessIdentity, cluster: string): Promise<boolean> {
  if (process.platform === 'linux') return (await readlink(`/proc/${holder.pid}/cwd`).catch(() => '')) === cluster;
  const { stdout } = await run('ps', ['-o', 'command=', '-p', String(holder.pid)]).catch(() => ({ stdout: '' }));
  return stdout.includes(cluster);
}
