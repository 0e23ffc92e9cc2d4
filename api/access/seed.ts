import type { Role } from '../../config/roles.js';
import type { Database, Queryable } from '../db/index.js';
import { transaction } from '../db/index.js';
import { hashPassword, passwordMatches } from './credentialHash.js';
import { endAccess, endSessions } from './sql/endAccess.js';
import { lockPeople } from './sql/peopleLock.js';

export type SeedPerson = {
  readonly name: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly roles: readonly string[];
  readonly groups: readonly string[];
  readonly matrixId: string | null;
  readonly password: string | null;
};

export type SeedGroup = {
  readonly name: string;
  readonly kind: 'service' | 'approvers';
  readonly description: string;
  readonly defaultAssignee: string | null;
  readonly riskLevel: string;
  readonly worksEveryTicket: boolean;
};

async function seedRoles(q: Queryable, roles: readonly Role[]): Promise<void> {
  for (const { name, description, capabilities } of roles) {
    await q.query(
      `insert into roles (name, description, capabilities) values ($1, $2, $3)
       on conflict (name) do update set description = excluded.description, capabilities = excluded.capabilities`,
      [name, description, capabilities],
    );
  }
}

async function seedGroups(q: Queryable, groups: readonly SeedGroup[]): Promise<void> {
  for (const group of groups) {
    // An owner may rename the assignee or the risk over the API; only what the file alone decides is written again.
    await q.query(
      `insert into groups (name, kind, description, default_assignee, risk_level, works_every_ticket)
       values ($1, $2, $3, $4, $5, $6) on conflict (name) do update set works_every_ticket = excluded.works_every_ticket`,
      [group.name, group.kind, group.description, group.defaultAssignee, group.riskLevel, group.worksEveryTicket],
    );
  }
}

/** A password that is new in the file counts; the one that was brought in before does not undo what was changed since. */
async function seedPassword(q: Queryable, personId: number, password: string): Promise<void> {
  const { rows } = await q.query<{ seeded_hash: string | null }>(
    'select seeded_hash from passwords where person_id = $1',
    [personId],
  );
  const seeded = rows[0]?.seeded_hash ?? null;
  if (seeded !== null && (await passwordMatches(password, seeded))) return;
  await q.query(
    `insert into passwords (person_id, hash, seeded_hash) values ($1, $2, $2)
     on conflict (person_id) do update set hash = excluded.hash, seeded_hash = excluded.hash,
       changed_at = clock_timestamp(), failed_count = 0, locked_until = null`,
    [personId, await hashPassword(password)],
  );
  // It may have been changed because somebody else knew it.
  await endSessions(q, personId);
}

/** The configured identity and no other configured one: an account that went to somebody else speaks for them from now on. */
async function seedIdentity(
  q: Queryable,
  personId: number,
  kind: 'password' | 'matrix',
  subject: string,
): Promise<void> {
  await q.query(
    `delete from identities where person_id = $1 and kind = $2 and issuer = '' and source = 'configuration' and subject <> $3`,
    [personId, kind, subject],
  );
  await q.query(
    `insert into identities (person_id, kind, subject) values ($1, $2, $3)
     on conflict (kind, issuer, subject) do update set person_id = excluded.person_id, source = excluded.source`,
    [personId, kind, subject],
  );
}

async function seedPerson(q: Queryable, person: SeedPerson): Promise<void> {
  const { rows } = await q.query<{ id: number }>(
    `insert into persons (name, display_name, email) values ($1, $2, $3)
     on conflict (name) do update set display_name = excluded.display_name, email = coalesce(excluded.email, persons.email),
       source = 'configuration', active = persons.switched_off_at is null
     returning id`,
    [person.name, person.displayName, person.email],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error(`The person ${person.name} could not be written.`);
  await q.query(
    `insert into principals (type, name, person_id) values ('person', $1, $2) on conflict (person_id) do nothing`,
    [person.name, id],
  );
  await seedIdentity(q, id, 'password', person.name);
  // Without a homeserver the ids are not known, which takes nothing away.
  if (person.matrixId !== null) await seedIdentity(q, id, 'matrix', person.matrixId);
  // The configuration is the last word for the people it names: a role taken out of the file is taken away.
  await q.query('delete from person_roles where person_id = $1 and role <> all($2)', [id, person.roles]);
  await q.query(
    `insert into person_roles (person_id, role) select $1, unnest($2::text[])
     on conflict (person_id, role) do update set source = 'configuration'`,
    [id, person.roles],
  );
  await q.query(
    'delete from group_members using groups g where group_id = g.id and person_id = $1 and g.name <> all($2)',
    [id, person.groups],
  );
  await q.query(
    'insert into group_members (group_id, person_id) select id, $1 from groups where name = any($2) on conflict do nothing',
    [id, person.groups],
  );
  if (person.password !== null) await seedPassword(q, id, person.password);
}

/**
 * Brings roles, groups and the configured people into the database. Whom an earlier configuration named and this one does
 * not is switched off: no vote, no sign-in, no token counts any more. People that operators added stay as they are, and
 * whom an operator switched off stays so.
 */
export async function seedPeople(
  db: Database,
  seed: { roles: readonly Role[]; groups: readonly SeedGroup[]; people: readonly SeedPerson[] },
): Promise<void> {
  await transaction(db, async (q) => {
    await lockPeople(q);
    await seedRoles(q, seed.roles);
    await seedGroups(q, seed.groups);
    for (const person of seed.people) await seedPerson(q, person);
    const { rows } = await q.query<{ id: number }>(
      `update persons set active = false where source = 'configuration' and active and name <> all($1) returning id`,
      [seed.people.map(({ name }) => name)],
    );
    await endAccess(
      q,
      rows.map(({ id }) => id),
    );
  });
}
