import { requestStop } from '../../api/agents/index.js';
import { finalStatuses, setStatus } from '../../api/tickets/index.js';
import { ticketAndWords } from './arguments.js';
import { defineCommand } from './defineCommand.js';
import { withTicket } from './tickets.js';

export const resolve = defineCommand({
  name: 'resolve',
  usage: '!resolve 12 what was done',
  summary: 'Closes the ticket with the words that its requester reads.',
  permission: { capability: 'tickets:note' },
  args: ticketAndWords('Write what was done after the number: the requester reads it.'),
  handle: (q, { person }, { ticketId, text }) =>
    withTicket(q, ticketId, person, async (ticket) => {
      if (finalStatuses.includes(ticket.status)) return `Ticket ${ticketId} is ${ticket.status} already.`;
      if (ticket.agent_id !== null) await requestStop(q, ticket.agent_id, `${person.displayName} resolved the ticket.`);
      await setStatus(q, ticket, person, { status: 'resolved', reason: text });
      return `Ticket ${ticketId} is resolved.`;
    }),
});
