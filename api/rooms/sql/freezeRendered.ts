import type { Queryable } from '../../db/index.js';
import type { OutboxRow, Rendered } from '../rows.js';
import { storableJson } from '../storableJson.js';

/** Keeps what is about to be sent, before the first attempt; false when the row is no longer this sender's. */
export async function freezeRendered(
  q: Queryable,
  row: Pick<OutboxRow, 'id' | 'epoch'>,
  rendered: Rendered,
): Promise<boolean> {
  const { rowCount } = await q.query(
    `update outbox set rendered = jsonb_build_object('event', $3::jsonb, 'frozen_at', clock_timestamp(), 'epoch', epoch)
     where id = $1 and epoch = $2 and status = 'sending' and rendered is null`,
    [row.id, row.epoch, JSON.stringify(storableJson(rendered))],
  );
  return rowCount === 1;
}
