import type { Queryable } from '../../db/index.js';
import type { Member } from '../rows.js';

/** Who is in the room now, the bot included; nobody where the bot itself is not, since then nobody can know. */
export async function joinedMembers(q: Queryable, roomId: string): Promise<Member[]> {
  const { rows } = await q.query<Member>(
    `select user_id as "userId", display_name as "displayName" from room_members join rooms using (room_id)
     where room_id = $1 and room_members.membership = 'join' and rooms.membership = 'join' order by user_id`,
    [roomId],
  );
  return rows;
}

/** `join`, `leave`, `ban`, …; undefined when that user was never seen there, or when the bot is no longer in the room. */
export async function membershipOf(q: Queryable, roomId: string, userId: string): Promise<string | undefined> {
  const { rows } = await q.query<{ membership: string }>(
    `select room_members.membership from room_members join rooms using (room_id)
     where room_id = $1 and user_id = $2 and rooms.membership = 'join'`,
    [roomId, userId],
  );
  return rows[0]?.membership;
}
