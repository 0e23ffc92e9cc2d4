import type { Queryable } from '../../db/index.js';
import { newToken, tokenHash } from '../credentialHash.js';

export type NewSession = {
  readonly personId: number;
  /** Seconds that it lasts without a request. */
  readonly ttl: number;
  readonly method: 'password' | 'oidc';
  readonly ip: string;
  readonly userAgent: string | null;
};

/**
 * A sign-in of a person, or undefined when they were switched off by now. The row of the person is locked by the same
 * statement: whoever switches the person off at the same moment sees the sign-in, and ends it.
 */
export async function startSession(
  q: Queryable,
  { personId, ttl, method, ip, userAgent }: NewSession,
): Promise<{ readonly token: string; readonly expiresAt: Date } | undefined> {
  const token = newToken('session');
  const { rows } = await q.query<{ expires_at: Date }>(
    `with person as (update persons set last_login_at = clock_timestamp() where id = $1 and active returning id)
     insert into login_sessions (person_id, hash, expires_at, method, ip, user_agent)
     select id, $2, clock_timestamp() + make_interval(secs => $3), $4, $5, $6 from person returning expires_at`,
    [personId, tokenHash(token), ttl, method, ip.slice(0, 100), userAgent?.slice(0, 300) ?? null],
  );
  const expiresAt = rows[0]?.expires_at;
  return expiresAt && { token, expiresAt };
}
