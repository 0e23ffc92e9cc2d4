import type { Queryable } from '../../db/index.js';
import type { Room, RoomPurpose } from '../rows.js';
import { roomColumns } from './columns.js';

export async function roomById(q: Queryable, roomId: string): Promise<Room | undefined> {
  const { rows } = await q.query<Room>(`select ${roomColumns} from rooms where room_id = $1`, [roomId]);
  return rows[0];
}

/** The room with this purpose that the bot is in; the first one where there are several. */
export async function roomByPurpose(q: Queryable, purpose: RoomPurpose): Promise<Room | undefined> {
  const { rows } = await q.query<Room>(
    `select ${roomColumns} from rooms where purpose = $1 and membership = 'join' order by id limit 1`,
    [purpose],
  );
  return rows[0];
}

/** Which of these rooms the bot was in before now. */
export async function joinedRooms(q: Queryable, roomIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await q.query<{ room_id: string }>(
    `select room_id from rooms where membership = 'join' and room_id = any($1::text[])`,
    [roomIds],
  );
  return new Set(rows.map((row) => row.room_id));
}

export async function invitedRooms(q: Queryable): Promise<string[]> {
  const { rows } = await q.query<{ room_id: string }>(`select room_id from rooms where membership = 'invite'`);
  return rows.map((row) => row.room_id);
}
