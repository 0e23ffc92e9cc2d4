import type { Queryable } from '../../db/index.js';
import type { Room, RoomPurpose } from '../rows.js';
import { roomColumns } from './columns.js';

/** Says what a room is for. A room that the sync has not shown yet is noted with unknown encryption. */
export async function registerRoom(
  q: Queryable,
  { roomId, purpose, name }: { roomId: string; purpose: RoomPurpose; name?: string },
): Promise<Room> {
  const { rows } = await q.query<Room>(
    `insert into rooms (room_id, purpose, name) values ($1, $2, $3)
     on conflict (room_id) do update set purpose = excluded.purpose, name = coalesce(excluded.name, rooms.name)
     returning ${roomColumns}`,
    [roomId, purpose, name ?? null],
  );
  const row = rows[0];
  if (!row) throw new Error(`room ${roomId} was not stored`);
  return row;
}
