import type { Queryable } from '../../db/index.js';

/**
 * Takes the account for `holder` when nobody holds it, when the holder's lease has run out, or when the holder is the one
 * that the caller knows to be gone. Raises the epoch: whoever held it before is fenced off from that statement on.
 * `seconds` is the length of the lease. Undefined: somebody else holds it.
 */
export async function takeAccount(
  q: Queryable,
  { userId, holder, seconds, gone }: { userId: string; holder: string; seconds: number; gone?: string },
): Promise<{ epoch: number } | undefined> {
  const { rows } = await q.query<{ epoch: number }>(
    `insert into matrix_accounts as account (user_id, epoch, holder, lease_until)
     values ($1, 1, $2, clock_timestamp() + make_interval(secs => $3))
     on conflict (user_id) do update set epoch = account.epoch + 1, holder = excluded.holder,
       lease_until = clock_timestamp() + make_interval(secs => $3), updated_at = clock_timestamp()
     where account.holder is null or account.lease_until is null or account.lease_until < clock_timestamp() or account.holder = $4
     returning epoch`,
    [userId, holder, seconds, gone ?? null],
  );
  return rows[0];
}

/** Who holds the account now, if anybody does. */
export async function accountHolder(q: Queryable, userId: string): Promise<string | undefined> {
  const { rows } = await q.query<{ holder: string | null }>('select holder from matrix_accounts where user_id = $1', [
    userId,
  ]);
  return rows[0]?.holder ?? undefined;
}
