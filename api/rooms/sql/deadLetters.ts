import { notify, type Queryable } from '../../db/index.js';
import type { OutboxRow } from '../rows.js';
import { outboxColumns } from './columns.js';

/** What could not be said, newest first: for an operator to see. */
export async function deadLetters(q: Queryable, limit = 100): Promise<OutboxRow[]> {
  const { rows } = await q.query<OutboxRow>(
    `select ${outboxColumns} from outbox where status = 'dead' order by id desc limit $1`,
    [limit],
  );
  return rows;
}

/** Gives a dead letter another chance, after the operator has mended what was wrong; false when it is not dead. */
export async function reviveDeadLetter(q: Queryable, id: number): Promise<boolean> {
  const { rowCount } = await q.query(
    `update outbox set status = 'sending', attempts = 0, not_before = clock_timestamp() where id = $1 and status = 'dead'`,
    [id],
  );
  if (rowCount === 1) await notify(q, 'outbox');
  return rowCount === 1;
}
