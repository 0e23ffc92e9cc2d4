import type { Queryable } from '../../db/index.js';

/** Writes that a sign-in is in use, which also makes it last on. */
export async function sessionUsed(q: Queryable, id: number, ttl: number): Promise<void> {
  await q.query(
    `update login_sessions set last_used_at = clock_timestamp(),
       expires_at = clock_timestamp() + make_interval(secs => $2) where id = $1 and revoked_at is null`,
    [id, ttl],
  );
}

export async function tokenUsed(q: Queryable, id: number): Promise<void> {
  await q.query('update tokens set last_used_at = clock_timestamp() where id = $1', [id]);
}
