import { expect } from 'chai';
import { openPool, type Database } from '../../../api/db/index.js';
import { InstallationError, prepareInstallation, type InstallationParts } from '../../../api/installation/index.js';
import { loadRaci, loadRoles, loadWorkflows, Secret } from '../../../config/index.js';
import { configSchema } from '../../../config/schema.js';
import { onePostgres } from '../rooms/onePostgres.js';

describe('preparing an installation', () => {
  let db: Database;
  const parts = (more: Partial<InstallationParts> = {}): InstallationParts => ({
    config: configSchema.parse({}),
    instanceId: 'aaaaaaaaaaaa',
    roles: loadRoles(),
    raci: loadRaci(),
    workflows: loadWorkflows(),
    people: [{ name: 'ana', matrixId: '@ana:localhost', password: new Secret('first password') }],
    ...more,
  });
  const texts = async (query: string): Promise<string[]> =>
    (await db.query<{ text: string }>(query)).rows.map(({ text }) => text);

  beforeEach(async () => {
    db = openPool(await (await onePostgres()).freshDatabase(), () => undefined);
  });
  afterEach(() => db.end());

  it('brings roles, groups, people, rules and workflows, once however many start together', async () => {
    await Promise.all([1, 2, 3].map(() => prepareInstallation(db, parts())));
    expect(await texts('select name as text from roles')).to.include.members([
      'requester',
      'approver',
      'platform-admin',
    ]);
    expect(await texts(`select name as text from groups where kind = 'service'`)).to.have.length(15);
    expect(await texts(`select name as text from groups where kind = 'approvers' order by 1`)).to.deep.equal([
      'admins',
      'ops',
    ]);
    expect(await texts('select name as text from groups where works_every_ticket')).to.deep.equal(['ops']);
    expect(await texts('select name as text from persons order by 1')).to.deep.equal(['admin', 'ana', 'bo', 'cy']);
    expect(await texts(`select subject as text from identities where kind = 'matrix'`)).to.deep.equal([
      '@ana:localhost',
    ]);
    expect(await texts('select count(*)::text as text from service_raci_rules')).to.deep.equal([
      String(loadRaci().rules.length),
    ]);
    expect(await texts('select count(*)::text as text from agent_workflows')).to.deep.equal([
      String(loadWorkflows().length),
    ]);
  });

  it('counts a member that the group names like one that names the group, and keeps a service group what it is', async () => {
    const config = configSchema.parse({
      groups: { 'Cloud Operations': { members: ['ana'] }, night: { members: ['ana', 'bo'] } },
    });
    await prepareInstallation(db, parts({ config }));
    const ofAna = await texts(
      `select g.name || ' ' || g.kind as text from group_members m join groups g on g.id = m.group_id join persons p on p.id = m.person_id where p.name = 'ana' order by 1`,
    );
    expect(ofAna).to.deep.equal(['Cloud Operations service', 'night approvers']);
  });

  it('leaves what an owner edited, and brings the rest up to date', async () => {
    await prepareInstallation(db, parts());
    await db.query(`update service_raci_rules set priority = 'P1', edited_at = clock_timestamp() where id = 1`);
    await db.query(`update service_raci_rules set priority = 'P1' where id = 2`);
    const before = await texts('select updated_at::text as text from service_raci_rules where id = 3');
    await prepareInstallation(db, parts());
    expect(
      await texts('select id || priority as text from service_raci_rules where id in (1, 2) order by id'),
    ).to.deep.equal(['1P1', '2P3']);
    expect(await texts('select updated_at::text as text from service_raci_rules where id = 3')).to.deep.equal(before);
  });

  it('leaves a shipped rule out whose name an owner has taken', async () => {
    const { name } = loadRaci().rules[0] ?? { name: '' };
    await db.query(
      `insert into service_raci_rules (id, name, assignment_group, responsible, accountable) values (900, $1, 'x', 'x', 'x')`,
      [name],
    );
    await prepareInstallation(db, parts());
    expect(
      await texts('select id::text as text from service_raci_rules where id in (1, 2, 900) order by id'),
    ).to.deep.equal(['2', '900']);
  });

  it('a changed password in the credentials counts from the next start on', async () => {
    await prepareInstallation(db, parts());
    const hash = (): Promise<string[]> => texts('select hash as text from passwords');
    const first = await hash();
    await prepareInstallation(db, parts());
    expect(await hash()).to.deep.equal(first);
    await prepareInstallation(
      db,
      parts({ people: [{ name: 'ana', matrixId: null, password: new Secret('second password') }] }),
    );
    expect(await hash()).to.not.deep.equal(first);
  });

  it('takes away what the configuration no longer gives, and leaves people whom it does not name', async () => {
    const naming = (people: object): InstallationParts => parts({ config: configSchema.parse({ people }), people: [] });
    await prepareInstallation(db, naming({ ana: { roles: ['analyst', 'approver'], groups: ['ops'] }, rui: {} }));
    await prepareInstallation(db, naming({ ana: { display_name: 'Ana B.', roles: ['analyst'] } }));
    const standing = await texts(
      `select p.name || ' ' || p.display_name || ' ' || r.role as text from persons p join person_roles r on r.person_id = p.id order by 1`,
    );
    expect(standing).to.deep.equal(['ana Ana B. analyst', 'rui rui requester']);
    expect(await texts('select person_id::text as text from group_members')).to.deep.equal([]);
  });

  it('leaves what an owner changed of a group, and what everybody of ops may', async () => {
    await prepareInstallation(db, parts());
    await db.query(
      `update groups set default_assignee = 'somebody', risk_level = 'high', works_every_ticket = true where name = 'DevSecOps'`,
    );
    await prepareInstallation(db, parts());
    expect(
      await texts(
        `select default_assignee || ' ' || risk_level || ' ' || works_every_ticket as text from groups where name = 'DevSecOps'`,
      ),
    ).to.deep.equal(['somebody high false']);
  });

  it('refuses the database of another installation and changes nothing in it', async () => {
    await prepareInstallation(db, parts());
    await db.query(`delete from person_roles`);
    const refused = await prepareInstallation(db, parts({ instanceId: 'bbbbbbbbbbbb' })).catch(
      (error: unknown) => error,
    );
    expect(refused).to.be.instanceOf(InstallationError);
    expect(String(refused))
      .to.contain('belongs to the installation aaaaaaaaaaaa')
      .and.contain('this data directory is bbbbbbbbbbbb');
    expect(String(refused)).to.contain('OPSROOM_DATA_DIR');
    expect(await texts('select role as text from person_roles')).to.deep.equal([]);
  });
});
