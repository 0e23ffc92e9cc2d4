import type { Queryable } from '../../db/index.js';
import { afterFailure } from '../afterFailure.js';
import type { DeliveryFailure, OutboxRow } from '../rows.js';

/**
 * After a failed attempt: sets the time of the next one, or makes the row a dead letter. The row stays in `sending`, so that
 * a newer row with the same key can wait beside it and nothing of the room overtakes it. Undefined: no longer this sender's.
 */
export async function retryOutbox(
  q: Queryable,
  row: Pick<OutboxRow, 'id' | 'epoch' | 'attempts'>,
  failure: DeliveryFailure,
  random = Math.random(),
): Promise<'again' | 'dead' | undefined> {
  const next = afterFailure(row.attempts, failure, random);
  const { rowCount } = await q.query(
    `update outbox set status = case when $3::double precision is null then 'dead' else 'sending' end,
       not_before = clock_timestamp() + make_interval(secs => coalesce($3, 0) / 1000), last_error = $4
     where id = $1 and epoch = $2 and status = 'sending'`,
    [row.id, row.epoch, next.again ? next.afterMs : null, failure.message.slice(0, 2000)],
  );
  if (rowCount !== 1) return undefined;
  return next.again ? 'again' : 'dead';
}
