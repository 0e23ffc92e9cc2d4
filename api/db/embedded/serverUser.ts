import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';

/** PostgreSQL refuses to run as root; everywhere else it runs as ourselves and this is undefined. */
export type ServerUser = { uid: number; gid: number } | undefined;

const run = promisify(execFile);

/** Preferred first. `opsroom` is made by us and owns nothing else; `nobody` is shared with other services. */
const names = ['opsroom', 'postgres', 'nobody'];

/** The user of the cluster: its present owner, else `opsroom`, made here where the system lets us. */
export async function findServerUser(cluster: string): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(cluster).catch(() => undefined);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  if (!(await userNamed('opsroom'))) await makeUser();
  for (const name of names) {
    const user = await userNamed(name);
    if (user) return user;
  }
  throw new Error(
    'PostgreSQL cannot run as root and no user for it exists: run "useradd --system opsroom", start Opsroom as an ordinary user, or set DATABASE_URL.',
  );
}

async function makeUser(): Promise<void> {
  const settings = ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent'];
  // A read-only /etc or a system without shadow utilities: the next name is taken.
  await run('useradd', [...settings, '--shell', '/usr/sbin/nologin', 'opsroom']).catch(() => undefined);
}

async function userNamed(name: string): Promise<ServerUser> {
  try {
    const [uid, gid] = await Promise.all(['-u', '-g'].map(async (flag) => (await run('id', [flag, name])).stdout));
    return { uid: Number(uid), gid: Number(gid) };
  } catch {
    return undefined;
  }
}
