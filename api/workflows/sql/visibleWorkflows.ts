import type { Caller } from '../../http/caller.js';
import { visibleTickets } from '../../tickets/index.js';

/**
 * A condition over `agent_workflows as w`: what is in force is for everybody who may read workflows, what is not yet is for
 * those who may see the ticket that it was learnt from.
 */
export function visibleWorkflows(caller: Caller, first: number): { sql: string; params: readonly unknown[] } {
  const visible = visibleTickets(caller, first);
  return {
    sql: `(w.status in ('active', 'approved') or w.ticket_id is null
      or exists (select from tickets t where t.id = w.ticket_id and ${visible.sql}))`,
    params: visible.params,
  };
}
