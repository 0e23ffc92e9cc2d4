import type { Database, Queryable } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import { keepingAnAdministrator, leaveAnAdministrator, obstacleAt, type Missing, type Refused } from './guardPeople.js';
import { capabilitiesOfRoles, unknownRoles } from './sql/capabilities.js';
import { changingPeople } from './sql/peopleLock.js';
import { readPerson, type PersonRecord } from './sql/readPeople.js';
import { personTarget, tellAccess } from './tellAccess.js';

export type RolesSet =
  | { readonly kind: 'assigned'; readonly roles: readonly string[] }
  | { readonly kind: 'unknown_roles'; readonly names: readonly string[] }
  | Missing
  | Refused;

/** Gives a person these roles and no others, under the lock of people. */
export async function assignRoles(
  q: Queryable,
  caller: Caller,
  person: PersonRecord,
  roles: readonly string[],
): Promise<RolesSet> {
  const { id, username } = person;
  const wanted = [...new Set(roles)].sort();
  const names = await unknownRoles(q, wanted);
  if (names.length > 0) return { kind: 'unknown_roles', names };
  const after = await capabilitiesOfRoles(q, wanted);
  const { obstacle, before } = await obstacleAt(q, 'roles', caller, person, after);
  if (obstacle) return { kind: 'refused', obstacle, person };
  await q.query('delete from person_roles where person_id = $1 and role <> all($2::text[])', [id, wanted]);
  await q.query(
    `insert into person_roles (person_id, role, source) select $1, unnest($2::text[]), 'operator'
     on conflict (person_id, role) do update set source = 'operator'`,
    [id, wanted],
  );
  await leaveAnAdministrator(q, before);
  const details = { username, before: person.roles, roles: wanted };
  await tellAccess(q, caller, 'access_roles_updated', personTarget(id), details);
  return { kind: 'assigned', roles: wanted };
}

/** Contract 4, `POST /users/{id}/roles`: these and no others from now on. A name that no role has is refused, not passed over. */
export async function setRoles(db: Database, caller: Caller, id: number, roles: readonly string[]): Promise<RolesSet> {
  let known: PersonRecord | undefined;
  const work = changingPeople(db, async (q): Promise<RolesSet> => {
    known = await readPerson(q, id);
    return known ? assignRoles(q, caller, known, roles) : { kind: 'missing' };
  });
  return keepingAnAdministrator(() => known, work);
}
