import type { Queryable } from '../../db/index.js';
import type { OutboxRow } from '../rows.js';
import { outboxColumns } from './columns.js';

/**
 * The row that we sent as this event: the mapping that makes a reaction a vote (GATES.md, "What counts as a vote", 1).
 * Written from our own send response only; edits are not found, because nobody votes on them.
 */
export async function findSent(q: Queryable, roomId: string, eventId: string): Promise<OutboxRow | undefined> {
  const { rows } = await q.query<OutboxRow>(
    `select ${outboxColumns} from outbox
     where room_id = $1 and event_id = $2 and status = 'sent' and not rendered->'event' ? 'edits'`,
    [roomId, eventId],
  );
  return rows[0];
}

/** The message that later rows with this key edit: the first one that was sent. */
export async function originalOf(q: Queryable, coalesceKey: string, roomId?: string): Promise<OutboxRow | undefined> {
  const { rows } = await q.query<OutboxRow>(
    `select ${outboxColumns} from outbox
     where coalesce_key = $1 and status = 'sent' and event_id is not null and ($2::text is null or room_id = $2)
     order by id limit 1`,
    [coalesceKey, roomId ?? null],
  );
  return rows[0];
}

export async function outboxRow(q: Queryable, id: number): Promise<OutboxRow | undefined> {
  const { rows } = await q.query<OutboxRow>(`select ${outboxColumns} from outbox where id = $1`, [id]);
  return rows[0];
}
