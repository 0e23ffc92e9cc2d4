import type { Queryable } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';

/**
 * Whether one of the caller's groups works the tickets of all groups. Asked before a list: as a part of its condition it
 * would keep the database from the indexes that the other parts have. Undefined where the view is not by groups at all.
 */
export async function worksEveryTicket(q: Queryable, { view }: Caller): Promise<boolean | undefined> {
  if (view.tickets.has('all') || !view.tickets.has('scoped')) return undefined;
  const { rowCount } = await q.query(
    'select from groups where name = any($1) and works_every_ticket and enabled limit 1',
    [view.groups],
  );
  return rowCount !== 0;
}
