import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import pg from 'pg';
import pino from 'pino';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../../api/db/embedded/index.js';
import { migrate, openPool } from '../../../api/db/index.js';
import { prepareInstallation } from '../../../api/index.js';
import { loadConfig, loadRaci, loadRoles, loadWorkflows } from '../../../config/index.js';
import type { DataDirectory } from '../../../config/datadir/index.js';
import { systemAccount } from '../../../bot/operator/systemAccount.js';
import { onePostgres } from '../../api/rooms/onePostgres.js';
import { temporaryData } from '../../config/datadir/temporaryData.js';
import { migrationsFolder } from '../../support/postgres.js';
import { typeLine, type Shown } from './terminal.js';

const program = fileURLToPath(new URL('../../../bot/operator/main.js', import.meta.url));

describe('the database that an operator’s command works on', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp('/tmp/opsroom-test-operator-');
  });
  after(() => rm(folder, { recursive: true, force: true }));
  const list = (env: NodeJS.ProcessEnv): Promise<Shown> => typeLine(['person', 'list'], { env, cwd: folder });
  async function unavailable(env: NodeJS.ProcessEnv): Promise<string> {
    const { code, out, err } = await list(env);
    expect([code, out]).to.deep.equal([1, '']);
    expect(err.split('\n')).to.have.length(1);
    return err;
  }

  describe('that DATABASE_URL names', () => {
    it('and nobody answers at: says so, and never the password in it', async () => {
      const said = await unavailable({ DATABASE_URL: 'postgres://opsroom:hush-hush@127.0.0.1:1/opsroom' });
      expect(said).to.equal('The database cannot be reached (ECONNREFUSED): start it, or correct DATABASE_URL.');
    });

    it('and that is not there: says what the server says', async () => {
      const url = new URL((await (await onePostgres()).freshDatabase()).reveal());
      url.pathname = '/none';
      expect(await unavailable({ DATABASE_URL: url.href })).to.match(/does not let us in \(.*"none" does not exist\)/);
    });

    it('and that no Opsroom has prepared: nothing is made in it', async () => {
      const url = (await (await onePostgres()).freshDatabase({ migrated: false })).reveal();
      expect(await unavailable({ DATABASE_URL: url })).to.contain('holds no Opsroom yet: start Opsroom once');
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      const { rows } = await client.query(`select from pg_tables where schemaname = 'public'`);
      await client.end();
      expect(rows).to.deep.equal([]);
    });

    for (const [what, statement, said] of [
      ['an older version', `delete from schema_migrations where version = 24`, /of an older version, without 0024_/],
      [
        'a newer version',
        `insert into schema_migrations (version, name, checksum) values (9999, '9999_later.sql', '')`,
        /9999_later\.sql, which this Opsroom does not know/,
      ],
    ] as const)
      it(`and that is of ${what}: is left alone`, async () => {
        const url = (await (await onePostgres()).freshDatabase()).reveal();
        const owner = new pg.Client({ connectionString: url });
        await owner.connect();
        await owner.query(statement);
        await owner.end();
        expect(await unavailable({ DATABASE_URL: url })).to.match(said);
      });
  });

  describe('of a data directory', () => {
    it('where none was ever started: says to start it, and makes nothing there', async () => {
      const directory = path.join(folder, 'never');
      expect(await unavailable({ OPSROOM_DATA_DIR: directory })).to.equal(
        `No database runs for ${directory}: start Opsroom and try again, or set DATABASE_URL or OPSROOM_DATA_DIR to those of your installation.`,
      );
      expect(await readdir(folder)).to.not.include('never');
    });

    it('whose record is damaged, or names a process that is over: none runs', async () => {
      const directory = path.join(folder, 'over');
      await mkdir(path.join(directory, 'secrets'), { recursive: true });
      await mkdir(path.join(directory, 'run'));
      const record = path.join(directory, 'run', 'postgres.json');
      const over = { pid: process.pid, startTime: '1' };
      for (const text of ['{', JSON.stringify({ ...over, identity: '/x', version: '18', starter: over })]) {
        await writeFile(record, text);
        expect(await unavailable({ OPSROOM_DATA_DIR: directory })).to.contain('No database runs for');
      }
    });

    // Root reads everything.
    if (process.getuid?.() !== 0)
      it('that is somebody else’s: says as whom to run it', async () => {
        const directory = path.join(folder, 'theirs');
        await mkdir(path.join(directory, 'secrets'), { recursive: true });
        await chmod(path.join(directory, 'secrets'), 0o000);
        expect(await unavailable({ OPSROOM_DATA_DIR: directory })).to.contain('run this as the user that runs Opsroom');
      });

    describe('whose embedded server runs', () => {
      let data: DataDirectory;
      let remove: () => Promise<void>;
      let server: EmbeddedPostgres;
      let env: NodeJS.ProcessEnv;
      before(async () => {
        ({ data, remove } = await temporaryData());
        env = { OPSROOM_DATA_DIR: data.path };
        server = await startEmbeddedPostgres({ data, logger: pino({ level: 'silent' }), progress: () => undefined });
        await migrate(server.ownerUrl, migrationsFolder);
        const db = openPool(server.ownerUrl, () => undefined, 2);
        const { config } = loadConfig({ env, cwd: folder });
        const { instanceId } = data;
        const seeds = { roles: loadRoles(), raci: loadRaci(), workflows: loadWorkflows(), people: [] };
        await prepareInstallation(db, { config, instanceId, ...seeds });
        await db.end();
      });
      after(async () => {
        await server?.stop();
        await remove?.();
      });

      it('is found without a word about where, and left running as it is', async () => {
        const { code, out } = await list(env);
        expect(code).to.equal(0);
        expect(out).to.match(/^ana +Ana +on +configuration/m);
        expect(process.kill(server.pid, 0)).to.equal(true);
      });

      it('is found by the program itself, started as a process: exit codes, and what goes where', async () => {
        const run = (...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
          promisify(execFile)(process.execPath, [program, ...argv], {
            env: { ...process.env, ...env },
            cwd: folder,
          }).then(
            ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
            (error: unknown) => error as { code: number; stdout: string; stderr: string },
          );
        const added = await run('person', 'add', 'dana', '--email', 'dana@example.org');
        expect([added.code, added.stderr]).to.deep.equal([0, '']);
        expect(added.stdout).to.match(/^dana was added as requester\.\nPassword, shown this once: \S+\n$/);
        const again = await run('person', 'add', 'dana');
        expect([again.code, again.stdout]).to.deep.equal([1, '']);
        expect(again.stderr).to.contain('There is a person dana already.');
        expect((await run('person', 'fly')).code).to.equal(2);
        const db = openPool(server.ownerUrl, () => undefined, 2);
        const { rows } = await db.query<{ actor: string }>(
          `select distinct actor from audit_log where channel = 'cli'`,
        );
        await db.end();
        expect(rows).to.deep.equal([{ actor: `operator:${systemAccount({}).name}` }]);
      });

      it('of a copy of the directory is not taken for its own', async () => {
        const copy = path.join(folder, 'copy');
        await mkdir(copy);
        for (const part of ['secrets', 'run', 'ports.json', 'instance.json'])
          await cp(path.join(data.path, part), path.join(copy, part), { recursive: true });
        expect(await unavailable({ OPSROOM_DATA_DIR: copy })).to.contain('No database runs for');
      });

      it('is not there any more when Opsroom has stopped', async () => {
        await server.stop();
        expect(await unavailable(env)).to.contain(`No database runs for ${data.path}`);
      });
    });
  });

  describe('is told who was at the terminal', () => {
    it('by the account of the system, which no variable changes', () => {
      const { name } = systemAccount({ USER: 'mallory', LOGNAME: 'mallory', SUDO_USER: 'mallory' });
      expect(name).to.equal(systemAccount({}).name).and.not.equal('mallory');
    });

    it('and behind root by who became it, as sudo says; nobody else is asked', () => {
      const isRoot = process.getuid?.() === 0;
      expect(systemAccount({ SUDO_USER: ' dana ' }).behind).to.equal(isRoot ? 'dana' : null);
      for (const env of [{}, { SUDO_USER: '' }, { SUDO_USER: '  ' }]) expect(systemAccount(env).behind).to.equal(null);
    });
  });
});
