import { transaction, type Database } from '../../db/index.js';
import type { InboxEvent } from '../rows.js';

/**
 * Sets an event aside until `until`: a reaction whose message is not recorded yet. Later events of its room go on.
 * It comes back earlier when the message that it relates to is recorded as sent.
 */
export async function parkInboxEvent(
  db: Database,
  event: Pick<InboxEvent, 'id' | 'attempts'>,
  until: Date,
): Promise<boolean> {
  return transaction(db, async (connection) => {
    // Taken by whoever records that message as sent, too: of the two, the later one sees what the earlier one did. It is
    // not waited for, because the room would wait with it: then the event is looked at again in a moment.
    const { rows } = await connection.query<{ free: boolean }>(
      `select pg_try_advisory_xact_lock(hashtext(content->'m.relates_to'->>'event_id')) as free from inbox_events where id = $1`,
      [event.id],
    );
    // A sent row that landed between the lookup and this statement has already woken what was parked: so look once more.
    const { rowCount } = await connection.query(
      `update inbox_events as event set status = 'parked', not_before = case
         when exists (select from outbox where outbox.room_id = event.room_id
           and outbox.event_id = event.content->'m.relates_to'->>'event_id') then clock_timestamp()
         when $4 then $3 else clock_timestamp() + interval '250 milliseconds' end
       where id = $1 and attempts = $2 and status in ('new', 'parked')`,
      [event.id, event.attempts, until, rows[0]?.free ?? true],
    );
    return rowCount === 1;
  });
}
