import type { Queryable } from '../db/index.js';

/** For whom the open turns of a session are. */
export async function openTurnsOf(q: Queryable, sessionId: number): Promise<(number | null)[]> {
  const { rows } = await q.query<{ person_id: number | null }>(
    `select person_id from ops_chat_turns where session_id = $1 and status in ('queued', 'running') and cancel_requested_at is null`,
    [sessionId],
  );
  return rows.map(({ person_id: personId }) => personId);
}

/** The conversation in this room in which this person waits for an answer, the latest one. */
export async function sessionOfOpenTurn(q: Queryable, personId: number, roomId: string): Promise<number | undefined> {
  const { rows } = await q.query<{ session_id: number }>(
    `select t.session_id from ops_chat_turns t join ops_chat_sessions s on s.id = t.session_id join threads th on th.id = s.thread_id
     where t.person_id = $1 and th.room_id = $2 and t.status in ('queued', 'running') and t.cancel_requested_at is null
     order by t.id desc limit 1`,
    [personId, roomId],
  );
  return rows[0]?.session_id;
}

/** Rooms where somebody waits for an answer at this moment: there the bot shows that it is typing. */
export async function roomsWithOpenTurns(q: Queryable): Promise<string[]> {
  const { rows } = await q.query<{ room_id: string }>(
    `select distinct th.room_id from ops_chat_turns t join ops_chat_sessions s on s.id = t.session_id join threads th on th.id = s.thread_id
     where t.status in ('queued', 'running')`,
  );
  return rows.map(({ room_id }) => room_id);
}
