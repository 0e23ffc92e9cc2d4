import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import pg from 'pg';
import { migrate } from '../../../api/db/index.js';
import type { Fields } from '../../support/api.js';
import { migrationsFolder } from '../../support/postgres.js';
import { onePostgres } from '../rooms/onePostgres.js';

describe('a database from before what was learnt had a class', () => {
  let owner: pg.Client;
  let older: string;
  before(async () => {
    older = await mkdtemp('/tmp/opsroom-older-');
    for (const name of await readdir(migrationsFolder))
      if (/^00(0\d|1\d|2[0-4])_.*\.sql$/.test(name))
        await cp(path.join(migrationsFolder, name), path.join(older, name));
    const url = await (await onePostgres()).freshDatabase({ migrated: false });
    await migrate(url, older);
    owner = new pg.Client({ connectionString: url.reveal() });
    await owner.connect();
    await owner.query(`insert into tickets (title, description, itop_class, itop_ref, security_classification)
      select 'T', '', 'Incident', 'R' || n, (array['internal', 'restricted', 'secret', 'public'])[n] from generate_series(1, 4) n`);
    await owner.query('insert into postmortems (ticket_id) select n from generate_series(1, 4) n');
    await owner.query(`insert into knowledge_articles (title, body, source, tags) values
      ('By its sections', E'## Postmortem 1: a\n\nx\n\n## Postmortem 2: b\n\ny', 'postmortem-promotion', '[]'),
      ('By its tags', 'Rewritten', 'postmortem-promotion', '["postmortem", "postmortem:3"]'),
      ('By its promotion', 'Rewritten', 'postmortem-promotion', '["odd:7"]'),
      ('Of a public ticket', '## Postmortem 4', 'postmortem-promotion', '[]'),
      ('Of a person', '## Postmortem 3', 'dashboard', '["postmortem:3"]')`);
    await owner.query(`update knowledge_articles set body = body || ' again' where title = 'By its tags'`);
    await owner.query(`update postmortems set promotion = '{"knowledge_article_id": 3}' where id = 2`);
    await owner.query(`insert into agent_workflows (name, status, workflow_key, blueprint, created_by, ticket_id, approval_policy) values
      ('From a ticket', 'draft', 'a:a', '""', 'x', 2, '{}'), ('From a lesson', 'draft', 'b:b', '""', 'x', null, '{"postmortem_ids": [1, 3, "x"]}'),
      ('By hand', 'draft', 'c:c', '""', 'x', null, '{"postmortem_ids": "3"}'), ('Of a public ticket', 'draft', 'd:d', '""', 'x', 4, '{}')`);
    await owner.query(
      `insert into agent_skills (name, prompt_template) values ('postmortem-3-mend', 'x'), ('postmortem-99-gone', 'x'), ('mine', 'x')`,
    );
    await migrate(url, migrationsFolder);
  });
  after(async () => {
    await owner?.end();
    await rm(older, { recursive: true, force: true });
  });
  const classes = async (sql: string): Promise<unknown[]> =>
    (await owner.query<Fields>(sql)).rows.map((row) => [row['name'], row['word']]);

  it('gives articles the class of the most secret ticket that stands in them, and their old versions too', async () => {
    const expected = [
      ['By its sections', 'restricted'],
      ['By its tags', 'secret'],
      ['By its promotion', 'restricted'],
      ['Of a public ticket', 'internal'],
      ['Of a person', 'internal'],
    ];
    expect(
      await classes('select title as name, security_classification as word from knowledge_articles order by id'),
    ).to.deep.equal(expected);
    const { rows } = await owner.query<Fields>(
      'select article_id, version, security_classification as word from knowledge_article_versions where article_id = 2 order by version',
    );
    expect(rows.map(({ version, word }) => [version, word])).to.deep.equal([
      [1, 'secret'],
      [2, 'secret'],
    ]);
    const changed = owner.query(`update knowledge_article_versions set security_classification = 'public'`);
    expect(await changed.then(() => 'changed', String)).to.match(/append/i);
  });

  it('gives workflows and skills that of what they were learnt from', async () => {
    expect(
      await classes('select name, security_classification as word from agent_workflows order by id'),
    ).to.deep.equal([
      ['From a ticket', 'restricted'],
      ['From a lesson', 'secret'],
      ['By hand', 'internal'],
      ['Of a public ticket', 'internal'],
    ]);
    expect(await classes('select name, security_classification as word from agent_skills order by id')).to.deep.equal([
      ['postmortem-3-mend', 'secret'],
      ['postmortem-99-gone', 'internal'],
      ['mine', 'internal'],
    ]);
  });
});
