import { expect } from 'chai';
import {
  contactOf,
  contactsByMatrixId,
  contactsOfGroup,
  openPeople,
  seedPeople,
  type SeedGroup,
  type SeedPerson,
} from '../../../api/access/index.js';
import { openPool, type Database } from '../../../api/db/index.js';
import type { Caller } from '../../../api/http/caller.js';
import { loadRoles } from '../../../config/index.js';
import { onePostgres } from '../rooms/onePostgres.js';

const person = (name: string, more: Partial<SeedPerson> = {}): SeedPerson => ({
  ...{
    name,
    displayName: name.toUpperCase(),
    email: null,
    roles: ['requester'],
    groups: [],
    matrixId: null,
    password: null,
  },
  ...more,
});
const group = (name: string, more: Partial<SeedGroup> = {}): SeedGroup => ({
  ...{
    name,
    kind: 'approvers',
    description: `Group ${name}`,
    defaultAssignee: null,
    riskLevel: 'low',
    worksEveryTicket: false,
  },
  ...more,
});

describe('the people of the configuration', () => {
  let db: Database;
  const people = openPeople(loadRoles());
  const seed = (...list: readonly SeedPerson[]): Promise<void> =>
    seedPeople(db, {
      roles: loadRoles(),
      groups: [group('ops'), group('admins', { worksEveryTicket: true })],
      people: list,
    });
  const named = (name: string): Promise<Caller | undefined> => people.byName(db, name, 'cli');
  beforeEach(async () => {
    db = openPool(await (await onePostgres()).freshDatabase(), () => undefined);
  });
  afterEach(() => db.end());

  it('come in once, however many processes start together and how often', async () => {
    const all = ['ana', 'bo', 'cy'].map((name) => person(name, { matrixId: `@${name}:x`, groups: ['ops'] }));
    await Promise.all([1, 2, 3, 4].map((turn) => seed(...(turn % 2 === 0 ? all : [...all].reverse()))));
    await seed(...all);
    for (const [table, count] of [
      ['persons', 3],
      ['identities', 6],
      ['group_members', 3],
      ['person_roles', 3],
    ] as const)
      expect((await db.query(`select from ${table}`)).rowCount, table).to.equal(count);
    expect((await db.query(`select from principals where type = 'person'`)).rowCount).to.equal(3);
  });

  it('are what the file says now: roles, groups and names that it takes out are taken away', async () => {
    await seed(
      person('bo', { roles: ['approver', 'platform-admin'], groups: ['ops', 'admins'], email: 'bo@example.org' }),
    );
    expect(await named('bo')).to.deep.include({
      capabilities: (await named('bo'))?.capabilities,
      roles: ['approver', 'platform-admin'],
    });
    expect((await named('bo'))?.capabilities).to.include('*');
    await seed(person('bo', { roles: ['requester'], groups: ['ops'], displayName: 'Bo B.' }));
    const after = await named('bo');
    expect(after).to.deep.include({
      roles: ['requester'],
      displayName: 'Bo B.',
      email: 'bo@example.org',
      channel: 'cli',
    });
    expect(after?.capabilities).to.not.include('*');
    expect(after?.view.groups).to.deep.equal(['ops']);
    await seed(person('bo', { roles: [], groups: [] }));
    expect(await named('bo')).to.deep.include({ roles: [], capabilities: [] });
  });

  it('are switched off when the file does not name them any more, and back with what it says then', async () => {
    await seed(person('ana'), person('bo', { roles: ['approver'], groups: ['ops'], matrixId: '@bo:x' }));
    await seed(person('ana'));
    expect([await named('bo'), await people.byMatrixId(db, '@bo:x', 'cli')]).to.deep.equal([undefined, undefined]);
    await seed(person('ana'), person('bo', { roles: ['requester'] }));
    expect(await named('bo')).to.deep.include({ roles: ['requester'] });
    expect((await named('bo'))?.view.groups).to.deep.equal([]);
  });

  it('keep their password when the file has none, and are unlocked by a new one', async () => {
    const hash = async (): Promise<unknown> =>
      (await db.query('select hash, failed_count, locked_until from passwords')).rows;
    await seed(person('bo', { password: 'first' }));
    await db.query(`update passwords set failed_count = 5, locked_until = clock_timestamp() + interval '1 hour'`);
    const before = await hash();
    await seed(person('bo'));
    await seed(person('bo', { password: 'first' }));
    expect(await hash()).to.deep.equal(before);
    await seed(person('bo', { password: 'second' }));
    expect(await hash()).to.have.nested.property('[0].failed_count', 0);
    expect(await hash()).to.have.nested.property('[0].locked_until', null);
  });

  it('with a role that is not there are refused, and nothing of them is left', async () => {
    const refused = await seed(person('ana'), person('bo', { roles: ['king'] })).catch(String);
    expect(refused).to.contain('person_roles');
    expect((await db.query('select from persons')).rowCount).to.equal(0);
  });

  it('have the Matrix account that the file gives them, and one account is one person', async () => {
    await seed(person('ana', { matrixId: '@shared:x' }), person('bo', { matrixId: '@bo:x' }));
    await seed(person('ana', { matrixId: '@ana:x' }), person('bo', { matrixId: '@shared:x' }));
    const whose = async (id: string): Promise<unknown> => (await people.byMatrixId(db, id, 'matrix-message'))?.name;
    expect([await whose('@shared:x'), await whose('@ana:x'), await whose('@bo:x')]).to.deep.equal([
      'bo',
      'ana',
      undefined,
    ]);
    await seed(person('ana'), person('bo'));
    expect(await whose('@ana:x')).to.equal('ana');
  });

  it('are found by id, name and Matrix id, exactly as written, and only while they are active', async () => {
    await seed(person('ana', { matrixId: '@ana:x.org' }));
    const ana = await named('ana');
    expect(await people.byId(db, ana?.personId ?? 0, 'rest')).to.deep.equal({ ...ana, channel: 'rest' });
    expect(await people.byMatrixId(db, '@ana:x.org', 'cli')).to.deep.equal(ana);
    for (const id of ['@ANA:x.org', '@ana:x.org ', 'ana', '@ana:y.org', ''])
      expect(await people.byMatrixId(db, id, 'cli'), id).to.equal(undefined);
    await db.query('update persons set active = false');
    for (const found of [
      await named('ana'),
      await people.byId(db, ana?.personId ?? 0, 'cli'),
      await people.byMatrixId(db, '@ana:x.org', 'cli'),
    ])
      expect(found).to.equal(undefined);
  });

  it('see with scopes and groups that are written in the database, and not with groups that are switched off', async () => {
    await seed(person('ana', { roles: ['analyst'], groups: ['ops', 'admins'] }));
    const id = (await named('ana'))?.personId;
    await db.query(
      `insert into person_scopes values ($1, 'team', 'Network Operations'), ($1, 'ticket', '12'), ($1, 'classification', 'secret')`,
      [id],
    );
    await db.query(`update groups set enabled = false where name = 'admins'`);
    const view = (await named('ana'))?.view;
    expect(view?.groups).to.deep.equal(['ops', 'Network Operations']);
    expect([view?.ticketIds, view?.maxClassification]).to.deep.equal([[12], 'secret']);
    expect([...(view?.tickets ?? [])]).to.deep.equal(['scoped']);
  });

  it('a group keeps what its owner changed, and works every ticket when the file says so', async () => {
    await seed();
    await db.query(
      `update groups set risk_level = 'high', default_assignee = 'bo', works_every_ticket = not works_every_ticket`,
    );
    await seed();
    const { rows } = await db.query(
      'select name, risk_level, default_assignee, works_every_ticket from groups order by name',
    );
    expect(rows).to.deep.equal([
      { name: 'admins', risk_level: 'high', default_assignee: 'bo', works_every_ticket: true },
      { name: 'ops', risk_level: 'high', default_assignee: 'bo', works_every_ticket: false },
    ]);
  });

  it('are known to rooms by name and account, active members of active groups alone', async () => {
    await seed(
      person('cy', { groups: ['ops'] }),
      person('ana', { groups: ['ops'], matrixId: '@ana:x' }),
      person('bo', { groups: ['ops'], matrixId: '@bo:x' }),
    );
    expect(await contactsOfGroup(db, 'ops')).to.deep.equal([
      { name: 'ANA', matrixId: '@ana:x' },
      { name: 'BO', matrixId: '@bo:x' },
      { name: 'CY', matrixId: null },
    ]);
    await db.query(`update persons set active = false where name = 'bo'`);
    expect((await contactsOfGroup(db, 'ops')).map(({ name }) => name)).to.deep.equal(['ANA', 'CY']);
    expect(await contactsOfGroup(db, 'Ops')).to.deep.equal([]);
    await db.query('update groups set enabled = false');
    expect(await contactsOfGroup(db, 'ops')).to.deep.equal([]);
    expect(await contactsByMatrixId(db, ['@ana:x', '@nobody:x', 'cy'])).to.deep.equal([
      { name: 'ANA', matrixId: '@ana:x' },
    ]);
    expect([await contactOf(db, (await named('cy'))?.personId ?? 0), await contactOf(db, 999)]).to.deep.equal([
      { name: 'CY', matrixId: null },
      undefined,
    ]);
  });
});
