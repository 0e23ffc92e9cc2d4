import type { Caller } from '../../http/caller.js';
import { visibleTickets } from '../../tickets/index.js';

type Condition = { readonly sql: string; readonly params: readonly unknown[] };

/**
 * Which runs the caller may see, as a condition over `cicd_security_runs as r`: a run of a ticket is seen with its ticket;
 * one of no ticket by everybody who may read runs, except agents, which see what belongs to their own ticket.
 */
export function visibleRuns(caller: Caller, first: number): Condition {
  const { sql, params } = visibleTickets(caller, first);
  const ofTicket = `exists (select from tickets t where t.id = r.ticket_id and ${sql})`;
  return { sql: caller.type === 'agent' ? ofTicket : `(r.ticket_id is null or ${ofTicket})`, params };
}
