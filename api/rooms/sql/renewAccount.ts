import type { Queryable } from '../../db/index.js';

/** Extends the lease by `seconds` from now; false when another process has taken the account. */
export async function renewAccount(
  q: Queryable,
  { userId, epoch, seconds }: { userId: string; epoch: number; seconds: number },
): Promise<boolean> {
  const { rowCount } = await q.query(
    `update matrix_accounts set lease_until = clock_timestamp() + make_interval(secs => $3) where user_id = $1 and epoch = $2`,
    [userId, epoch, seconds],
  );
  return rowCount === 1;
}
