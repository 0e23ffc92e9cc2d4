import type { Speaker } from '../access/index.js';
import type { Queryable } from '../db/index.js';
import { addNote } from './addNote.js';
import { finalStatuses, type Ticket } from './contract.js';

export type Moved = {
  readonly from: Pick<Ticket, 'status' | 'resolution'>;
  readonly status: string;
  readonly reason: string;
  /** Whose words the reason is. */
  readonly words: 'actor' | 'platform';
};

async function isSpokenElsewhere(q: Queryable, sessionId: number): Promise<boolean> {
  const { rowCount } = await q.query(`select from ops_chat_sessions where id = $1 and consumer = 'external'`, [
    sessionId,
  ]);
  return rowCount === 1;
}

/**
 * Contract 23.8: a conversation that somebody else's program speaks for hears of a new status by a note for the user. One of
 * the bot's has the live card and the question whether it helped, and gets none. The note for the record stays in the house
 * (27.52), and so does the reason of a status that is not final; that of a final one is the resolution, which is the requester's
 * to read.
 */
export async function tellStatus(
  q: Queryable,
  ticket: Ticket,
  actor: Speaker,
  { from, status, reason, words }: Moved,
): Promise<void> {
  const resolution = finalStatuses.includes(status) ? reason : '';
  const isNews = from.status !== status || (resolution !== '' && resolution !== from.resolution);
  if (!isNews || ticket.session_id === null || !(await isSpokenElsewhere(q, ticket.session_id))) return;
  await addNote(q, ticket, actor, {
    source: 'ticket-status',
    body: `Status: ${from.status} -> ${status}.${resolution === '' ? '' : ` ${resolution}`}`,
    audience: 'user',
    externalRef: `status:${status}:${ticket.id}`,
    byPlatform: words === 'platform' || resolution === '',
  });
}
