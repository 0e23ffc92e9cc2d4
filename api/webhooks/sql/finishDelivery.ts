import type { Queryable } from '../../db/index.js';
import type { Claimed } from './claimDelivery.js';

export type Attempt = { readonly status: number | null; readonly error: string | null };

/** The attempt is over: `delivered`, `dead`, or queued again in so many seconds. False when somebody else has it by now. */
export async function finishDelivery(
  q: Queryable,
  { id, attempt }: Claimed,
  { status, error }: Attempt,
  next: 'delivered' | 'dead' | number,
): Promise<boolean> {
  const again = typeof next === 'number';
  const { rowCount } = await q.query(
    `update webhook_deliveries set status = $3, last_status = $4, last_error = $5, lease_owner = null, lease_until = null,
       not_before = clock_timestamp() + make_interval(secs => $6), completed_at = case when $7 then null else clock_timestamp() end
     where id = $1 and attempt = $2 and status = 'running'`,
    [id, attempt, again ? 'queued' : next, status, error, again ? next : 0, again],
  );
  return rowCount === 1;
}

/** Nothing came of it because this process stops: it counts as no attempt, and anybody may go on at once. */
export async function returnDelivery(q: Queryable, { id, attempt }: Claimed): Promise<void> {
  await q.query(
    `update webhook_deliveries set status = 'queued', tries = tries - 1, lease_owner = null, lease_until = null
     where id = $1 and attempt = $2 and status = 'running'`,
    [id, attempt],
  );
}
