import { readPage, type Queryable } from '../../db/index.js';
import type { PeopleQuery } from '../contract.js';

/** A person as administrators see them. No hash of a password or token is ever among it (contract 27.8). */
export type PersonRecord = {
  readonly id: number;
  readonly username: string;
  readonly display_name: string;
  readonly email: string | null;
  readonly provider: string;
  readonly provider_ref: string | null;
  readonly enabled: boolean;
  readonly source: 'configuration' | 'operator';
  /** When an operator switched them off. */
  readonly switched_off_at: Date | null;
  readonly roles: string[];
  readonly groups: string[];
  readonly matrix_user_ids: string[];
  readonly has_password: boolean;
  readonly failed_login_count: number;
  readonly locked_until: Date | null;
  readonly last_login_at: Date | null;
  readonly created_at: Date;
  readonly updated_at: Date;
};

const columns = `p.id, p.name as username, p.display_name, p.email, p.provider, p.provider_ref, p.active as enabled, p.source, p.switched_off_at,
  coalesce((select array_agg(role order by role) from person_roles where person_id = p.id), '{}') as roles,
  coalesce((select array_agg(g.name order by g.name) from group_members m join groups g on g.id = m.group_id
    where m.person_id = p.id), '{}') as groups,
  coalesce((select array_agg(subject order by id) from identities where person_id = p.id and kind = 'matrix'), '{}')
    as matrix_user_ids,
  w.person_id is not null as has_password, coalesce(w.failed_count, 0) as failed_login_count, w.locked_until,
  p.last_login_at, p.created_at, p.updated_at`;

const from = 'from persons p left join passwords w on w.person_id = p.id';

export async function readPerson(q: Queryable, id: number): Promise<PersonRecord | undefined> {
  return (await q.query<PersonRecord>(`select ${columns} ${from} where p.id = $1`, [id])).rows[0];
}

export async function readPersonNamed(q: Queryable, name: string): Promise<PersonRecord | undefined> {
  return (await q.query<PersonRecord>(`select ${columns} ${from} where p.name = $1`, [name])).rows[0];
}

/** By username, as contract 4 has it. */
export function listPeople(q: Queryable, asked: PeopleQuery): Promise<{ rows: PersonRecord[]; total: number }> {
  const select = `select ${columns}, count(*) over () as total ${from}
    where ($1::text is null or strpos(lower(p.name || ' ' || p.display_name || ' ' || coalesce(p.email, '')), lower($1)) > 0)
      and ($2::text is null or exists (select from person_roles where person_id = p.id and role = $2))
      and ($3::boolean is null or p.active = $3) order by p.name`;
  return readPage(q, select, [asked.q, asked.role, asked.enabled ?? null], asked);
}
