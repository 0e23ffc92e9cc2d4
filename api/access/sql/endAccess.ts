import type { Queryable } from '../../db/index.js';

/** Ends sign-ins of a person at once, but for one; returns how many. Nothing is cached, so the next request fails. */
export async function endSessions(q: Queryable, personId: number, exceptId: number | null = null): Promise<number> {
  const { rowCount } = await q.query(
    `update login_sessions set revoked_at = clock_timestamp()
     where person_id = $1 and revoked_at is null and expires_at > clock_timestamp() and id is distinct from $2`,
    [personId, exceptId],
  );
  return rowCount ?? 0;
}

/** Ends everything that lets these people in: whoever is switched on again later starts with nothing of before. */
export async function endAccess(q: Queryable, personIds: readonly number[]): Promise<void> {
  if (personIds.length === 0) return;
  await q.query(
    'update login_sessions set revoked_at = clock_timestamp() where person_id = any($1) and revoked_at is null',
    [personIds],
  );
  await q.query(
    `update tokens set revoked_at = clock_timestamp() from principals p
     where p.id = principal_id and p.person_id = any($1) and revoked_at is null`,
    [personIds],
  );
  await q.query('delete from matrix_links where person_id = any($1)', [personIds]);
}
