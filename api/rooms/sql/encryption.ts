import type { Queryable } from '../../db/index.js';
import type { Room } from '../rows.js';
import { roomColumns } from './columns.js';

/** Writes down what a lookup said; true is never taken back. Returns what holds now. */
export async function recordEncryption(q: Queryable, roomId: string, encrypted: boolean): Promise<boolean | null> {
  const { rows } = await q.query<{ encrypted: boolean | null }>(
    `update rooms set encrypted = coalesce(encrypted, false) or $2 where room_id = $1 returning encrypted`,
    [roomId, encrypted],
  );
  return rows[0]?.encrypted ?? null;
}

/** Encrypted rooms whose people have not been told yet that the bot can not read them. */
export async function roomsToTellUnreadable(q: Queryable): Promise<Room[]> {
  const { rows } = await q.query<Room>(
    `select ${roomColumns} from rooms where encrypted and membership = 'join' and encryption_notice_at is null order by id`,
  );
  return rows;
}

export async function toldUnreadable(q: Queryable, roomId: string): Promise<void> {
  await q.query(
    `update rooms set encryption_notice_at = clock_timestamp() where room_id = $1 and encryption_notice_at is null`,
    [roomId],
  );
}
