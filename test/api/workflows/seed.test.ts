import { expect } from 'chai';
import { openPool, type Database } from '../../../api/db/index.js';
import { seedRules } from '../../../api/intake/index.js';
import { activeWorkflows, seedWorkflows, workflowFor } from '../../../api/workflows/index.js';
import { loadRaci, loadWorkflows } from '../../../config/index.js';
import type { SeedWorkflow } from '../../../config/workflows.js';
import type { Fields } from '../../support/api.js';
import { onePostgres } from '../rooms/onePostgres.js';

const shipped = loadWorkflows();
const [first] = shipped;
if (!first) throw new Error('no workflow is shipped');

describe('the workflows that ship with the product', () => {
  let db: Database;
  beforeEach(async () => {
    db = openPool(await (await onePostgres()).freshDatabase(), () => undefined);
    await seedWorkflows(db, shipped);
  });
  afterEach(() => db.end());

  const rowOf = async (name: string): Promise<Fields | undefined> =>
    (await db.query<Fields>('select * from agent_workflows where name = $1', [name])).rows[0];
  const changed = (more: Partial<SeedWorkflow>): SeedWorkflow[] => [{ ...first, ...more }, ...shipped.slice(1)];
  const edit = (sql: string): Promise<unknown> =>
    db.query(`update agent_workflows set ${sql}, edited_at = clock_timestamp() where name = $1`, [first.name]);

  it('come back out as they went in', async () => {
    const stored = await activeWorkflows(db);
    expect(stored.map(({ id, ...workflow }) => (id > 0 ? workflow : id))).to.deep.equal(shipped);
  });

  it('are written once, and a second start touches no row', async () => {
    const before = await db.query('select * from agent_workflows order by id');
    await Promise.all([1, 2, 3].map(() => seedWorkflows(db, shipped)));
    expect((await db.query('select * from agent_workflows order by id')).rows).to.deep.equal(before.rows);
  });

  const versions: readonly (readonly [string, Partial<SeedWorkflow>])[] = [
    ['description', { description: 'Says more.' }],
    ['steps', { blueprint: first.blueprint.slice(0, 1) }],
    ['phrases', { match: { ...first.match, phrases: ['a new phrase'] } }],
    ['systems', { platforms: ['darwin'] }],
    ['key', { workflow_key: 'incident:renamed' }],
    ['reviewer', { reviewed_by: 'somebody' }],
  ];
  for (const [what, more] of versions)
    it(`follow a new version of their ${what}, under the id that they had`, async () => {
      const before = await rowOf(first.name);
      await seedWorkflows(db, changed(more));
      const found = (await activeWorkflows(db)).find(({ name }) => name === first.name);
      expect(found).to.deep.include(more);
      expect(found?.id).to.equal(before?.['id']);
    });

  it('stay as an owner edited them, whatever is shipped', async () => {
    await edit(`description = 'Ours'`);
    await seedWorkflows(db, changed({ description: 'Shipped anew', workflow_key: 'incident:renamed' }));
    expect(await rowOf(first.name)).to.include({ description: 'Ours', workflow_key: first.workflow_key });
  });

  it('stay retired when an owner retired them', async () => {
    await edit(`status = 'retired'`);
    await seedWorkflows(db, shipped);
    expect((await activeWorkflows(db)).map(({ name }) => name)).to.not.include(first.name);
  });

  it('do not come back beside one that an owner renamed', async () => {
    await edit(`name = 'Our name for it'`);
    await seedWorkflows(db, shipped);
    expect(await rowOf(first.name)).to.equal(undefined);
    expect(await rowOf('Our name for it')).to.include({ workflow_key: first.workflow_key });
  });

  it('do not take the place of one that an owner made with their key', async () => {
    await db.query('delete from agent_workflows where name = $1', [first.name]);
    await db.query(
      `insert into agent_workflows (name, status, workflow_key, blueprint, edited_at) values ('Ours', 'active', $1, '{}', clock_timestamp())`,
      [first.workflow_key],
    );
    await seedWorkflows(db, shipped);
    expect([await rowOf(first.name), (await rowOf('Ours'))?.['status']]).to.deep.equal([undefined, 'active']);
    expect((await db.query('select from agent_workflows')).rowCount).to.equal(shipped.length);
  });

  it('that are no longer shipped stay', async () => {
    await seedWorkflows(db, shipped.slice(1));
    expect(await rowOf(first.name)).to.include({ status: 'active' });
  });

  it('are followed only when they are in force, were reviewed and have steps', async () => {
    for (const [at, sql] of ["status = 'draft'", 'reviewed_by = null', `blueprint = '{"match": {}}'`].entries())
      await db.query(`update agent_workflows set ${sql} where name = $1`, [shipped[at]?.name]);
    expect((await activeWorkflows(db)).map(({ name }) => name)).to.deep.equal(shipped.slice(3).map(({ name }) => name));
    const words = { intent: 'host-disk', text: 'What fills the disk of the build host?' };
    expect((await workflowFor(db, words))?.workflow.name).to.not.equal(first.name);
  });

  it('are found by a phrase of the ticket, with the phrase', async () => {
    const found = await workflowFor(db, { intent: 'host-disk', text: 'Pode ver O QUE OCUPA O DISCO do build?' });
    expect([found?.workflow.workflow_key, found?.matched]).to.deep.equal([
      'incident:host-largest-folders',
      'o que ocupa o disco',
    ]);
    expect(await workflowFor(db, { intent: 'printer', text: 'what fills the disk' })).to.equal(undefined);
    expect(await workflowFor(db, { intent: 'host-disk', text: 'what fills the disk of my laptop' })).to.equal(
      undefined,
    );
  });
});

describe('the rules that ship with the product', () => {
  let db: Database;
  const { rules } = loadRaci();
  before(async () => {
    db = openPool(await (await onePostgres()).freshDatabase(), () => undefined);
    await seedRules(db, rules);
  });
  after(() => db.end());

  it('stay switched off and with the model that an owner chose, and follow in the rest', async () => {
    await db.query(`update service_raci_rules set enabled = false, auto_agent_model = 'm-1' where id = 1`);
    const keywords = ['only', 'these'];
    await seedRules(
      db,
      rules.map((rule) => (rule.id === 1 ? { ...rule, keywords } : rule)),
    );
    const { rows } = await db.query<Fields>(
      'select enabled, auto_agent_model, keywords from service_raci_rules where id = 1',
    );
    expect(rows[0]).to.deep.equal({ enabled: false, auto_agent_model: 'm-1', keywords });
  });

  it('that are no longer shipped stay', async () => {
    await seedRules(db, rules.slice(1));
    expect((await db.query('select from service_raci_rules')).rowCount).to.equal(rules.length);
  });
});
