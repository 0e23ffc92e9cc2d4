import { readPage, type Queryable } from '../../db/index.js';

export type SessionRow = {
  readonly id: number;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly last_used_at: Date | null;
  readonly method: 'password' | 'oidc';
  readonly ip: string | null;
  readonly user_agent: string | null;
};

/** The sign-ins of a person that are not over, the newest first. */
export function listSessions(
  q: Queryable,
  personId: number,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ rows: SessionRow[]; total: number }> {
  const select = `select id, created_at, expires_at, last_used_at, method, ip, user_agent, count(*) over () as total
    from login_sessions where person_id = $1 and revoked_at is null and expires_at > clock_timestamp() order by id desc`;
  return readPage(q, select, [personId], page);
}

/** Whose sign-in this is, while it is not over. */
export async function ownerOfSession(q: Queryable, id: number): Promise<number | undefined> {
  const { rows } = await q.query<{ person_id: number }>(
    'select person_id from login_sessions where id = $1 and revoked_at is null and expires_at > clock_timestamp()',
    [id],
  );
  return rows[0]?.person_id;
}

export async function endSession(q: Queryable, id: number): Promise<boolean> {
  const { rowCount } = await q.query(
    'update login_sessions set revoked_at = clock_timestamp() where id = $1 and revoked_at is null',
    [id],
  );
  return rowCount === 1;
}

/** Ends the sign-in of this token or cookie; whose it was, or undefined for one that was over or never there. */
export async function endSessionOf(q: Queryable, hash: Buffer): Promise<number | undefined> {
  const { rows } = await q.query<{ person_id: number }>(
    `update login_sessions set revoked_at = clock_timestamp()
     where hash = $1 and revoked_at is null and expires_at > clock_timestamp() returning person_id`,
    [hash],
  );
  return rows[0]?.person_id;
}

/** Who is signed in with this cookie now. */
export async function personOfSession(q: Queryable, hash: Buffer): Promise<number | undefined> {
  const { rows } = await q.query<{ person_id: number }>(
    `select s.person_id from login_sessions s join persons p on p.id = s.person_id
     where s.hash = $1 and s.revoked_at is null and s.expires_at > clock_timestamp() and p.active`,
    [hash],
  );
  return rows[0]?.person_id;
}
