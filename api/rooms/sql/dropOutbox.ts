import type { Queryable } from '../../db/index.js';
import type { OutboxRow } from '../rows.js';

/** Ends a row that needs no saying any more, or (`dead`) one that can not be said; false when it is no longer this sender's. */
export async function dropOutbox(
  q: Queryable,
  row: Pick<OutboxRow, 'id' | 'epoch'>,
  end: { status: 'dropped' | 'dead'; reason: string },
): Promise<boolean> {
  const { rowCount } = await q.query(
    `update outbox set status = $3, last_error = $4 where id = $1 and epoch = $2 and status = 'sending'`,
    [row.id, row.epoch, end.status, end.reason.slice(0, 2000)],
  );
  return rowCount === 1;
}
