import type { Queryable } from '../../db/index.js';

export type PasswordRow = { readonly hash: string; readonly locked_for: number };

export async function readPassword(q: Queryable, personId: number): Promise<PasswordRow | undefined> {
  const { rows } = await q.query<PasswordRow>(
    `select hash, greatest(0, ceil(extract(epoch from coalesce(locked_until, clock_timestamp()) - clock_timestamp())))::integer
       as locked_for from passwords where person_id = $1`,
    [personId],
  );
  return rows[0];
}

/** Takes the place of `was` and of no other: of two changes at once, one is told that the old password is wrong. */
export async function replacePassword(q: Queryable, personId: number, was: string, hash: string): Promise<boolean> {
  const { rowCount } = await q.query(
    `update passwords set hash = $3, changed_at = clock_timestamp(), failed_count = 0, locked_until = null
     where person_id = $1 and hash = $2`,
    [personId, was, hash],
  );
  return rowCount === 1;
}

/** Whatever was there before, also nothing; and whoever was locked out may try again. */
export async function setPassword(q: Queryable, personId: number, hash: string): Promise<void> {
  await q.query(
    `insert into passwords (person_id, hash) values ($1, $2) on conflict (person_id) do update
     set hash = excluded.hash, changed_at = clock_timestamp(), failed_count = 0, locked_until = null`,
    [personId, hash],
  );
}
