import { MatrixFailure } from './matrixFailure.js';
import { fieldsOf, isFields, listOf, readEvents, textOf, type RoomEvent } from './wire.js';

export type Invite = { roomId: string; inviter: string; direct: boolean };

export type RoomUpdate = {
  roomId: string;
  membership: 'join' | 'leave' | 'ban';
  state: RoomEvent[];
  timeline: RoomEvent[];
  /** The server left events out before the timeline; `prevBatch` is where to page back from. */
  limited: boolean;
  prevBatch?: string;
};

export type SyncAnswer = { nextBatch: string; rooms: RoomUpdate[]; invites: Invite[] };

function readInvite(userId: string, roomId: string, value: unknown): Invite | undefined {
  for (const event of listOf(fieldsOf(fieldsOf(value)['invite_state'])['events']).map(fieldsOf)) {
    if (event['type'] !== 'm.room.member' || event['state_key'] !== userId) continue;
    const content = fieldsOf(event['content']);
    const inviter = textOf(event['sender']);
    if (content['membership'] === 'invite' && inviter !== undefined) {
      return { roomId, inviter, direct: content['is_direct'] === true };
    }
  }
  return undefined;
}

function readRoom(userId: string, roomId: string, value: unknown, left: boolean): RoomUpdate {
  const room = fieldsOf(value);
  const timeline = fieldsOf(room['timeline']);
  const prevBatch = textOf(timeline['prev_batch']);
  const events = readEvents(timeline['events']);
  const banned = events.some(
    (event) => event.type === 'm.room.member' && event.stateKey === userId && event.content['membership'] === 'ban',
  );
  return {
    roomId,
    membership: left ? (banned ? 'ban' : 'leave') : 'join',
    state: readEvents(fieldsOf(room['state'])['events']),
    timeline: events,
    limited: timeline['limited'] === true,
    ...(prevBatch !== undefined && { prevBatch }),
  };
}

/** The answer of `/sync` for `userId`; throws MatrixFailure (`server`) when it is none, so that it is asked for again. */
export function readSync(userId: string, raw: unknown): SyncAnswer {
  const nextBatch = isFields(raw) ? textOf(raw['next_batch']) : undefined;
  if (!isFields(raw) || nextBatch === undefined) throw new MatrixFailure('server', 'a sync answer without a token');
  const rooms = fieldsOf(raw['rooms']);
  const entries = (section: string): [string, unknown][] => Object.entries(fieldsOf(rooms[section]));
  return {
    nextBatch,
    rooms: [
      ...entries('leave').map(([roomId, room]) => readRoom(userId, roomId, room, true)),
      ...entries('join').map(([roomId, room]) => readRoom(userId, roomId, room, false)),
    ],
    invites: entries('invite')
      .map(([roomId, room]) => readInvite(userId, roomId, room))
      .filter((invite) => invite !== undefined),
  };
}
