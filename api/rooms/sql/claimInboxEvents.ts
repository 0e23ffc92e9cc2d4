import type { Queryable } from '../../db/index.js';
import type { InboxEvent } from '../rows.js';
import { inboxColumns } from './columns.js';

/**
 * Claims events that are due, oldest first: at most one new one of each room, so that a room is worked through in order,
 * and parked ones whose time has come. A claimed event is invisible for `seconds`; after that its worker is taken for dead.
 */
export async function claimInboxEvents(
  q: Queryable,
  { limit, seconds }: { limit: number; seconds: number },
): Promise<InboxEvent[]> {
  const { rows } = await q.query<InboxEvent>(
    `update inbox_events set attempts = attempts + 1, not_before = clock_timestamp() + make_interval(secs => $2)
     where id in (
       select id from inbox_events as event
       where event.not_before <= clock_timestamp()
         and (event.status = 'parked' or (event.status = 'new' and not exists (
           select from inbox_events as earlier
           where earlier.status = 'new' and earlier.room_id = event.room_id and earlier.id < event.id)))
       order by id limit $1 for update skip locked)
     returning ${inboxColumns}`,
    [limit, seconds],
  );
  return rows.sort((a, b) => a.id - b.id);
}
