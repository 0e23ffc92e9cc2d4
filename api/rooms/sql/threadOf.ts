import type { Queryable } from '../../db/index.js';
import type { Thread, ThreadKind } from '../rows.js';
import { threadColumns } from './columns.js';

/** The thread on this message, made if there is none. A chat's thread becomes a ticket's when one is filed; no other kind changes. */
export async function threadOf(q: Queryable, roomId: string, rootEventId: string, kind: ThreadKind): Promise<number> {
  const { rows } = await q.query<{ id: number }>(
    `insert into threads (kind, room_id, root_event_id) values ($3, $1, $2)
     on conflict (room_id, root_event_id) do update
       set kind = case when threads.kind = 'chat' then excluded.kind else threads.kind end
     returning id`,
    [roomId, rootEventId, kind],
  );
  const row = rows[0];
  if (!row) throw new Error(`no thread for ${rootEventId}`);
  return row.id;
}

export async function threadByRoot(q: Queryable, roomId: string, rootEventId: string): Promise<Thread | undefined> {
  const { rows } = await q.query<Thread>(
    `select ${threadColumns} from threads where room_id = $1 and root_event_id = $2`,
    [roomId, rootEventId],
  );
  return rows[0];
}

export async function threadById(q: Queryable, id: number): Promise<Thread | undefined> {
  const { rows } = await q.query<Thread>(`select ${threadColumns} from threads where id = $1`, [id]);
  return rows[0];
}
