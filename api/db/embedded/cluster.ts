import { execFile } from 'node:child_process';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Secret } from '../../../config/secret.js';
import { majorOf, programOf, type Binaries } from './binaries.js';
import type { ServerUser } from './serverUser.js';

export const superuser = 'postgres';

const run = promisify(execFile);

/** Nothing of the platform's environment reaches the server: its tokens would show in the environment of a COPY PROGRAM. */
export const serverEnvironment = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/**
 * Stand in `postgresql.conf`, so that an operator can change them. Modest, as everything else runs on the same machine:
 * ten connections for each of a few processes, and a cache that holds the working set of a large installation.
 */
const settings = {
  max_connections: '60',
  shared_buffers: '64MB',
  work_mem: '4MB',
  maintenance_work_mem: '32MB',
  max_wal_size: '256MB',
  jit: 'off',
  // Three processes fewer than the default, and no read of ours is large enough to notice.
  io_method: 'sync',
  log_min_messages: 'warning',
  log_timezone: 'UTC',
  timezone: 'UTC',
};

/**
 * Letters beyond ASCII have to count as letters in searches (Portuguese, German). Sorting is the builtin provider's,
 * which no upgrade of the system's library changes under our indexes.
 */
const locale = [
  ...['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
  `--lc-ctype=${process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'}`,
];

type Where = { folder: string; cluster: string; user: ServerUser };

/**
 * Makes the cluster unless it is there. It appears under its name only when complete: an interrupted first start leaves
 * a draft, which the next one removes. Throws when the cluster belongs to another major version.
 */
export async function ensureCluster(binaries: Binaries, where: Where, password: Secret): Promise<'found' | 'made'> {
  const version = await readFile(path.join(where.cluster, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version !== undefined) {
    if (version.trim() === majorOf(binaries)) return 'found';
    throw new Error(
      `The database in ${where.cluster} is of PostgreSQL ${version.trim()}, this Opsroom brings ${majorOf(binaries)}: move the data with pg_dump of version ${version.trim()}, or start the Opsroom that made it.`,
    );
  }
  const draft = path.join(where.folder, 'draft');
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  const passwordFile = path.join(draft, 'password');
  await writeFile(passwordFile, password.reveal(), { mode: 0o600 });
  if (where.user) {
    await chown(passwordFile, where.user.uid, where.user.gid);
    await chown(draft, where.user.uid, where.user.gid);
  }
  const made = path.join(draft, 'cluster');
  try {
    await run(
      programOf(binaries, 'initdb'),
      [
        ...['-D', made, '-U', superuser, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--data-checksums'],
        ...locale,
        ...Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]),
      ],
      { cwd: draft, env: serverEnvironment, ...(where.user ?? {}) },
    );
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new Error(
      `The database cannot be made: ${stderr?.trim().split('\n').at(-1) ?? 'initdb cannot be started'}. Set DATABASE_URL to a PostgreSQL of yours if this machine cannot run ours.`,
      { cause: error },
    );
  }
  await rename(made, where.cluster);
  await rm(draft, { recursive: true, force: true });
  return 'made';
}
