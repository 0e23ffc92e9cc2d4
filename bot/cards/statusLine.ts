import type { TurnTimes } from '../../api/chat/index.js';
import type { RoomMessage } from '../matrix/index.js';
import { code, lines, words, type Inlines } from './document.js';
import { duration } from './duration.js';
import { roomMessage } from './roomMessage.js';

function sentence({ status, seconds }: TurnTimes): Inlines {
  const time = duration(Math.round(seconds));
  switch (status) {
    case 'queued':
    case 'running':
      return words`Still working on it (${time}). ${code('!cancel')} stops it.`;
    case 'completed':
      return words`Answered after ${time}.`;
    case 'failed':
      return words`Ended without an answer after ${time}.`;
    case 'cancelled':
      return words`Cancelled after ${time}.`;
  }
}

/** The line under a long turn. A notice: nobody is called for it. */
export function statusLine(times: TurnTimes): RoomMessage {
  return roomMessage([lines(sentence(times))], { msgtype: 'm.notice' });
}
