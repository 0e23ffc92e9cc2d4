import { createHash } from 'node:crypto';

export type RoomMessage = {
  msgtype: 'm.text' | 'm.notice';
  body: string;
  formatted_body: string;
  /** Matrix ids that this message notifies. */
  mentions: string[];
};

/** Where a message stands: on the top level, in the thread on `root`, or in place of the event that it edits. */
export type Place = { root?: string; edits?: string };

/** The name of the field that carries the outbox row's id: how a message is found again when its answer was lost. */
export const deliveryField = 'org.opsroom.delivery';

/** Bytes of text and HTML together. An event may have 65,536, and an edit holds its text twice. */
const mostBytes = 28_000;

const bytes = (text: string): number => Buffer.byteLength(text);

/** The first `limit` bytes of a text, at a character's border. */
function firstBytes(text: string, limit: number): string {
  return Buffer.from(text)
    .subarray(0, limit)
    .toString('utf8')
    .replace(/\uFFFD+$/, '');
}

/** A message that fits into an event: without its HTML when both are too long, then cut with a sentence that says so. */
function fitting(message: RoomMessage): { body: string; formatted?: string } {
  const { body, formatted_body: formatted } = message;
  if (bytes(body) + bytes(formatted) <= mostBytes) return { body, ...(formatted !== '' && { formatted }) };
  if (bytes(body) <= mostBytes) return { body };
  const digest = createHash('sha256').update(body).digest('hex').slice(0, 12);
  return { body: `${firstBytes(body, mostBytes)}\n\n[cut: ${bytes(body)} bytes in all, sha256 ${digest}…]` };
}

/** The content of an `m.room.message`: relations, mentions and the delivery id are ours, the SDK's helpers lose them. */
export function messageContent(message: RoomMessage, place: Place, deliveryId: number): Record<string, unknown> {
  const { body, formatted } = fitting(message);
  const text = {
    msgtype: message.msgtype,
    body,
    ...(formatted !== undefined && { format: 'org.matrix.custom.html', formatted_body: formatted }),
    'm.mentions': message.mentions.length > 0 ? { user_ids: [...new Set(message.mentions)] } : {},
  };
  if (place.edits !== undefined) {
    return {
      ...text,
      body: `* ${body}`,
      ...(formatted !== undefined && { formatted_body: `* ${formatted}` }),
      // An edit notifies nobody: whoever is named in it was named in the original.
      'm.mentions': {},
      'm.new_content': text,
      'm.relates_to': { rel_type: 'm.replace', event_id: place.edits },
      [deliveryField]: deliveryId,
    };
  }
  return {
    ...text,
    ...(place.root !== undefined && {
      'm.relates_to': {
        rel_type: 'm.thread',
        event_id: place.root,
        is_falling_back: true,
        'm.in_reply_to': { event_id: place.root },
      },
    }),
    [deliveryField]: deliveryId,
  };
}

export function reactionContent(target: string, key: string, deliveryId: number): Record<string, unknown> {
  return { 'm.relates_to': { rel_type: 'm.annotation', event_id: target, key }, [deliveryField]: deliveryId };
}
