import { notifying, type Queryable } from '../../db/index.js';
import type { Intent } from '../rows.js';
import { storableJson } from '../storableJson.js';

/**
 * Puts something to be said into the outbox; it is sent when the transaction of `q` has committed. Returns the row's id, or
 * undefined when it was said before (`onceKey`) or when a row with the same `coalesceKey` still waits: that one is rendered
 * when it is sent and will show what this transaction changed.
 */
export async function say(q: Queryable, intent: Intent): Promise<number | undefined> {
  const coalesceKey = intent.coalesceKey ?? null;
  const onceKey = intent.onceKey ?? null;
  for (;;) {
    const inserted = await q.query<{ id: number }>(
      `insert into outbox (room_id, thread_id, kind, payload, coalesce_key, once_key, ticket_id, change_id, turn_id, note_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing
       returning id, ${notifying('outbox')}`,
      [
        intent.roomId,
        intent.threadId ?? null,
        intent.kind,
        JSON.stringify(storableJson(intent.payload ?? {})),
        coalesceKey,
        onceKey,
        intent.ticketId ?? null,
        intent.changeId ?? null,
        intent.turnId ?? null,
        intent.noteId ?? null,
      ],
    );
    const row = inserted.rows[0];
    if (row) return row.id;
    if (onceKey !== null) {
      const said = await q.query('select from outbox where once_key = $1', [onceKey]);
      if (said.rowCount !== 0) return undefined;
    }
    // The lock keeps the sender from rendering the waiting row until this transaction has committed; without it, it could
    // be sent with the state of before and our change would never be shown. Gone in between: then a row of our own is due.
    const waiting = await q.query(`select from outbox where coalesce_key = $1 and status = 'pending' for update`, [
      coalesceKey,
    ]);
    if (waiting.rowCount !== 0) return undefined;
  }
}
