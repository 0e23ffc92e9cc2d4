import type { Queryable } from '../../db/index.js';
import type { InboxEvent } from '../rows.js';
import { inboxColumns } from './columns.js';

/** An event that came in through the sync, whatever became of it. */
export async function receivedEvent(q: Queryable, roomId: string, eventId: string): Promise<InboxEvent | undefined> {
  const { rows } = await q.query<InboxEvent>(
    `select ${inboxColumns} from inbox_events where room_id = $1 and event_id = $2`,
    [roomId, eventId],
  );
  return rows[0];
}

/** When this user came into the room to stay, in the homeserver's milliseconds; undefined where that is not known. */
export async function arrivedAt(q: Queryable, roomId: string, userId: string): Promise<number | undefined> {
  // A change of the display name is a join as well: what counts is the first one since the last time it was gone.
  const { rows } = await q.query<{ at: number | null }>(
    `select min(origin_server_ts) as at from inbox_events
     where room_id = $1 and type = 'm.room.member' and state_key = $2 and content ->> 'membership' = 'join'
       and origin_server_ts > coalesce((select max(origin_server_ts) from inbox_events where room_id = $1 and type = 'm.room.member'
         and state_key = $2 and content ->> 'membership' in ('leave', 'ban')), 0)`,
    [roomId, userId],
  );
  return rows[0]?.at ?? undefined;
}
