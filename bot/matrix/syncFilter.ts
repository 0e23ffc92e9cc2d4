/** What is kept in the inbox. Anything else is not asked for, and not stored when it comes all the same. */
export const keptTypes: readonly string[] = [
  'm.room.message',
  'm.reaction',
  'm.room.redaction',
  'm.room.member',
  'm.room.encryption',
  'm.room.encrypted',
  'm.room.tombstone',
  'm.room.name',
  'm.room.canonical_alias',
];

/** `m.room.create` shows that a sync tells the whole state of a room, and so that a missing encryption event means something. */
const stateTypes = ['m.room.create', 'm.room.member', 'm.room.encryption', 'm.room.name', 'm.room.canonical_alias'];

/** Events of a timeline in one answer; Synapse gives no more than 100. What is above it is paged. */
const timelineLimit = 100;

/** Sent inline with every request: a stored filter that changes would start the sync anew. */
export const syncFilter = JSON.stringify({
  presence: { types: [] },
  account_data: { types: [] },
  room: {
    timeline: { limit: timelineLimit, types: [...keptTypes, 'm.room.create'] },
    state: { types: stateTypes, lazy_load_members: false },
    ephemeral: { types: [] },
    account_data: { types: [] },
  },
});

/** For pages of a room's past. */
export const pageFilter = JSON.stringify({ types: keptTypes });
