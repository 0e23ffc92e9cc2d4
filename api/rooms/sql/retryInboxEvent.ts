import type { Queryable } from '../../db/index.js';
import type { InboxEvent } from '../rows.js';

/** Tries before an event is given up. With the pauses of 1, 2, 4, 8 and 16 s a broken event holds up its room for half a minute. */
const mostAttempts = 6;

/** Puts an event back for a later try, or marks it `failed` after the sixth; undefined when another worker has it by now. */
export async function retryInboxEvent(
  q: Queryable,
  event: Pick<InboxEvent, 'id' | 'attempts'>,
  reason: string,
): Promise<'again' | 'failed' | undefined> {
  const { rows } = await q.query<{ status: string }>(
    `update inbox_events set last_error = $3,
       status = case when attempts >= $4 then 'failed' else status end,
       processed_at = case when attempts >= $4 then clock_timestamp() end,
       not_before = clock_timestamp() + make_interval(secs => power(2, least(attempts, $4) - 1))
     where id = $1 and attempts = $2 and status in ('new', 'parked') returning status`,
    [event.id, event.attempts, reason.slice(0, 2000), mostAttempts],
  );
  const row = rows[0];
  return row && (row.status === 'failed' ? 'failed' : 'again');
}
