import type { Caller } from '../../http/caller.js';
import { visibleTickets, withinSecrecy } from '../../tickets/index.js';

/**
 * A condition over `agent_workflows as w`: what is in force is for everybody who may read workflows of its class, what is
 * not yet is besides only for those who may see the ticket that it was learnt from.
 */
export function visibleWorkflows(caller: Caller, first: number): { sql: string; params: readonly unknown[] } {
  const visible = visibleTickets(caller, first);
  const readable = withinSecrecy(caller, 'w.security_classification', first + visible.params.length);
  return {
    sql: `(${readable.sql} and (w.status in ('active', 'approved') or w.ticket_id is null
      or exists (select from tickets t where t.id = w.ticket_id and ${visible.sql})))`,
    params: [...visible.params, ...readable.params],
  };
}
