import type { SayableNote } from '../../api/tickets/index.js';
import type { RoomMessage } from '../matrix/index.js';
import { cutText, type Whole } from './cutText.js';
import { markdown, strong, words } from './document.js';
import { roomMessage } from './roomMessage.js';
import { oneLine } from './visibleText.js';

/** Notes that the platform writes about what somebody did: they name who it was themselves. */
const inOwnWords = new Set(['executor', 'ticket-assignment', 'ticket-status', 'approval-gate']);

function speaker({ source, author }: SayableNote, person: string | null): string | undefined {
  if (inOwnWords.has(source)) return undefined;
  const agent = /^agent-(\d+)$/.exec(author)?.[1];
  return agent === undefined ? (person ?? author) : `Agent ${agent}`;
}

export type SaidNote = {
  /** Never an internal one: such a note does not have this type. */
  readonly note: SayableNote;
  /** The display name of the person who wrote it. */
  readonly person: string | null;
  readonly most: number;
  readonly whole: Whole;
};

/** A note of a ticket, with who says it. */
export function noteCard({ note, person, most, whole }: SaidNote): RoomMessage {
  const who = speaker(note, person);
  const lead = who === undefined ? [] : words`${strong(`${oneLine(who, 80)}:`)}`;
  return roomMessage([markdown(cutText(note.body, most, whole), { lead })]);
}
