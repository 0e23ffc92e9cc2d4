import { z } from 'zod';
import type { Words } from './defineCommand.js';

const words: z.ZodType<Words, Words> = z.object({ text: z.string(), ticketId: z.number().optional() }) as z.ZodType<
  Words,
  Words
>;

/** `12`, `#12` and the words after it. */
function numbered(text: string): { id: number | undefined; rest: string } {
  const [whole, digits] = /^#?(\d{1,9})(?=\s|$)/.exec(text) ?? [];
  return { id: digits === undefined ? undefined : Number(digits), rest: text.slice(whole?.length ?? 0).trim() };
}

/** A ticket by its number, or the one of the thread, and the words after it. */
export const ticketAndText = words.transform(({ text, ticketId }, context) => {
  const { id, rest } = numbered(text);
  const ticket = id ?? ticketId;
  if (ticket === undefined) {
    context.addIssue({ code: 'custom', message: 'Say which ticket, or write it in the thread of one.' });
    return z.NEVER;
  }
  return { ticketId: ticket, text: rest };
});

export const ticketAndWords = (missing: string) =>
  ticketAndText.refine(({ text }) => text !== '', { message: missing });

/** A change by its number, and the words after it. */
export const changeAndText = words.transform(({ text }, context) => {
  const { id, rest } = numbered(text);
  if (id === undefined) {
    context.addIssue({ code: 'custom', message: 'Say which change: its number stands on the card.' });
    return z.NEVER;
  }
  return { changeId: id, text: rest };
});

/** A code as it is shown, with or without its dash and in any case. */
export const linkCode = words.transform(({ text }, context) => {
  const said = text.split(/\s+/)[0] ?? '';
  if (/^[A-Za-z0-9-]{4,20}$/.test(said)) return { code: said };
  context.addIssue({ code: 'custom', message: 'Write the code that you were given.' });
  return z.NEVER;
});

export const nothing = words.transform(() => ({}));
