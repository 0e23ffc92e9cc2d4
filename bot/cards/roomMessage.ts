import type { RoomMessage } from '../matrix/index.js';
import type { Block } from './document.js';
import { toHtml } from './toHtml.js';
import { toPlain } from './toPlain.js';

/** Only who is in `mentions` is notified: names and "@room" in the text notify nobody. */
export function roomMessage(
  blocks: readonly Block[],
  { mentions = [], msgtype = 'm.text' }: { mentions?: readonly string[]; msgtype?: RoomMessage['msgtype'] } = {},
): RoomMessage {
  return { msgtype, body: toPlain(blocks), formatted_body: toHtml(blocks), mentions: [...new Set(mentions)] };
}
