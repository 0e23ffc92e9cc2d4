/** Reading what a homeserver sends without believing its shape. */
export type Fields = Record<string, unknown>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});
export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** An event of a room, checked for what every event must have. */
export type RoomEvent = {
  eventId: string;
  sender: string;
  type: string;
  stateKey?: string;
  content: Fields;
  originServerTs: number;
  previousMembership?: string;
};

/**
 * Undefined for what is no event. Where a redaction names its target depends on the room version; homeservers write it at the
 * top level for every version, so that place wins, and it is found in `content.redacts` afterwards.
 */
export function readEvent(value: unknown): RoomEvent | undefined {
  const event = fieldsOf(value);
  const [eventId, sender, type] = [textOf(event['event_id']), textOf(event['sender']), textOf(event['type'])];
  if (eventId === undefined || sender === undefined || type === undefined) return undefined;
  const stateKey = textOf(event['state_key']);
  const time = event['origin_server_ts'];
  const unsigned = fieldsOf(event['unsigned']);
  const previous = fieldsOf(unsigned['prev_content'] ?? event['prev_content']);
  const previousMembership = textOf(previous['membership']);
  const content = { ...fieldsOf(event['content']) };
  if (type === 'm.room.redaction') {
    const redacts = textOf(event['redacts']) ?? textOf(content['redacts']);
    if (redacts === undefined) delete content['redacts'];
    else content['redacts'] = redacts;
  }
  return {
    eventId,
    sender,
    type,
    content,
    // No time at all counts as very old: a time can only make us stricter.
    originServerTs: typeof time === 'number' && Number.isSafeInteger(time) ? time : 0,
    ...(stateKey !== undefined && { stateKey }),
    ...(previousMembership !== undefined && { previousMembership }),
  };
}

export const readEvents = (value: unknown): RoomEvent[] =>
  listOf(value)
    .map(readEvent)
    .filter((event) => event !== undefined);
