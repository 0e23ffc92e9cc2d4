import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import pg from 'pg';
import pino from 'pino';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../../../api/db/embedded/index.js';
import { migrate, openPool } from '../../../../api/db/index.js';
import { identityOf, keptSecret, readKeptPort, type DataDirectory } from '../../../../config/datadir/index.js';
import type { Secret } from '../../../../config/secret.js';
import { temporaryData } from '../../../config/datadir/temporaryData.js';
import { migrationsFolder } from '../../../support/postgres.js';

const program = fileURLToPath(new URL('./program.js', import.meta.url));
const isRoot = process.getuid?.() === 0;

async function ask<T extends pg.QueryResultRow>(url: Secret | string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: typeof url === 'string' ? url : url.reveal() });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

function start(data: DataDirectory, said: string[] = []): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ data, logger: pino({ level: 'silent' }), progress: (line) => said.push(line) });
}

type Running = { node: ChildProcess; pid: number; adopted: boolean; url: string };

async function startProgram(data: DataDirectory): Promise<Running> {
  const node = spawn(process.execPath, [program, data.path], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: node.stdout })) {
    return { node, ...(JSON.parse(line) as Omit<Running, 'node'>) };
  }
  throw new Error('the program ended');
}

async function end(node: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = once(node, 'exit');
  node.kill(signal);
  await ended;
}

