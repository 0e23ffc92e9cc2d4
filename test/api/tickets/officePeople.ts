import type { TestApi, TestPerson } from '../../support/api.js';

/** A requester, one analyst in each of two groups, and an administrator. */
export const officePeople = {
  people: {
    ana: { display_name: 'Ana', roles: ['requester'] },
    bo: { display_name: 'Bo', roles: ['analyst'], groups: ['Cloud Operations'] },
    cy: { display_name: 'Cy', roles: ['analyst'], groups: ['Network Operations'] },
    admin: { display_name: 'Admin', roles: ['platform-admin'] },
  },
} as const;

export type Standing = {
  readonly roles: readonly string[];
  readonly groups?: readonly string[];
  readonly scopes?: readonly (readonly [type: string, value: string])[];
};

/** Gives a person other roles, groups and scopes, as an administrator would; they hold from the next request on. */
export async function becomes(api: TestApi, person: TestPerson, { roles, groups = [], scopes = [] }: Standing) {
  const { rows } = await api.db.query<{ id: number }>('select id from persons where name = $1', [person]);
  const id = rows[0]?.id;
  for (const table of ['person_roles', 'group_members', 'person_scopes'])
    await api.db.query(`delete from ${table} where person_id = $1`, [id]);
  await api.db.query('insert into person_roles (person_id, role) select $1, unnest($2::text[])', [id, roles]);
  await api.db.query(
    'insert into group_members (group_id, person_id) select id, $1 from groups where name = any($2::text[])',
    [id, groups],
  );
  for (const [type, value] of scopes)
    await api.db.query('insert into person_scopes (person_id, type, value) values ($1, $2, $3)', [id, type, value]);
}
