import { expect } from 'chai';
import { openPool, type Database } from '../../../api/db/index.js';
import { seedSkills } from '../../../api/skills/index.js';
import { loadSkills, type SeedSkill } from '../../../config/index.js';
import type { Fields } from '../../support/api.js';
import { onePostgres } from '../rooms/onePostgres.js';

const shipped = loadSkills();
const [first] = shipped;
if (!first) throw new Error('no skill is shipped');

describe('the skills that ship with the product', () => {
  let db: Database;
  before(async () => {
    db = openPool(await (await onePostgres()).freshDatabase(), () => undefined);
  });
  beforeEach(async () => {
    await db.query('delete from agent_skills');
    await db.query('delete from removed_skills');
    await seedSkills(db, shipped);
  });
  after(() => db?.end());

  const all = async (): Promise<Fields[]> => (await db.query<Fields>('select * from agent_skills order by name')).rows;
  const find = async (name: string): Promise<Fields | undefined> => (await all()).find((row) => row['name'] === name);
  const anew = (more: Partial<SeedSkill>): SeedSkill[] => [{ ...first, ...more }, ...shipped.slice(1)];

  it('are those that scripts look for: eleven for every agent, and one that is given', async () => {
    const rows = await all();
    const names = (wanted: boolean): unknown[] =>
      rows.filter((row) => row['assigned_to_all'] === wanted).map((row) => row['name']);
    expect(names(true)).to.have.members([
      ...[
        'ticket-context-reader',
        'ticket-note-writer',
        'change-request-gate',
        'postmortem-builder',
        'workflow-builder',
      ],
      ...['service-desk-intake-router', 'cicd-security-pipeline', 'agent-memory', 'permission-wall-access-request'],
      ...['codex-harness', 'animation-video'],
    ]);
    expect(names(false)).to.deep.equal(['phishing-triage']);
  });

  it('are written once by any number of processes, and a second start touches no row', async () => {
    const before = await all();
    await Promise.all([1, 2, 3].map(() => seedSkills(db, shipped)));
    expect(await all()).to.deep.equal(before);
  });

  const versions: readonly Partial<SeedSkill>[] = [
    { description: 'Says more.' },
    { category: 'other' },
    { prompt_template: 'Another {ticket_id}' },
    { assigned_to_all: false },
    { variables: [{ name: 'ticket_id', type: 'string', required: true, description: 'x' }] },
  ];
  for (const more of versions)
    it(`follow a new version of their ${Object.keys(more).join()}, under the id that they had`, async () => {
      const before = await find(first.name);
      await seedSkills(db, anew(more));
      const after = await find(first.name);
      expect(after?.['id']).to.equal(before?.['id']);
      expect(after).to.deep.include(more);
    });

  it('stay as an owner edited them, whatever is shipped', async () => {
    await db.query(`update agent_skills set prompt_template = 'Ours', edited_at = clock_timestamp() where name = $1`, [
      first.name,
    ]);
    await seedSkills(db, anew({ prompt_template: 'Shipped anew {ticket_id}' }));
    expect((await find(first.name))?.['prompt_template']).to.equal('Ours');
  });

  it('do not come back when an owner removed them', async () => {
    await db.query(`insert into removed_skills (name, removed_by) values ($1, 'admin')`, [first.name]);
    await db.query('delete from agent_skills where name = $1', [first.name]);
    await seedSkills(db, shipped);
    expect(await find(first.name)).to.be.undefined;
  });

  it('that are shipped no more stay, with those that an owner wrote', async () => {
    await db.query(`insert into agent_skills (name, prompt_template) values ('ours', 'x')`);
    await seedSkills(db, shipped.slice(1));
    expect(await all()).to.have.length(shipped.length + 1);
  });
});
