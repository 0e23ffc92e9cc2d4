import type { Queryable } from '../db/index.js';

/** Removes sign-ins that are over; the event log keeps that they were. */
export async function forgetEndedSessions(q: Queryable): Promise<number> {
  const { rowCount } = await q.query(
    'delete from login_sessions where expires_at < clock_timestamp() or revoked_at is not null',
  );
  return rowCount ?? 0;
}
