import type { Contact } from '../../api/access/index.js';
import type { AgentOfTicket } from '../../api/agents/index.js';
import { finalStatuses, type Ticket } from '../../api/tickets/index.js';

/** Everything that the card of a ticket shows. */
export type TicketFacts = {
  readonly ticket: Ticket;
  readonly requester: Contact | null;
  readonly agent: AgentOfTicket | null;
  /** Whether the agent runs with the rights of the platform's own user. */
  readonly unisolated: boolean;
  /** Members of the owning group who are in the room: whoever of them takes it. */
  readonly groupHere: readonly Contact[];
};

/** Nobody works it: an agent cannot, and no person has taken it yet. */
export function waitsForTaker({ ticket, agent }: Pick<TicketFacts, 'ticket' | 'agent'>): boolean {
  const { status, waiting_for: waitingFor, assignee_person_id: taken } = ticket;
  const asksSomebodyElse = ['pending_approval', 'awaiting_user_response', 'awaiting_access'].includes(status);
  const over = finalStatuses.includes(status) || agent?.live === true;
  return waitingFor !== null && taken === null && !asksSomebodyElse && !over;
}
