import { cp, mkdtemp, readdir, rm, unlink } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import pg from 'pg';
import { migrate, openPool } from '../../../api/db/index.js';
import type { Secret } from '../../../config/secret.js';
import { migrationsFolder } from '../../support/postgres.js';
import { onePostgres } from '../rooms/onePostgres.js';

describe('tickets of a database from before they could be searched by an index', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp('/tmp/opsroom-test-older-');
    await cp(migrationsFolder, folder, { recursive: true });
    const later = (await readdir(folder)).filter((name) => /^\d{4}_/.test(name) && Number(name.slice(0, 4)) >= 10);
    for (const name of later) await unlink(path.join(folder, name));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function populated(): Promise<Secret> {
    const url = await (await onePostgres()).freshDatabase({ migrated: false });
    await migrate(url, folder);
    const client = new pg.Client({ connectionString: url.reveal() });
    await client.connect();
    await client.query(
      `insert into tickets (itop_ref, title, description, assignee) values ('R-1', 'Der Drucker KLEMMT', 'Élodie', 'Carla'),
         ('R-2', 'Nothing but a title', '', null)`,
    );
    await client.query(`insert into ticket_notes (ticket_id, body, audience) values (1, 'old', 'user')`);
    await client.query(
      `insert into ticket_attachments (ticket_id, note_id, filename) values (1, 1, 'a.txt'), (1, null, 'b.txt')`,
    );
    await client.end();
    return url;
  }

  it('are found as new ones are, and their files are for whom they were', async () => {
    const url = await populated();
    await migrate(url, migrationsFolder);
    const pool = openPool(url, () => undefined);
    const find = async (words: string): Promise<unknown[]> =>
      (
        await pool.query<{ ticket_id: number }>(
          `select ticket_id from ticket_words where words like '%' || lower($1) || '%'`,
          [words],
        )
      ).rows.map(({ ticket_id: id }) => id);
    expect(await find('drucker klemmt')).to.deep.equal([1]);
    expect(await find('ÉLODIE')).to.deep.equal([1]);
    expect(await find('r-2')).to.deep.equal([2]);
    const files = await pool.query(
      'select filename, audience, stored, uploaded_by from ticket_attachments order by id',
    );
    expect(files.rows).to.deep.equal([
      { filename: 'a.txt', audience: 'user', stored: false, uploaded_by: 'system' },
      { filename: 'b.txt', audience: 'user', stored: false, uploaded_by: 'system' },
    ]);
    await pool.query(`update tickets set title = 'Toner is empty', assignee = 'Rui' where id = 1`);
    expect([await find('klemmt'), await find('toner'), await find('rui')]).to.deep.equal([[], [1], [1]]);
    await pool.end();
  });

  it('are found as well where the database may not have trigrams, and the migration goes through', async () => {
    const url = await populated();
    const client = new pg.Client({ connectionString: url.reveal() });
    await client.connect();
    // As on a managed server whose owner may not make extensions.
    await client.query(`create function no_extensions() returns event_trigger language plpgsql as
      $$ begin raise exception 'not here' using errcode = 'insufficient_privilege'; end $$`);
    await client.query(`create event trigger no_extensions on ddl_command_start when tag in ('CREATE EXTENSION')
      execute function no_extensions()`);
    await migrate(url, migrationsFolder);
    const found = await client.query(`select ticket_id from ticket_words where words like '%klemmt%'`);
    expect(found.rowCount).to.equal(1);
    const indexes = await client.query(`select from pg_indexes where indexname = 'ticket_words_words'`);
    expect(indexes.rowCount).to.equal(0);
    await client.end();
  });

  it('a stored file has a hash and a size, whoever writes the row', async () => {
    const url = await (await onePostgres()).freshDatabase();
    const pool = openPool(url, () => undefined);
    await pool.query(`insert into tickets (itop_ref, title) values ('R-1', 'x')`);
    const refused = await pool
      .query(`insert into ticket_attachments (ticket_id, filename, stored) select id, 'x', true from tickets`)
      .catch(String);
    expect(refused).to.contain('ticket_attachments_stored_is_hashed');
    await pool.end();
  });
});
