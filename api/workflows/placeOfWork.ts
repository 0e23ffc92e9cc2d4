import type { Queryable } from '../db/index.js';
import { notFound, problem, type Answer } from '../http/answer.js';
import type { Caller } from '../http/caller.js';
import { getTicket, type Ticket } from '../tickets/index.js';

/** What a body says about where something belongs. */
export type ClaimedPlace = {
  readonly ticket_id: number | null;
  readonly agent_id: number | null;
  readonly task_id: number | null;
};

export type PlaceOfWork = {
  readonly ticket: Ticket | null;
  readonly ticketId: number | null;
  readonly agentId: number | null;
  readonly taskId: number | null;
};

const fieldProblem = (code: string, detail: string, path: string): Answer =>
  problem(422, code, detail, { errors: [{ path, message: detail }] });

/**
 * The ticket, agent and task that something is of. An agent's own run says it, whatever stands in the body (27.4); other
 * callers name a ticket that they may see, and an agent and a task of that ticket (27.18).
 */
export async function placeOfWork(
  q: Queryable,
  caller: Caller,
  claimed: ClaimedPlace,
): Promise<PlaceOfWork | { readonly refusal: Answer }> {
  if (caller.run?.kind === 'task') {
    const { ticketId, agentId, taskId } = caller.run;
    if (claimed.ticket_id !== null && claimed.ticket_id !== ticketId) return { refusal: notFound('Ticket') };
    const ticket = ticketId === null ? undefined : await getTicket(q, ticketId, caller);
    if (ticketId !== null && !ticket) return { refusal: notFound('Ticket') };
    return { ticket: ticket ?? null, ticketId, agentId, taskId };
  }
  const ticket = claimed.ticket_id === null ? null : ((await getTicket(q, claimed.ticket_id, caller)) ?? null);
  if (claimed.ticket_id !== null && !ticket) return { refusal: notFound('Ticket') };
  const { agent_id: agentId, task_id: taskId } = claimed;
  if (agentId !== null) {
    const { rowCount } = await q.query('select from agents where id = $1 and ticket_id is not distinct from $2', [
      agentId,
      claimed.ticket_id,
    ]);
    const detail = `Agent ${agentId} does not work ${ticket ? `ticket ${ticket.id}` : 'without a ticket'}.`;
    if (rowCount !== 1) return { refusal: fieldProblem('agent_not_on_ticket', detail, 'body.agent_id') };
  }
  if (taskId !== null) {
    const { rowCount } = await q.query(
      'select from agent_tasks where id = $1 and ticket_id is not distinct from $2 and ($3::bigint is null or agent_id = $3)',
      [taskId, claimed.ticket_id, agentId],
    );
    const detail = `Task ${taskId} is none of this ticket and agent.`;
    if (rowCount !== 1) return { refusal: fieldProblem('task_not_on_ticket', detail, 'body.task_id') };
  }
  return { ticket, ticketId: claimed.ticket_id, agentId, taskId };
}
