import type { Queryable } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import { visibleTickets } from '../../tickets/index.js';

/**
 * Whether the caller may look into this agent's vault: an agent into its own alone, whatever ticket it works; anybody else
 * into those of agents whose tickets they see (27.4: the id in the path is only ever compared).
 */
export async function agentIsVisible(q: Queryable, agentId: number, caller: Caller): Promise<boolean> {
  if (caller.type === 'agent') return caller.run?.kind === 'task' && caller.run.agentId === agentId;
  const visible = visibleTickets(caller, 2);
  const { rowCount } = await q.query(
    `select from agents a where a.id = $1 and exists (select from tickets t where t.id = a.ticket_id and ${visible.sql})`,
    [agentId, ...visible.params],
  );
  return rowCount === 1;
}
