import { deliveryField } from './messageContent.js';
import { fieldsOf, isFields, listOf, textOf, type Fields } from './wire.js';

/** What a person wrote, with what it points at. */
export type Message = {
  /** The words alone: without the quote that some clients put before a reply. */
  readonly body: string;
  readonly mentions: ReadonlySet<string>;
  /** The message whose thread it stands in. */
  readonly threadRoot: string | undefined;
  /** The message that it answers; not the one that a threaded message names only for clients without threads. */
  readonly replyTo: string | undefined;
  readonly kind: 'text' | 'file';
};

export type Read =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'edit'; readonly of: string; readonly body: string }
  /** Notices, and what no person writes. */
  | { readonly kind: 'nothing' };

const files = ['m.file', 'm.image', 'm.audio', 'm.video'];

/** Lines that quote the answered message; old clients, and Hydrogen, put them before the words. */
function withoutQuote(body: string): string {
  const lines = body.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('> '));
  return end <= 0 ? body : lines.slice(end).join('\n').trimStart();
}

/** Whom a message names: the list of clients that write one, else the pills in its text. A display name names nobody. */
function mentionsOf(content: Fields): ReadonlySet<string> {
  const list = content['m.mentions'];
  if (isFields(list)) return new Set(listOf(list['user_ids']).filter((id) => typeof id === 'string'));
  const html = textOf(content['formatted_body']) ?? '';
  const words = html.replace(/<mx-reply>.*?<\/mx-reply>/gs, '');
  const pills = [...words.matchAll(/href="https:\/\/matrix\.to\/#\/([^"?]+)"/g)].map(([, id]) => unescaped(id ?? ''));
  return new Set(pills.filter((id) => id.startsWith('@')));
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Reads an `m.room.message` as it came; nothing of its shape is believed. */
export function readMessage(content: Fields): Read {
  const relation = fieldsOf(content['m.relates_to']);
  const related = textOf(relation['event_id']);
  if (relation['rel_type'] === 'm.replace') {
    const body = textOf(fieldsOf(content['m.new_content'])['body']);
    return related === undefined || body === undefined ? { kind: 'nothing' } : { kind: 'edit', of: related, body };
  }
  const type = textOf(content['msgtype']) ?? '';
  const body = textOf(content['body']);
  if (body === undefined || !['m.text', 'm.emote', ...files].includes(type)) return { kind: 'nothing' };
  const threadRoot = relation['rel_type'] === 'm.thread' ? related : undefined;
  const answered = textOf(fieldsOf(relation['m.in_reply_to'])['event_id']);
  const replyTo = threadRoot !== undefined && relation['is_falling_back'] === true ? undefined : answered;
  return {
    kind: 'message',
    message: {
      body: (answered === undefined ? body : withoutQuote(body)).trim(),
      mentions: mentionsOf(content),
      threadRoot,
      replyTo,
      kind: files.includes(type) ? 'file' : 'text',
    },
  };
}

/** The message that a reaction was put on and the key that was tapped; undefined for anything that is no annotation. */
export function readReaction(content: Fields): { readonly target: string; readonly key: string } | undefined {
  const relation = fieldsOf(content['m.relates_to']);
  const [target, key] = [textOf(relation['event_id']), textOf(relation['key'])];
  if (relation['rel_type'] !== 'm.annotation' || target === undefined || key === undefined) return undefined;
  return { target, key };
}

/** What a redaction takes away; the sync has put it into the content, whatever the room's version. */
export function readRedaction(content: Fields): string | undefined {
  return textOf(content['redacts']);
}

/** The outbox row that our own event was made from: good to recognise it before its answer is recorded, never to trust it. */
export function deliveryOf(content: Fields): number | undefined {
  const id = content[deliveryField];
  return typeof id === 'number' ? id : undefined;
}
