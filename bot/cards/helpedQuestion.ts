import type { Contact } from '../../api/access/index.js';
import type { Ticket } from '../../api/tickets/index.js';
import type { RoomMessage } from '../matrix/index.js';
import { cutText, type Whole } from './cutText.js';
import { lines, markdown, person, strong, words } from './document.js';
import { roomMessage } from './roomMessage.js';
import { statusInWords } from './statusInWords.js';
import { oneLine } from './visibleText.js';

export type EndedTicket = {
  readonly ticket: Ticket;
  readonly requester: Contact;
  readonly most: number;
  readonly whole: Whole;
};

/** Tells the requester how it ended, with the whole resolution, and asks whether it helped. */
export function helpedQuestion({ ticket, requester, most, whole }: EndedTicket): RoomMessage {
  const ended = statusInWords(ticket.status).toLowerCase();
  const resolution = ticket.resolution?.trim() ?? '';
  const blocks = [
    lines(words`${person(requester)}: ticket #${ticket.id} “${oneLine(ticket.title, 240)}” is ${strong(ended)}.`),
    ...(resolution === '' ? [] : [markdown(cutText(resolution, most, whole))]),
    lines(words`Did it help? Tap ✅ if it did, ❌ if it did not.`),
  ];
  return roomMessage(blocks, { mentions: requester.matrixId === null ? [] : [requester.matrixId] });
}