describe('the embedded PostgreSQL', () => {
  let data: DataDirectory;
  let remove: () => Promise<void>;
  // One cluster for all stories, in their order: making one costs more than most of them.
  before(async () => {
    ({ data, remove } = await temporaryData());
  });
  after(() => remove());

  it('starts with the database, takes the migrations as its owner, and finds everything at the second start', async () => {
    const said: string[] = [];
    const first = await start(data, said);
    expect(said.join('\n')).to.match(/first start/);
    expect((await migrate(first.ownerUrl, migrationsFolder)).length).to.be.greaterThan(5);
    const pool = openPool(first.ownerUrl, () => undefined);
    const { rows } = await pool.query<{ role: string; super: string }>(
      `select current_user as role, current_setting('is_superuser') as super`,
    );
    await pool.end();
    expect(rows).to.deep.equal([{ role: 'opsroom_app', super: 'off' }]);
    await ask(first.ownerUrl, `create table kept (word text); insert into kept values ('still here')`);
    await first.stop();
    expect(await identityOf(first.pid)).to.equal(undefined);

    const begun = Date.now();
    const second = await start(data);
    try {
      expect(Date.now() - begun).to.be.lessThan(4_000);
      expect(second.adopted).to.equal(false);
      expect(second.ownerUrl.reveal()).to.equal(first.ownerUrl.reveal());
      expect(await ask(second.ownerUrl, 'select word from kept')).to.deep.equal([{ word: 'still here' }]);
      expect(
        await ask(
          second.ownerUrl,
          `select current_setting('server_encoding') as encoding, current_setting('data_checksums') as checksums, lower('ÇÃO ÜBER') as lower`,
        ),
      ).to.deep.equal([{ encoding: 'UTF8', checksums: 'on', lower: 'ção über' }]);
    } finally {
      await second.stop();
    }
  });

  it('lets nobody in without the password, listens on loopback only and has no socket file', async () => {
    const server = await start(data);
    try {
      const port = await readKeptPort(data, 'postgres');
      for (const user of ['opsroom', 'postgres']) {
        const refusal = await ask(`postgres://${user}:wrong@127.0.0.1:${port ?? 0}/postgres`, 'select 1').catch(
          (error: unknown) => (error as { code?: string }).code,
        );
        expect(refusal).to.equal('28P01');
      }
      const superuser = (await keptSecret(data, 'postgres-superuser')).reveal();
      expect(
        await ask(
          `postgres://postgres:${superuser}@127.0.0.1:${port ?? 0}/postgres`,
          `select current_setting('unix_socket_directories') as sockets, current_setting('listen_addresses') as listens, rolsuper, rolcreatedb from pg_roles where rolname = 'opsroom'`,
        ),
      ).to.deep.equal([{ sockets: '', listens: '127.0.0.1', rolsuper: false, rolcreatedb: false }]);
      const cluster = path.join(data.stagingRoot, 'postgres', 'cluster');
      expect((await stat(cluster)).mode & 0o077).to.equal(0);
      expect((await stat(path.join(data.secrets, 'postgres-owner'))).mode & 0o777).to.equal(0o600);
      const commandLine = await readFile(`/proc/${server.pid}/cmdline`, 'utf8').catch(() => '');
      const environment = await readFile(`/proc/${server.pid}/environ`, 'utf8').catch(() => '');
      for (const name of ['postgres-owner', 'postgres-superuser']) {
        expect(commandLine + environment).to.not.include((await keptSecret(data, name)).reveal());
      }
      if (isRoot) {
        const asStranger = promisify(execFile)(
          'setpriv',
          ['--reuid=64123', '--regid=64123', '--clear-groups', 'cat', path.join(cluster, 'postmaster.pid')],
          { encoding: 'utf8' },
        );
        expect(await asStranger.catch((error: unknown) => (error as { stderr: string }).stderr)).to.match(/denied/);
        expect((await stat(cluster)).uid, 'the cluster does not belong to root').to.not.equal(0);
      }
    } finally {
      await server.stop();
    }
  });

  it('takes the running server over when only Node was killed', async () => {
    const killed = await startProgram(data);
    await ask(killed.url, `create table kept_two (word text); insert into kept_two values ('still here')`);
    await end(killed.node, 'SIGKILL');
    const found = await start(data);
    try {
      expect(found).to.include({ adopted: true, pid: killed.pid });
      expect(await ask(found.ownerUrl, 'select word from kept_two')).to.deep.equal([{ word: 'still here' }]);
      const told = new Promise<void>((resolve) => {
        found.onExit(resolve);
      });
      await found.stop();
      await told;
      expect(await identityOf(killed.pid)).to.equal(undefined);
    } finally {
      await found.stop();
    }
  });

  it('starts clean when everything was killed, also when the old number now belongs to another program', async () => {
    const killed = await startProgram(data);
    await ask(killed.url, `create table kept_three (word text); insert into kept_three values ('still here')`);
    process.kill(killed.node.pid ?? 0, 'SIGKILL');
    process.kill(killed.pid, 'SIGKILL');
    const lockFile = path.join(data.stagingRoot, 'postgres', 'cluster', 'postmaster.pid');
    const [, ...rest] = (await readFile(lockFile, 'utf8')).split('\n');
    await writeFile(lockFile, [process.pid, ...rest].join('\n'));
    const server = await start(data);
    try {
      expect(server.adopted).to.equal(false);
      expect(await ask(server.ownerUrl, 'select word from kept_three')).to.deep.equal([{ word: 'still here' }]);
    } finally {
      await server.stop();
    }
  });

  it('refuses a second Opsroom on the same data directory and leaves the first alone', async () => {
    const first = await startProgram(data);
    try {
      const refusal = await start(data).catch((error: unknown) => String(error));
      expect(refusal)
        .to.include(`process ${first.node.pid ?? 0}`)
        .and.include('OPSROOM_DATA_DIR');
      expect(await ask(first.url, 'select 1 as one')).to.deep.equal([{ one: 1 }]);
    } finally {
      await end(first.node, 'SIGTERM');
    }
    expect(await identityOf(first.pid)).to.equal(undefined);
  });

  it('runs two data directories side by side, one of them in a 0700 home, and moves from a port that is taken', async () => {
    const home = await mkdtemp('/tmp/opsroom-test-home-');
    await chmod(home, 0o700);
    const other = await temporaryData(home);
    try {
      const one = await start(data);
      const two = await start(other.data);
      await ask(one.ownerUrl, 'create table here (id integer)');
      const tables = await ask(two.ownerUrl, `select from pg_tables where tablename = 'here'`);
      await two.stop();
      expect(tables).to.have.length(0);
      const squatter = createServer().listen(await readKeptPort(other.data, 'postgres'), '127.0.0.1');
      await once(squatter, 'listening');
      try {
        const moved = await start(other.data);
        expect(moved.ownerUrl.reveal()).to.not.equal(two.ownerUrl.reveal());
        await moved.stop();
      } finally {
        squatter.close();
        await one.stop();
      }
    } finally {
      await other.remove();
      await rm(home, { recursive: true, force: true });
    }
  });

  it('survives the Ctrl-C of the terminal, which reaches the whole process group of Node', async () => {
    const server = await start(data);
    try {
      const group = execFileSync('ps', ['-o', 'pgid=', '-p', String(server.pid)], { encoding: 'utf8' }).trim();
      expect(Number(group)).to.equal(server.pid);
    } finally {
      await server.stop();
    }
    expect(await readdir(path.join(data.path, 'run'))).to.deep.equal([]);
  });

  it('says what to do when the passwords are lost', async () => {
    await (await start(data)).stop();
    await rm(path.join(data.secrets, 'postgres-superuser'));
    const refusal = await start(data).catch((error: unknown) => String(error));
    expect(refusal).to.match(/restore that folder from a backup/);
  });
});
