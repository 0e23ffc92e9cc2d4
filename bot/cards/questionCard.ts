import type { Contact } from '../../api/access/index.js';
import type { RoomMessage } from '../matrix/index.js';
import { lines, markdown, person, words, type Block } from './document.js';
import { cutText, type Whole } from './cutText.js';
import { roomMessage } from './roomMessage.js';
import { oneLine } from './visibleText.js';

export type AskedQuestion = {
  readonly question: string;
  readonly choices: readonly string[];
  /** The key of each choice: what a tap on it sends. */
  readonly keys: readonly string[];
  readonly asked: Contact | null;
  readonly most: number;
  readonly whole: Whole | undefined;
};

/** One question, with the answers that can be tapped. */
export function questionCard({ question, choices, keys, asked, most, whole }: AskedQuestion): RoomMessage {
  const lead = asked === null ? [] : words`${person(asked)}:`;
  const offered = choices.slice(0, keys.length);
  const answers: Block[] =
    offered.length === 0
      ? [lines(['Write your answer here, in this thread.'])]
      : [
          lines(...offered.map((choice, place) => words`${keys[place] ?? ''} ${oneLine(choice)}`)),
          lines(['Tap a number, or write your answer here.']),
        ];
  const blocks = [markdown(cutText(question, most, whole), { lead }), ...answers];
  return roomMessage(blocks, { mentions: asked?.matrixId === null || asked === null ? [] : [asked.matrixId] });
}
