import type { SessionTicket, Turn } from '../platform/shapes.js';
import { ToolFailure } from '../toolFailure.js';

/** The ticket of this conversation with that number. Throws ToolFailure for any other: a turn reaches its own tickets only (contract 23.6). */
export function sessionTicketOf(turn: Turn, ticketId: number): SessionTicket {
  const ticket = turn.tickets.find(({ id }) => id === ticketId);
  if (ticket) return ticket;
  const known = turn.tickets.map(({ id }) => `#${id}`).join(', ');
  throw new ToolFailure(
    `Ticket #${ticketId} is not one of this conversation.`,
    known === ''
      ? 'This conversation has no ticket yet: use create-ticket, or answer.'
      : `Use one of ${known}, or create-ticket for a new matter.`,
  );
}

/** What list-tickets and ticket-status print (contract 23.6). */
export function shownTicket(ticket: SessionTicket): Readonly<Record<string, unknown>> {
  const { id, title, status, priority, assignment_group, provider, provider_ref, provider_sync_status, provider_url } =
    ticket;
  return { id, title, status, priority, assignment_group, provider, provider_ref, provider_sync_status, provider_url };
}
