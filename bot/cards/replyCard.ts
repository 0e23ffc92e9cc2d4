import type { Contact } from '../../api/access/index.js';
import type { RoomMessage } from '../matrix/index.js';
import { cutText, type Whole } from './cutText.js';
import { markdown, person, series, words } from './document.js';
import { roomMessage } from './roomMessage.js';

export type Reply = {
  /** Markdown. */
  readonly text: string;
  /** Who is called. Those whom the text does not name by their Matrix id are named in front of it. */
  readonly called: readonly (Contact & { readonly matrixId: string })[];
  readonly most: number;
  readonly whole: Whole | undefined;
};

export function replyCard({ text, called, most, whole }: Reply): RoomMessage {
  const cut = cutText(text, most, whole);
  const unnamed = called.filter(({ matrixId }) => !cut.includes(matrixId));
  const lead = unnamed.length === 0 ? [] : words`${series(unnamed.map(person))}:`;
  return roomMessage([markdown(cut, { lead, people: called })], { mentions: called.map(({ matrixId }) => matrixId) });
}
