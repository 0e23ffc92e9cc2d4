import type { Database, Queryable } from '../db/index.js';
import { recordEvent } from '../audit/index.js';
import { hashPassword, passwordMatches } from './credentialHash.js';
import { countTry, type LockoutRules } from './sql/countTry.js';
import { startSession } from './sql/startSession.js';

export type LoginRules = LockoutRules & {
  /** Seconds that a sign-in lasts without a request. */
  readonly sessionTtl: number;
};

export type LoginResult =
  | {
      readonly kind: 'signed_in';
      readonly token: string;
      readonly personId: number;
      readonly name: string;
      readonly expiresAt: Date;
    }
  | { readonly kind: 'refused' }
  | { readonly kind: 'locked'; readonly seconds: number };

type Row = { person_id: number; name: string; hash: string; active: boolean; locked_for: number };

/** Compared when the name is unknown, so that the time of the answer does not tell which names exist. */
const nobody = hashPassword('nobody has this password');

async function find(q: Queryable, name: string): Promise<Row | undefined> {
  const { rows } = await q.query<Row>(
    `select p.id as person_id, p.name, w.hash, p.active,
       greatest(0, ceil(extract(epoch from coalesce(w.locked_until, clock_timestamp()) - clock_timestamp())))::integer as locked_for
     from persons p join passwords w on w.person_id = p.id where p.name = $1`,
    [name],
  );
  return rows[0];
}

async function recordFailure(q: Queryable, name: string, ip: string): Promise<void> {
  await recordEvent(q, {
    category: 'access',
    level: 'warning',
    actor: name.slice(0, 100),
    action: 'dashboard_login_failed',
    target: 'dashboard_login',
    details: { username: name.slice(0, 100), reason: 'invalid_credentials', ip },
  });
}

/** Contract 2.5, with a lock-out. The answer is the same for a wrong name and a wrong password. */
export async function signIn(
  db: Database,
  rules: LoginRules,
  attempt: { name: string; password: string; ip: string; userAgent?: string | null },
): Promise<LoginResult> {
  // "@ana:server" is what a person has at hand who comes from Element.
  const name = attempt.name.trim().replace(/^@/, '').split(':')[0]?.toLowerCase() ?? '';
  const row = await find(db, name);
  if (row && row.locked_for > 0) return { kind: 'locked', seconds: row.locked_for };
  if (row && !(await countTry(db, row.person_id, rules)))
    return { kind: 'locked', seconds: Math.max(1, (await find(db, name))?.locked_for ?? 1) };
  const right = await passwordMatches(attempt.password, row?.hash ?? (await nobody));
  if (!row || !right || !row.active) {
    await recordFailure(db, name, attempt.ip);
    return { kind: 'refused' };
  }
  const session = await startSession(db, {
    ...{ personId: row.person_id, ttl: rules.sessionTtl, method: 'password' },
    ...{ ip: attempt.ip, userAgent: attempt.userAgent ?? null },
  });
  // Switched off while the password was looked at.
  if (!session) return { kind: 'refused' };
  await db.query('update passwords set failed_count = 0, locked_until = null where person_id = $1', [row.person_id]);
  await recordEvent(db, {
    category: 'access',
    actor: row.name,
    action: 'dashboard_login_success',
    target: 'dashboard_login',
    details: { provider: 'local', ip: attempt.ip },
  });
  return { kind: 'signed_in', ...session, personId: row.person_id, name: row.name };
}
