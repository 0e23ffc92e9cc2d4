import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import pg from 'pg';
import { migrate } from '../../../api/db/index.js';
import type { Fields } from '../../support/api.js';
import { migrationsFolder } from '../../support/postgres.js';
import { onePostgres } from '../rooms/onePostgres.js';

describe('a database from before workflows had versions', () => {
  let owner: pg.Client;
  let older: string;
  before(async () => {
    older = await mkdtemp('/tmp/opsroom-older-');
    for (const name of await readdir(migrationsFolder))
      if (/^000\d_.*\.sql$/.test(name)) await cp(path.join(migrationsFolder, name), path.join(older, name));
    const url = await (await onePostgres()).freshDatabase({ migrated: false });
    await migrate(url, older);
    owner = new pg.Client({ connectionString: url.reveal() });
    await owner.connect();
    await owner.query(
      `insert into agent_workflows (name, status, workflow_key, blueprint, created_by, reviewed_by, description)
       values ('Live', 'active', 'incident:a', '{"steps": []}', 'seed', 'somebody', 'Kept'), ('Draft', 'draft', 'incident:a', '{}', 'dashboard', null, ''),
         ('Newer draft', 'ready_for_review', 'incident:a', '"text"', 'dashboard', null, ''), ('Retired', 'retired', 'incident:a', '{}', 'seed', null, '')`,
    );
    await migrate(url, migrationsFolder);
  });
  after(async () => {
    await owner?.end();
    await rm(older, { recursive: true, force: true });
  });

  it('keeps its workflows; of several that waited under one key the newest waits on', async () => {
    const { rows } = await owner.query<Fields>(
      'select name, status, description, test_plan, skill_ids from agent_workflows order by id',
    );
    const added = { test_plan: '', skill_ids: [] };
    expect(rows).to.deep.equal([
      { name: 'Live', status: 'active', description: 'Kept', ...added },
      { name: 'Draft', status: 'superseded', description: '', ...added },
      { name: 'Newer draft', status: 'ready_for_review', description: '', ...added },
      { name: 'Retired', status: 'retired', description: '', ...added },
    ]);
  });
});
