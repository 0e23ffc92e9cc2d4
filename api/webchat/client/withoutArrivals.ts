import type { Entry, TileClassForEntry } from 'hydrogen-view-sdk';

/** An invitation, somebody who comes in, the room's first name. A change of name is none: who calls himself otherwise must be seen. */
function isArrival(entry: Entry): boolean {
  // First the type: what is no event, such as a gap, has no content either.
  if (entry.eventType === 'm.room.name') return entry.prevContent === undefined;
  if (entry.eventType !== 'm.room.member' || entry.prevContent?.['membership'] === 'join') return false;
  return ['invite', 'join'].includes(String(entry.content['membership']));
}

/** Leaves out how the room came to be and who was brought into it: a newcomer would read nothing else. */
export function withoutArrivals(tileClassForEntry: TileClassForEntry): TileClassForEntry {
  return (entry, options) => (isArrival(entry) ? undefined : tileClassForEntry(entry, options));
}
