import type { Logger } from 'pino';
import { z } from 'zod';
import type { Secret } from '../../config/secret.js';
import { signIn, signOut, type Session } from './accounts.js';
import { expectOk, request, saidBy, type Call } from './request.js';

export type IntakeRoom = {
  url: string;
  bot: Session;
  /** Full alias, `#ops:server`. */
  alias: string;
  /** Room id of an earlier start, for the case that somebody has removed the alias. */
  formerRoomId?: string;
  people: readonly { userId: string; moderator: boolean }[];
};

/** Without a password, as on a homeserver that is not ours, somebody is invited and joins by themselves. */
export type Member = { userId: string; password?: Secret };

const roomAnswer = z.object({ room_id: z.string() });
const joinedRooms = z.object({ joined_rooms: z.array(z.string()) });
const members = z.object({
  chunk: z.array(z.object({ state_key: z.string(), content: z.object({ membership: z.string() }) })),
});
const nothing = z.object({});

const roomName = 'Operations';
const topic =
  'Write what is wrong or what you need, in your own words, as a new message. The answer comes in a thread on it. !help shows more.';

/**
 * The room in which people write: found by its alias, else the room of an earlier start (its alias is given back), else
 * made: private, invite-only, not encrypted. Name, topic and rights of a found room stay as people have set them.
 */
export async function ensureIntakeRoom(room: IntakeRoom): Promise<string> {
  const { url, alias, bot, formerRoomId } = room;
  const as = <T>(call: Omit<Call, 'token'>, schema: z.ZodType<T>) =>
    request(url, { ...call, token: bot.accessToken }, schema);
  const aliasPath = `/_matrix/client/v3/directory/room/${encodeURIComponent(alias)}`;
  const found = await as({ method: 'GET', path: aliasPath }, roomAnswer);
  if (found.kind === 'unreachable' || (found.kind === 'refused' && found.status !== 404)) {
    throw new Error(`Looking for the room ${alias} failed: ${saidBy(found)}`);
  }
  const { joined_rooms: joined } = expectOk(
    await as({ method: 'GET', path: '/_matrix/client/v3/joined_rooms' }, joinedRooms),
    'Listing the rooms of the bot',
  );
  if (found.kind === 'ok') {
    const id = found.value.room_id;
    if (!joined.includes(id)) {
      const path = `/_matrix/client/v3/join/${encodeURIComponent(id)}`;
      expectOk(await as({ method: 'POST', path, body: {} }, roomAnswer), `Joining ${alias} (invite ${bot.userId})`);
    }
    return id;
  }
  if (formerRoomId !== undefined && joined.includes(formerRoomId)) {
    const body = { room_id: formerRoomId };
    expectOk(await as({ method: 'PUT', path: aliasPath, body }, nothing), `Giving the room its alias ${alias}`);
    return formerRoomId;
  }
  const body = {
    preset: 'private_chat',
    visibility: 'private',
    name: roomName,
    topic,
    room_alias_name: alias.slice(1).split(':')[0],
    initial_state: [{ type: 'm.room.guest_access', state_key: '', content: { guest_access: 'forbidden' } }],
    power_level_content_override: {
      users: Object.fromEntries(room.people.filter((one) => one.moderator).map(({ userId }) => [userId, 50])),
    },
  };
  return expectOk(
    await as({ method: 'POST', path: '/_matrix/client/v3/createRoom', body }, roomAnswer),
    `Making the room ${alias}`,
  ).room_id;
}

/**
 * Invites who has never been in the room and takes the invitation for them, so that they are in it when they first open
 * a client. Who has left or was removed stays out: that was somebody's decision. Returns who joined.
 */
export async function bringIn(
  url: string,
  { bot, roomId, people, logger }: { bot: Session; roomId: string; people: readonly Member[]; logger: Logger },
): Promise<string[]> {
  const inRoom = `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}`;
  const { chunk } = expectOk(
    await request(url, { method: 'GET', path: `${inRoom}/members`, token: bot.accessToken }, members),
    'Listing the people of the room',
  );
  const membership = new Map(chunk.map(({ state_key: userId, content }) => [userId, content.membership]));
  const joined: string[] = [];
  await Promise.all(
    people.map(async ({ userId, password }) => {
      const now = membership.get(userId);
      if (now !== undefined && now !== 'invite') return;
      if (now === undefined) {
        const call: Call = {
          method: 'POST',
          path: `${inRoom}/invite`,
          token: bot.accessToken,
          body: { user_id: userId },
        };
        expectOk(await request(url, call, nothing), `Inviting ${userId}`);
      }
      if (password === undefined) return;
      const session = await signIn(url, { user: userId, password, device: 'Opsroom, joining' });
      if (session.kind !== 'ok') {
        // Their password was changed: the invitation waits for them.
        logger.info({ userId, reason: saidBy(session) }, 'invited; they join by themselves');
        return;
      }
      const token = session.value.accessToken;
      const path = `/_matrix/client/v3/join/${encodeURIComponent(roomId)}`;
      const answer = await request(url, { method: 'POST', path, token, body: {} }, roomAnswer);
      await signOut(url, token);
      expectOk(answer, `Joining the room as ${userId}`);
      joined.push(userId);
    }),
  );
  return joined;
}
