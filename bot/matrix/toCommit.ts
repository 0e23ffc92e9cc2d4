import type { IncomingEvent, MemberSeen, RoomSeen } from '../../api/rooms/index.js';
import type { RoomUpdate, SyncAnswer } from './readSync.js';
import { keptTypes } from './syncFilter.js';
import { textOf, type RoomEvent } from './wire.js';

const kept = new Set(keptTypes);

export type Batch = { events: IncomingEvent[]; rooms: RoomSeen[]; members: MemberSeen[] };

/** What a room's state events say about it; later ones win. `undefined` where nothing was said. */
function roomSeen(update: RoomUpdate): RoomSeen {
  const told = [...update.state, ...update.timeline].filter((event) => event.stateKey === '');
  const names = told.filter((event) => event.type === 'm.room.name').map((event) => textOf(event.content['name']));
  const name = names.at(-1);
  const encrypted = told.some((event) => event.type === 'm.room.encryption');
  // Only an answer that holds the room's creation tells all of its state, and makes "no encryption" a fact.
  const wholeState =
    update.state.some((event) => event.type === 'm.room.create') || update.timeline[0]?.type === 'm.room.create';
  return {
    roomId: update.roomId,
    membership: update.membership,
    ...(name !== undefined && name !== '' && { name }),
    ...(encrypted ? { encrypted } : wholeState && update.membership === 'join' && { encrypted: false }),
  };
}

function membersSeen(update: RoomUpdate): MemberSeen[] {
  return [...update.state, ...update.timeline].flatMap((event) => {
    const membership = textOf(event.content['membership']);
    if (event.type !== 'm.room.member' || event.stateKey === undefined || membership === undefined) return [];
    const displayName = textOf(event.content['displayname']) ?? null;
    return [{ roomId: update.roomId, userId: event.stateKey, membership, displayName }];
  });
}

/** The place from which on a timeline was said to the bot: its invitation, or its arrival where that is not shown. -1: it was there. */
function arrival(userId: string, timeline: readonly RoomEvent[]): number {
  const own = timeline.map((event) => event.type === 'm.room.member' && event.stateKey === userId);
  const became = (place: number, membership: string): boolean =>
    own[place] === true && timeline[place]?.content['membership'] === membership;
  const joined = timeline.findLastIndex((event, place) => became(place, 'join') && event.previousMembership !== 'join');
  const before = joined < 0 ? -1 : own.lastIndexOf(true, joined - 1);
  return joined > 0 && before >= 0 && became(before, 'invite') ? before : joined;
}

/**
 * One sync answer and the gaps before its timelines as rows. `actFrom` (milliseconds since 1970) is the replay horizon:
 * what is older, closed a gap or was said before the bot came is `backfilled`.
 */
export function toCommit(
  userId: string,
  answer: SyncAnswer,
  gaps: ReadonlyMap<string, readonly RoomEvent[]>,
  actFrom: number,
): Batch {
  const events = answer.rooms.flatMap((update) => {
    const row = (event: RoomEvent, backfilled: boolean): IncomingEvent => ({
      eventId: event.eventId,
      roomId: update.roomId,
      sender: event.sender,
      type: event.type,
      content: event.content,
      originServerTs: event.originServerTs,
      backfilled: backfilled || event.originServerTs < actFrom,
      ...(event.stateKey !== undefined && { stateKey: event.stateKey }),
    });
    const arrived = arrival(userId, update.timeline);
    return [
      ...(gaps.get(update.roomId) ?? []).map((event) => row(event, true)),
      ...update.timeline.map((event, place) => row(event, place < arrived)),
    ].filter((event) => kept.has(event.type));
  });
  const rooms = [
    ...answer.rooms.map(roomSeen),
    ...answer.invites.map(({ roomId, direct }): RoomSeen => ({ roomId, membership: 'invite', direct })),
  ];
  return { events, rooms, members: answer.rooms.flatMap(membersSeen) };
}
