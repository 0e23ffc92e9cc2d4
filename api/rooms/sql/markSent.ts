import { notify, transaction, type Database } from '../../db/index.js';
import type { OutboxRow } from '../rows.js';

/**
 * Records that a row was sent as `eventId` (undefined: the homeserver had the same reaction already and names no event).
 * Reactions that were parked because their message was not known yet come back. False: the row is no longer this sender's.
 */
export async function markSent(
  db: Database,
  row: Pick<OutboxRow, 'id' | 'epoch' | 'roomId'>,
  eventId: string | undefined,
): Promise<boolean> {
  return transaction(db, async (connection) => {
    // See parkInboxEvent: a reaction that is being parked at this moment is woken by one of the two.
    if (eventId !== undefined) await connection.query('select pg_advisory_xact_lock(hashtext($1))', [eventId]);
    const { rowCount } = await connection.query(
      `update outbox set status = 'sent', event_id = $3, sent_at = clock_timestamp(), last_error = null
       where id = $1 and epoch = $2 and status = 'sending'`,
      [row.id, row.epoch, eventId ?? null],
    );
    if (rowCount !== 1) return false;
    if (eventId === undefined) return true;
    const woken = await connection.query(
      `update inbox_events set not_before = clock_timestamp()
       where status = 'parked' and room_id = $1 and content->'m.relates_to'->>'event_id' = $2`,
      [row.roomId, eventId],
    );
    if (woken.rowCount !== 0) await notify(connection, 'inbox');
    return true;
  });
}
