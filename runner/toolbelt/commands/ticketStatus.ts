import { sessionTicketOf, shownTicket } from '../acts/sessionTicket.js';
import { defineTool, number, text } from '../defineTool.js';

export const ticketStatus = defineTool({
  name: 'ticket-status',
  summary: 'Show the present state of one ticket of this conversation.',
  for: 'turn',
  options: { ticketId: text(number(), 'the ticket') },
  run: async ({ calls, turn }, { ticketId }) => {
    const known = sessionTicketOf(await turn(), ticketId);
    const now = await calls.ticket(known.id);
    return shownTicket({ ...now, assignment_group: now.owning_group ?? now.assignee_team ?? known.assignment_group });
  },
});
