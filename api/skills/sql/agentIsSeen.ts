import type { Queryable } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import { visibleTickets } from '../../tickets/index.js';

/** Whether there is such an agent and the caller may see it: an agent itself, people those of the tickets that they see. */
export async function agentIsSeen(q: Queryable, agentId: number, caller: Caller): Promise<boolean> {
  if (caller.type === 'agent') return caller.run?.kind === 'task' && caller.run.agentId === agentId;
  const visible = visibleTickets(caller, 2);
  const everything = caller.view.tickets.has('all');
  const { rowCount } = await q.query(
    `select from agents a where a.id = $1 and (${everything ? 'a.ticket_id is null or ' : ''}
       exists (select from tickets t where t.id = a.ticket_id and ${visible.sql}))`,
    [agentId, ...visible.params],
  );
  return rowCount === 1;
}
