import { appendFile, cp, mkdtemp, rm, unlink } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { migrate, openPool } from '../../../api/db/index.js';
import { migrationsFolder, startTestPostgres, type TestServer } from '../../support/postgres.js';

async function messageOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'nothing was refused';
}

describe('migrations', () => {
  let server: TestServer;
  let folder: string;
  before(async () => {
    server = await startTestPostgres();
    folder = await mkdtemp('/tmp/opsroom-test-migrations-');
    await cp(migrationsFolder, folder, { recursive: true });
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
    await server.stop();
  });

  it('are applied once by ten starters at the same moment', async () => {
    const url = await server.freshDatabase({ migrated: false });
    const applied = await Promise.all(Array.from({ length: 10 }, () => migrate(url, migrationsFolder)));
    expect(applied.filter((names) => names.length > 0)).to.have.length(1);
    expect(applied.flat()).to.include('0005_changes.sql');
    expect(await migrate(url, migrationsFolder)).to.deep.equal([]);
  });

  it('that were changed after they ran are refused by name', async () => {
    const url = await server.freshDatabase();
    const changed = path.join(folder, '0002_rooms.sql');
    await appendFile(changed, '-- one more line\n');
    expect(await messageOf(migrate(url, folder))).to.match(/0002_rooms\.sql was changed after it was applied/);
    await cp(path.join(migrationsFolder, '0002_rooms.sql'), changed);
  });

  it('of a newer Opsroom stop an older one', async () => {
    const url = await server.freshDatabase();
    await unlink(path.join(folder, '0009_intake.sql'));
    expect(await messageOf(migrate(url, folder))).to.match(/0009_intake\.sql.*newer version/);
    await cp(path.join(migrationsFolder, '0009_intake.sql'), path.join(folder, '0009_intake.sql'));
  });

  it('that fail leave nothing behind', async () => {
    const url = await server.freshDatabase();
    const broken = path.join(folder, '0099_broken.sql');
    await appendFile(broken, 'create table half_made (id int); select 1 / 0;');
    expect(await messageOf(migrate(url, folder))).to.match(
      /0099_broken\.sql failed and was rolled back: division by zero/,
    );
    await unlink(broken);
    const pool = openPool(url, () => undefined);
    const { rows } = await pool.query<{ found: string | null }>(`select to_regclass('half_made')::text as found`);
    await pool.end();
    expect(rows[0]?.found).to.equal(null);
  });
});
