import type { Queryable } from '../../db/index.js';
import type { InboxEvent } from '../rows.js';

/** Ends an event with what became of it; false when another worker has claimed it meanwhile. Belongs into the effect's transaction. */
export async function finishInboxEvent(
  q: Queryable,
  event: Pick<InboxEvent, 'id' | 'attempts'>,
  outcome: string,
): Promise<boolean> {
  const { rowCount } = await q.query(
    `update inbox_events set status = 'done', outcome = $3, processed_at = clock_timestamp()
     where id = $1 and attempts = $2 and status in ('new', 'parked')`,
    [event.id, event.attempts, outcome],
  );
  return rowCount === 1;
}
