import { cp, mkdtemp, readdir, rm, unlink } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import pg from 'pg';
import { migrate, openPool, type Database } from '../../../api/db/index.js';
import { readRules, seedRules } from '../../../api/intake/index.js';
import { classify } from '../../../api/intake/rules/index.js';
import { loadRaci } from '../../../config/raci.js';
import type { Fields } from '../../support/api.js';
import { migrationsFolder } from '../../support/postgres.js';
import { onePostgres } from '../rooms/onePostgres.js';

const { rules, groups } = loadRaci();

describe('rules of a database that is older than their editing over the API', () => {
  let folder: string;
  let db: Database;
  before(async () => {
    folder = await mkdtemp('/tmp/opsroom-test-rules-');
    await cp(migrationsFolder, folder, { recursive: true });
    for (const name of (await readdir(folder)).filter((one) => /^\d{4}_/.test(one) && one >= '0010'))
      await unlink(path.join(folder, name));
    const url = await (await onePostgres()).freshDatabase({ migrated: false });
    await migrate(url, folder);
    const client = new pg.Client({ connectionString: url.reveal() });
    await client.connect();
    const insert = `insert into service_raci_rules (id, name, keywords, assignment_group, responsible, accountable, edited_at)
      values ($1, $2, $3, 'Network Operations', 'x', 'x', $4)`;
    await client.query(insert, [12, 'Our general rule', '["anything"]', new Date()]);
    await client.query(insert, [900, 'Ours from before', '["platypus"]', null]);
    await client.query(insert, [200_000, 'Ours, numbered high', '["capybara"]', null]);
    await client.query(`insert into tickets (itop_ref, title) values ('R-1', 'From before')`);
    await client.query(`insert into agents (ticket_id, harness, status) values (1, 'codex', 'running')`);
    await client.query(`insert into service_intake_sessions (message, ticket_id) values ('From before', 1)`);
    await client.end();
    await migrate(url, migrationsFolder);
    db = openPool(url, () => undefined);
    for (const { name } of groups) await db.query(`insert into groups (name, kind) values ($1, 'service')`, [name]);
    await seedRules(db, rules);
  });
  after(async () => {
    await db?.end();
    await rm(folder, { recursive: true, force: true });
  });

  const rowOf = async (id: number): Promise<Fields> =>
    (await db.query<Fields>('select * from service_raci_rules where id = $1', [id])).rows[0] ?? {};

  it('stay as they were edited, and agents and sessions are still there', async () => {
    expect(await rowOf(12)).to.deep.include({ name: 'Our general rule', keywords: ['anything'] });
    expect(await rowOf(900)).to.include({ name: 'Ours from before', security_classification: 'internal' });
    const { rows } = await db.query<Fields>(
      'select a.status, a.raci_rule_id, s.message from agents a join service_intake_sessions s on s.ticket_id = a.ticket_id',
    );
    expect(rows).to.deep.equal([{ status: 'running', raci_rule_id: null, message: 'From before' }]);
  });

  it('get what the file alone could say until then, once: weight and the one question', async () => {
    const shipped = rules.find(({ id }) => id === 12);
    expect(await rowOf(12)).to.deep.include({ weight: shipped?.weight, clarify: shipped?.clarify ?? null });
    await db.query('update service_raci_rules set weight = 0.25 where id = 12');
    await seedRules(db, rules);
    expect((await rowOf(12))['weight']).to.equal(0.25);
  });

  it('decide from now on, those of owners beside the shipped ones', async () => {
    const stored = await readRules(db);
    expect(classify({ message: 'a platypus in the lobby' }, stored).rule_id).to.equal(900);
    expect(stored.map(({ id }) => id)).to.deep.equal([...stored.map(({ id }) => id)].sort((a, b) => a - b));
    for (const message of ['the vpn tunnel drops', 'reset my password', 'a phishing mail', 'restore the backup'])
      expect(classify({ message }, stored), message).to.deep.equal(
        classify(
          { message },
          rules.map((rule) => (rule.id === 12 ? { ...rule, name: 'x' } : rule)),
        ),
      );
  });

  it('leave the ids of new ones above every one that is there', async () => {
    const { rows } = await db.query<{ id: number }>(
      `insert into service_raci_rules (name, assignment_group, responsible, accountable) values ('New', 'x', 'x', 'x') returning id`,
    );
    expect(rows[0]?.id).to.equal(200_001);
  });

  it('of a group that is switched off or not there send nothing anywhere', async () => {
    await db.query(`update groups set enabled = false where name = 'Email Operations'`);
    const stored = await readRules(db);
    expect(stored.some(({ assignment_group: group }) => group === 'Email Operations')).to.equal(false);
    expect(
      stored.some(({ name }) => name === 'New'),
      'its group is called x',
    ).to.equal(false);
    expect(classify({ message: 'zzz' }, []).assignment_group).to.equal('Business Applications');
  });
});
