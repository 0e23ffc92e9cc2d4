import type { Queryable } from '../../db/index.js';

/** Ends an event that its sender took back before it was worked on, whoever holds it: what they do with it is undone then. */
export async function withdrawInboxEvent(q: Queryable, id: number, outcome: string): Promise<boolean> {
  const { rowCount } = await q.query(
    `update inbox_events set status = 'done', outcome = $2, processed_at = clock_timestamp()
     where id = $1 and status in ('new', 'parked')`,
    [id, outcome],
  );
  return rowCount === 1;
}
