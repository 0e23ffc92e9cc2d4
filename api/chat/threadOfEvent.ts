import type { Queryable } from '../db/index.js';
import { threadById, type Thread } from '../rooms/index.js';

/**
 * The thread that a message belongs to: as its root, as a message of ours in it, or as one that somebody wrote there.
 * Clients without threads answer a message of a thread outside of it, so that the answered message is all one has.
 */
export async function threadOfEvent(q: Queryable, roomId: string, eventId: string): Promise<Thread | undefined> {
  const { rows } = await q.query<{ id: number }>(
    `select id from threads where room_id = $1 and (root_event_id = $2
       or id = (select thread_id from outbox where room_id = $1 and event_id = $2)
       or id = (select s.thread_id from ops_chat_messages m join ops_chat_sessions s on s.id = m.session_id where m.event_id = $2)
       or root_event_id = (select content -> 'm.relates_to' ->> 'event_id' from inbox_events
         where room_id = $1 and event_id = $2 and content -> 'm.relates_to' ->> 'rel_type' = 'm.thread'))
     order by id limit 1`,
    [roomId, eventId],
  );
  return rows[0] && threadById(q, rows[0].id);
}
