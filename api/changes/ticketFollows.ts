import type { Connection } from '../db/index.js';
import type { Actor } from '../http/caller.js';
import { setStatus, setWaiting, waitForPerson, type Ticket } from '../tickets/index.js';

const waitsFor = (changeId: number): string => `a decision on change ${changeId}`;

/** The ticket of a gate that was opened just now; the caller holds its row. */
export async function ticketWaits(q: Connection, ticket: Ticket, actor: Actor, changeId: number): Promise<void> {
  const waitingFor = waitsFor(changeId);
  if (ticket.status === 'pending_approval') await setWaiting(q, ticket.id, { waitingFor });
  else await setStatus(q, ticket, actor, { status: 'pending_approval', reason: '', waitingFor });
}

/**
 * The ticket of a gate that was decided or ran out of time just now; the caller holds its row. It goes on when no other
 * gate of it is open. A status that somebody set meanwhile stays.
 */
export async function ticketGoesOn(
  q: Connection,
  ticket: Ticket,
  actor: Actor,
  gate: { readonly changeId: number; readonly reason: string },
): Promise<void> {
  if (ticket.status !== 'pending_approval') {
    if (ticket.waiting_for === waitsFor(gate.changeId)) await setWaiting(q, ticket.id, { waitingFor: null });
    return;
  }
  const open = await q.query<{ id: number }>(
    `select id from changes where ticket_id = $1 and state = 'pending' order by id limit 1`,
    [ticket.id],
  );
  if (open.rows[0]) await setWaiting(q, ticket.id, { waitingFor: waitsFor(open.rows[0].id) });
  else await goOn(q, ticket, actor, gate.reason);
}

/**
 * What no agent works and nobody has taken does not go on by itself: the people of its group are asked again, unless they
 * were since the gate was opened.
 */
async function goOn(q: Connection, ticket: Ticket, actor: Actor, reason: string): Promise<void> {
  const asked = ticket.waiting_for?.startsWith('a person of ') === true;
  const waitingFor = asked ? ticket.waiting_for : null;
  const changed = await setStatus(q, ticket, actor, { status: 'in_progress', reason, waitingFor }, 'platform');
  const { agent_id: agent, worked_by: by, assignee_person_id: taker } = changed.ticket;
  if (!asked && agent === null && by === 'person' && taker === null) await waitForPerson(q, changed.ticket);
}
