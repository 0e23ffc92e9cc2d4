import { requestStop } from '../../api/agents/index.js';
import { take as takeTicket } from '../../api/tickets/index.js';
import { ticketAndText } from './arguments.js';
import { defineCommand } from './defineCommand.js';
import { withTicket } from './tickets.js';

export const take = defineCommand({
  name: 'take',
  usage: '!take 12',
  summary: 'You work the ticket yourself; an agent that is on it stops.',
  permission: { capability: 'tickets:note' },
  args: ticketAndText,
  handle: (q, { person }, { ticketId }) =>
    withTicket(q, ticketId, person, async (ticket) => {
      const taken = await takeTicket(q, ticket, person, person.displayName);
      switch (taken.kind) {
        case 'final':
          return `Ticket ${ticketId} is ${taken.status}: there is nothing left to do.`;
        case 'taken_already':
          return `Ticket ${ticketId} is yours already.`;
        case 'taken': {
          if (ticket.agent_id === null) return `Ticket ${ticketId} is yours now.`;
          await requestStop(q, ticket.agent_id, `${person.displayName} took the ticket.`);
          return `Ticket ${ticketId} is yours now. Agent ${ticket.agent_id} stops.`;
        }
      }
    }),
});
