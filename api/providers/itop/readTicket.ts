import { htmlToText } from '../htmlText.js';
import type { Contact, Incoming, LogEntry } from '../port.js';
import { itopUrl } from '../externalUrl.js';
import type { ItopObject, ItopSettings } from './client.js';
import { logFields, priorityOf } from './fields.js';

/** Characters of one entry that become a note; contract 25.1. */
const longestEntry = 4_000;
/** Entries of one log that are looked at, the newest: a ticket of ten years is not a thousand notes. */
const mostEntries = 100;
/** Characters of one field that stay in the payload. */
const longestField = 2_000;

type Fields = Readonly<Record<string, unknown>>;

function textOf(fields: Fields, name: string): string | null {
  const value = fields[name];
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return text === '' ? null : text;
}

function numberOf(fields: Fields, name: string): number | null {
  const value = Number(textOf(fields, name) ?? Number.NaN);
  return Number.isSafeInteger(value) && Math.abs(value) < 1_000_000 ? value : null;
}

function entriesOf(value: unknown): Fields[] {
  const entries: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'entries') : undefined;
  if (!Array.isArray(entries)) return [];
  return entries.filter((entry): entry is Fields => typeof entry === 'object' && entry !== null);
}

/**
 * iTop names who wrote an entry by the friendly name of their person, and by their login where they have none, which often is
 * their address.
 */
function isBy(author: string, { name, email }: Contact): boolean {
  const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').trim().toLowerCase();
  return plain(author) !== '' && [name, email].some((known) => known !== null && plain(known) === plain(author));
}

/** What people wrote, oldest first; iTop gives text, HTML or both for an entry. */
function logOf(fields: Fields, caller: Contact | null): LogEntry[] {
  return logFields.flatMap(({ field, audience }) =>
    entriesOf(fields[field])
      .slice(-mostEntries)
      .flatMap((entry): LogEntry[] => {
        const html = textOf(entry, 'message_html');
        const text = (textOf(entry, 'message') ?? (html === null ? '' : htmlToText(html))).slice(0, longestEntry);
        if (text.trim() === '') return [];
        const author = textOf(entry, 'user_login') ?? '';
        const byRequester =
          audience === 'user' && (field === 'caller_log' || (caller !== null && isBy(author, caller)));
        return [{ field, audience, date: textOf(entry, 'date') ?? '', author, text, byRequester }];
      }),
  );
}

/** The object without its logs and lists: those are notes here, and of any length. */
function payloadOf({ key, itopClass, fields }: ItopObject): Readonly<Record<string, unknown>> {
  const plain = Object.entries(fields).flatMap(([name, value]): [string, unknown][] => {
    if (typeof value === 'string') return [[name, value.slice(0, longestField)]];
    return value === null || typeof value === 'number' || typeof value === 'boolean' ? [[name, value]] : [];
  });
  return {
    key,
    class: itopClass,
    code: 0,
    friendlyname: textOf(fields, 'friendlyname'),
    fields: Object.fromEntries(plain),
  };
}

/**
 * A ticket of iTop in our words; contract 25.1, "Inbound mapping". `callerId` is the person in whose name we make tickets of
 * people whom iTop does not know: what that person writes is nobody's answer.
 */
export function readTicket(
  object: ItopObject,
  { webBase, callerId }: Pick<ItopSettings, 'webBase' | 'callerId'>,
): Incoming {
  const { fields, key, itopClass } = object;
  const requester: Contact = {
    name:
      textOf(fields, 'caller_friendlyname') ??
      textOf(fields, 'caller_id_friendlyname') ??
      textOf(fields, 'caller_name'),
    email: textOf(fields, 'caller_email'),
  };
  const standsIn = callerId !== null && textOf(fields, 'caller_id') === String(callerId);
  return {
    ticketClass: itopClass,
    ref: key,
    title: textOf(fields, 'title') ?? '',
    description: htmlToText(textOf(fields, 'description') ?? ''),
    status: textOf(fields, 'status') ?? 'new',
    priority: priorityOf(textOf(fields, 'priority')),
    impact: numberOf(fields, 'impact'),
    urgency: numberOf(fields, 'urgency'),
    assignee: textOf(fields, 'assignee_name') ?? textOf(fields, 'agent_name'),
    team: textOf(fields, 'team_name'),
    requester,
    solution: textOf(fields, 'solution') === null ? null : htmlToText(textOf(fields, 'solution') ?? ''),
    url: itopUrl(webBase, itopClass, key),
    log: logOf(fields, standsIn ? null : requester),
    payload: payloadOf(object),
  };
}
