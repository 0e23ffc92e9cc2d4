import { readPage, type Queryable } from '../../db/index.js';

type Pages = { readonly limit: number; readonly offset: number };
export type TokenRow = {
  readonly id: number;
  readonly name: string;
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
};
export type ServiceTokenRow = TokenRow & { readonly roles: string[]; readonly created_by: string | null };

/** The personal tokens of a person that are not revoked, also those that are over; never what they are. */
export function listTokens(q: Queryable, personId: number, page: Pages): Promise<{ rows: TokenRow[]; total: number }> {
  const select = `select t.id, t.name, t.created_at, t.expires_at, t.last_used_at, count(*) over () as total
    from tokens t join principals p on p.id = t.principal_id
    where p.person_id = $1 and t.revoked_at is null order by t.id desc`;
  return readPage(q, select, [personId], page);
}

export function listServiceTokens(q: Queryable, page: Pages): Promise<{ rows: ServiceTokenRow[]; total: number }> {
  const select = `select t.id, p.name, t.created_at, t.expires_at, t.last_used_at, t.roles, maker.name as created_by,
      count(*) over () as total
    from tokens t join principals p on p.id = t.principal_id left join persons maker on maker.id = t.created_by
    where p.type = 'service' and t.roles is not null and t.revoked_at is null order by p.name, t.id`;
  return readPage(q, select, [], page);
}

/** A token of this person, while they are active. */
export async function insertPersonalToken(
  q: Queryable,
  personId: number,
  token: { readonly name: string; readonly hash: Buffer; readonly days: number; readonly createdBy: number | null },
): Promise<{ readonly id: number; readonly expires_at: Date } | undefined> {
  const { rows } = await q.query<{ id: number; expires_at: Date }>(
    `with person as (select id from persons where id = $1 and active for share)
     insert into tokens (principal_id, name, hash, expires_at, created_by)
     select p.id, $2, $3, clock_timestamp() + make_interval(days => $4), $5
     from person join principals p on p.person_id = person.id returning id, expires_at`,
    [personId, token.name, token.hash, token.days, token.createdBy],
  );
  return rows[0];
}

/** A token of the service of this name, which is made with its first one. */
export async function insertServiceToken(
  q: Queryable,
  token: {
    readonly service: string;
    readonly hash: Buffer;
    readonly days: number;
    readonly roles: readonly string[];
    readonly createdBy: number | null;
  },
): Promise<{ readonly id: number; readonly expires_at: Date }> {
  const { service, hash, days, roles, createdBy } = token;
  await q.query(
    `insert into principals (type, name) values ('service', $1)
     on conflict (type, name) where type in ('service', 'system') or (type = 'agent' and agent_id is null) do nothing`,
    [service],
  );
  const { rows } = await q.query<{ id: number; expires_at: Date }>(
    `insert into tokens (principal_id, name, hash, expires_at, roles, created_by)
     select id, name, $2, clock_timestamp() + make_interval(days => $3), $4, $5
     from principals where type = 'service' and name = $1 returning id, expires_at`,
    [service, hash, days, roles, createdBy],
  );
  const written = rows[0];
  if (!written) throw new Error(`The token of the service ${service} could not be written.`);
  return written;
}

/** Whose token this is: a person's, or a service's, which has no person. */
export async function ownerOfToken(
  q: Queryable,
  id: number,
): Promise<{ readonly name: string; readonly person_id: number | null; readonly roles: string[] | null } | undefined> {
  const { rows } = await q.query<{ name: string; person_id: number | null; roles: string[] | null }>(
    `select t.name, p.person_id, t.roles from tokens t join principals p on p.id = t.principal_id
     where t.id = $1 and t.revoked_at is null`,
    [id],
  );
  return rows[0];
}

/** From the next request on it is worth nothing. */
export async function revokeToken(q: Queryable, id: number): Promise<boolean> {
  const { rowCount } = await q.query(
    'update tokens set revoked_at = clock_timestamp() where id = $1 and revoked_at is null',
    [id],
  );
  return rowCount === 1;
}
