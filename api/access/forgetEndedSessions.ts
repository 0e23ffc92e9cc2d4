import type { Queryable } from '../db/index.js';

/** Removes sign-ins that are over, and codes that nobody said in time; the event log keeps that they were. */
export async function forgetEndedSessions(q: Queryable): Promise<number> {
  await q.query('delete from matrix_links where expires_at < clock_timestamp()');
  const { rowCount } = await q.query(
    'delete from login_sessions where expires_at < clock_timestamp() or revoked_at is not null',
  );
  return rowCount ?? 0;
}
