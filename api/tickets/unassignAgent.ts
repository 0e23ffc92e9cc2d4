import { record, recordEvent } from '../audit/index.js';
import { transaction, type Connection, type Database } from '../db/index.js';
import type { Answer } from '../http/answer.js';
import { ok, problem } from '../http/answer.js';
import type { Actor, Caller } from '../http/caller.js';
import { addNote } from './addNote.js';
import { cardChanged } from './announce.js';
import { finalStatuses, type Ticket } from './contract.js';
import { noTicket } from './noTicket.js';
import { staleTicket, tagged } from './onTicket.js';
import { getTicket, lockTicket } from './sql/getTicket.js';
import { waitForPerson } from './waitForPerson.js';

/** Ends the agent's process where one runs, and its task (27.23); it is the agents' area that knows how. */
export type StopAgent = (
  q: Connection,
  agentId: number,
  actor: Actor,
  reason: string,
) => Promise<'stopped' | 'stopping' | 'not_active'>;

/** Why the agent of a ticket ended; the agents' area reads it where a run is still to end. */
const reason = 'unassigned';

async function liveAgentOf(q: Connection, ticketId: number): Promise<number | undefined> {
  const { rows } = await q.query<{ id: number }>(
    `select id from agents where ticket_id = $1 and status not in ('finished', 'failed', 'stopped', 'terminated')`,
    [ticketId],
  );
  return rows[0]?.id;
}

/** One that has no process ends here; one that has is ended by its runner, and is live until then. */
async function terminate(q: Connection, agentId: number): Promise<void> {
  await q.query(
    `update agent_tasks set status = 'stopped', completed_at = clock_timestamp(), stop_reason = $2
     where agent_id = $1 and status not in ('completed', 'failed', 'stopped')`,
    [agentId, reason],
  );
  await q.query(
    `update agents set status = 'terminated', finished_at = coalesce(finished_at, clock_timestamp()), error_message = $2
     where id = $1 and status not in ('finished', 'failed', 'terminated')`,
    [agentId, reason],
  );
}

/**
 * Contract 7.13. The agent's task is locked before the ticket, as everywhere: a run that ends at this moment holds its task
 * and waits for the ticket.
 */
export async function unassignAgent(
  db: Database,
  stop: StopAgent,
  ticketId: number,
  caller: Caller,
  ifMatch: string | undefined,
): Promise<Answer> {
  return transaction(db, async (q) => {
    if (!(await getTicket(q, ticketId, caller))) return noTicket;
    const agentId = await liveAgentOf(q, ticketId);
    await q.query('select from agent_tasks where agent_id = $1 order by id for no key update', [agentId ?? null]);
    await lockTicket(q, ticketId);
    const ticket = await getTicket(q, ticketId, caller);
    if (!ticket) return noTicket;
    const stale = staleTicket(ticket, ifMatch);
    if (stale) return stale;
    if (agentId === undefined || (await liveAgentOf(q, ticketId)) !== agentId) {
      return problem(409, 'no_agent_assigned', 'No agent assigned.', { state: ticket.status });
    }
    const how = await stop(q, agentId, caller, reason);
    if (how !== 'stopping') await terminate(q, agentId);
    const changed = await unassigned(q, ticket, caller, agentId);
    // Where it had a task to end, the agents' area has left the ticket to a person, or does so when the run is over.
    if (how === 'not_active' && !finalStatuses.includes(changed.status)) await waitForPerson(q, changed);
    const state = how === 'stopping' ? 'stopping' : 'terminated';
    return tagged(
      q,
      ticketId,
      ok({ status: 'agent_unassigned', ticket_id: ticketId, agent_id: agentId, agent_status: state }),
    );
  });
}

async function unassigned(q: Connection, ticket: Ticket, actor: Actor, agentId: number): Promise<Ticket> {
  const { rows } = await q.query<Ticket>(
    'update tickets set agent_id = null, version = version + 1, updated_at = clock_timestamp() where id = $1 returning *',
    [ticket.id],
  );
  const changed = rows[0];
  if (!changed) throw new Error(`Ticket ${ticket.id} went away while its row was locked.`);
  await addNote(q, changed, actor, {
    source: 'agent-control-plane',
    body: `Agent ${agentId} was unassigned by ${actor.name}.`,
    audience: 'internal',
    byPlatform: true,
  });
  const entry = { action: 'agent_unassigned', target: `ticket_${ticket.id}`, details: { agent_id: agentId } };
  await record(q, { actor, ...entry });
  await recordEvent(q, { category: 'ticket', actor: actor.name, ...entry });
  await cardChanged(q, changed);
  return changed;
}
