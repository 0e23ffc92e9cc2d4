import { transaction, type Connection, type Database, type Queryable } from '../db/index.js';
import type { Answer } from '../http/answer.js';
import type { Caller } from '../http/caller.js';
import { refuseStale, versionTag } from '../http/ifMatch.js';
import type { Ticket } from './contract.js';
import { noTicket } from './noTicket.js';
import { getTicket } from './sql/getTicket.js';

/** What to answer when the caller sent If-Match and the ticket is at another version by now; with the current ETag. */
export function staleTicket(ticket: Ticket, ifMatch: string | undefined): Answer | undefined {
  const refused = refuseStale(ifMatch, ticket.version);
  return refused && { ...refused, headers: { ...refused.headers, etag: versionTag(ticket.version) } };
}

/** The answer with the tag of the ticket as the transaction leaves it. */
export async function tagged(q: Queryable, id: number, answer: Answer): Promise<Answer> {
  if (answer.status >= 300) return answer;
  const { rows } = await q.query<{ version: number }>('select version from tickets where id = $1', [id]);
  const tag = rows[0] === undefined ? {} : { etag: versionTag(rows[0].version) };
  return { ...answer, headers: { ...tag, ...answer.headers } };
}

/**
 * Runs `work` on the ticket with its row locked, when the caller may see it and, where `ifMatch` is given, has seen its
 * current version. What it answers carries the ticket's ETag: its version, which every change of the ticket itself raises;
 * notes and files are beside it.
 */
export async function onTicket(
  db: Database,
  id: number,
  caller: Caller,
  work: (q: Connection, ticket: Ticket) => Promise<Answer>,
  ifMatch?: string,
): Promise<Answer> {
  return transaction(db, async (q) => {
    await q.query('select from tickets where id = $1 for update', [id]);
    const ticket = await getTicket(q, id, caller);
    if (!ticket) return noTicket;
    return staleTicket(ticket, ifMatch) ?? tagged(q, id, await work(q, ticket));
  });
}
