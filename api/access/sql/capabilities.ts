import type { Queryable } from '../../db/index.js';

/** What a person may by the roles that they have now, active or not. */
export async function capabilitiesOf(q: Queryable, personId: number): Promise<string[]> {
  const { rows } = await q.query<{ capability: string }>(
    `select distinct capability from person_roles pr join roles r on r.name = pr.role, unnest(r.capabilities) as capability
     where pr.person_id = $1`,
    [personId],
  );
  return rows.map(({ capability }) => capability);
}

/** What these roles allow; names that no role has count for nothing. */
export async function capabilitiesOfRoles(q: Queryable, roles: readonly string[]): Promise<string[]> {
  const { rows } = await q.query<{ capability: string }>(
    'select distinct unnest(capabilities) as capability from roles where name = any($1::text[])',
    [roles],
  );
  return rows.map(({ capability }) => capability);
}

export async function unknownRoles(q: Queryable, roles: readonly string[]): Promise<string[]> {
  const { rows } = await q.query<{ name: string }>(
    'select distinct name from unnest($1::text[]) as name where name not in (select name from roles) order by name',
    [roles],
  );
  return rows.map(({ name }) => name);
}

/** Whether somebody who may everything can still come in. */
export async function hasAdministrator(q: Queryable): Promise<boolean> {
  const { rowCount } = await q.query(
    `select from persons p join person_roles pr on pr.person_id = p.id join roles r on r.name = pr.role
     where p.active and '*' = any(r.capabilities) limit 1`,
  );
  return rowCount === 1;
}
