import { htmlToText } from '../htmlText.js';
import type { Outcome, OutgoingNote, Place } from '../port.js';
import { isUnknownAttribute, type CallItop } from './client.js';
import { fieldOf } from './look.js';

/** The log that the caller reads. Nothing of ours ever goes into the private one, and nothing internal goes out at all. */
const publicLog = 'public_log';

/** Whether an entry with this stamp stands there; a try of which nobody knows the end may have written it. */
async function standsThere(
  call: CallItop,
  place: Place,
  stamp: string,
  signal: AbortSignal,
): Promise<Outcome<boolean>> {
  const log = await fieldOf(call, place.ticketClass, place.ref, publicLog, signal);
  if (log.kind !== 'done') return log;
  const entries: unknown = typeof log.value === 'object' && log.value !== null ? Reflect.get(log.value, 'entries') : [];
  const found = (Array.isArray(entries) ? entries : []).some((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) return false;
    const { message, message_html: html } = entry as Record<string, unknown>;
    return [message, html].some((text) => typeof text === 'string' && htmlToText(text).startsWith(stamp));
  });
  return { kind: 'done', value: found };
}

/** Adds an entry to the public log; one that is there already is not added again. */
export async function addNoteThere(
  call: CallItop,
  place: Place,
  { stamp, text }: OutgoingNote,
  again: boolean,
  signal: AbortSignal,
): Promise<Outcome<null>> {
  if (again) {
    const there = await standsThere(call, place, stamp, signal);
    if (isUnknownAttribute(there)) return { kind: 'not_supported' };
    if (there.kind !== 'done') return there;
    if (there.value) return { kind: 'done', value: null };
  }
  const answer = await call(
    {
      operation: 'core/update',
      class: place.ticketClass,
      key: Number(place.ref),
      comment: 'Opsroom',
      output_fields: 'id',
      fields: { [publicLog]: { add_item: { message: text, format: 'text' } } },
    },
    signal,
  );
  // iTop's changes have no log that their caller reads.
  if (isUnknownAttribute(answer)) return { kind: 'not_supported' };
  return answer.kind === 'done' ? { kind: 'done', value: null } : answer;
}
