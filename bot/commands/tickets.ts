import type { Connection } from '../../api/db/index.js';
import { getTicket, lockTicket, type Ticket } from '../../api/tickets/index.js';
import type { Caller } from '../../api/http/index.js';

/** Runs `work` on a ticket that the person may see, with its row locked; else the sentence that says why not. */
export async function withTicket(
  q: Connection,
  id: number,
  person: Caller,
  work: (ticket: Ticket) => Promise<string>,
): Promise<string> {
  await lockTicket(q, id);
  const ticket = await getTicket(q, id, person);
  return ticket ? work(ticket) : `There is no ticket ${id}, or you may not see it.`;
}
