import type { Queryable } from '../../db/index.js';

/** Gives the account up, so that a standby need not wait for the lease to run out. */
export async function releaseAccount(
  q: Queryable,
  { userId, epoch }: { userId: string; epoch: number },
): Promise<void> {
  await q.query(
    `update matrix_accounts set holder = null, lease_until = null, updated_at = clock_timestamp() where user_id = $1 and epoch = $2`,
    [userId, epoch],
  );
}
