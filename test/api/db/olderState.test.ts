import { cp, mkdtemp, readdir, rm, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import pg from 'pg';
import { migrate, MigrationError, openPool } from '../../../api/db/index.js';
import { Secret } from '../../../config/secret.js';
import { migrationsFolder } from '../../support/postgres.js';
import { onePostgres } from '../rooms/onePostgres.js';

describe('a database of an older Opsroom', () => {
  let folder: string;
  let all: string[];
  beforeEach(async () => {
    folder = await mkdtemp('/tmp/opsroom-test-older-');
    await cp(migrationsFolder, folder, { recursive: true });
    all = (await readdir(folder)).filter((name) => /^\d{4}_/.test(name)).sort();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const empty = async (): Promise<Secret> => (await onePostgres()).freshDatabase({ migrated: false });
  const tables = async (url: Secret): Promise<string[]> => {
    const client = new pg.Client({ connectionString: url.reveal() });
    await client.connect();
    const { rows } = await client.query<{ name: string }>(
      `select table_name || '.' || column_name || ' ' || data_type as name from information_schema.columns where table_schema = 'public' order by 1`,
    );
    await client.end();
    return rows.map(({ name }) => name);
  };
  const older = async (versions: number): Promise<Secret> => {
    for (const name of all.slice(versions)) await unlink(path.join(folder, name));
    const url = await empty();
    expect(await migrate(url, folder)).to.deep.equal(all.slice(0, versions));
    return url;
  };

  it('is brought up to date with what it holds, and is then like a new one', async () => {
    const url = await older(3);
    const client = new pg.Client({ connectionString: url.reveal() });
    await client.connect();
    await client.query(`insert into persons (name, display_name) values ('ana', 'Ana')`);
    await client.query(`insert into tickets (itop_ref, title) values ('R-1', 'From before')`);
    await client.end();
    expect(await migrate(url, migrationsFolder)).to.deep.equal(all.slice(3));
    const pool = openPool(url, () => undefined);
    expect((await pool.query('select title from tickets')).rows).to.deep.equal([{ title: 'From before' }]);
    expect((await pool.query('select name from persons')).rows).to.deep.equal([{ name: 'ana' }]);
    await pool.end();
    const fresh = await empty();
    await migrate(fresh, migrationsFolder);
    expect(await tables(url)).to.deep.equal(await tables(fresh));
  });

  it('is brought up by one of many starters, whichever is first', async () => {
    const url = await older(5);
    const news = await Promise.all(Array.from({ length: 6 }, () => migrate(url, migrationsFolder)));
    expect(news.flat()).to.deep.equal(all.slice(5));
  });

  it('stays at the last good step when one fails, and goes on from there', async () => {
    const url = await older(2);
    await cp(path.join(migrationsFolder, all[2] ?? ''), path.join(folder, all[2] ?? ''));
    await writeFile(path.join(folder, all[3] ?? ''), 'create table half (id integer); select nonsense;');
    const failed = await migrate(url, folder).catch((error: unknown) => error);
    expect(failed).to.be.instanceOf(MigrationError);
    expect(String(failed)).to.contain(`${all[3]} failed and was rolled back`);
    expect((await tables(url)).some((name) => name.startsWith('half.'))).to.equal(false);
    expect(await migrate(url, migrationsFolder)).to.deep.equal(all.slice(3));
  });

  it('of a newer Opsroom is refused before anything is changed in it, as is one whose past was rewritten', async () => {
    const url = await older(4);
    const before = await tables(url);
    await writeFile(path.join(folder, '0099_added.sql'), 'create table added (id integer);');
    await unlink(path.join(folder, all[3] ?? ''));
    expect(String(await migrate(url, folder).catch((error: unknown) => error))).to.contain(`has migration ${all[3]}`);
    await writeFile(path.join(folder, all[3] ?? ''), 'select 1;');
    expect(String(await migrate(url, folder).catch((error: unknown) => error))).to.contain(
      `${all[3]} was changed after`,
    );
    expect(await tables(url)).to.deep.equal(before);
  });

  it('files that are no migrations are not run', async () => {
    for (const name of ['notes.sql', '99_short.sql', '0098_UPPER.sql', '0098_x.sql.bak', '0098.sql'])
      await writeFile(path.join(folder, name), 'select nonsense;');
    expect(await migrate(await empty(), folder)).to.deep.equal(all);
  });

  it('belongs to a role that is no superuser, as a managed PostgreSQL gives it', async () => {
    const url = new URL((await empty()).reveal());
    const owner = new pg.Client({ connectionString: url.href });
    await owner.connect();
    const name = url.pathname.slice(1);
    await owner.query(`create role manager_${name} login createrole`);
    await owner.query(`alter database ${name} owner to manager_${name}`);
    // What creating the role oneself gives from PostgreSQL 16 on: one may grant it, and not act as it.
    await owner.query(`grant opsroom_app to manager_${name} with admin true, inherit false, set false`);
    await owner.end();
    url.username = `manager_${name}`;
    const managed = new Secret(url.href);
    expect(await migrate(managed, migrationsFolder)).to.deep.equal(all);
    expect(await migrate(managed, migrationsFolder)).to.deep.equal([]);
    const pool = openPool(managed, () => undefined);
    expect(
      (await pool.query<{ who: string }>('select current_user as who from principals limit 1')).rows[0]?.who,
    ).to.equal('opsroom_app');
    const refused = await pool.query('alter table audit_log disable trigger all').catch(String);
    expect(refused).to.contain('must be owner');
    await pool.end();
  });
});
