import { assign as assignTicket, groupNamed } from '../../api/tickets/index.js';
import { ticketAndWords } from './arguments.js';
import { defineCommand } from './defineCommand.js';
import { withTicket } from './tickets.js';

export const assign = defineCommand({
  name: 'assign',
  usage: '!assign 12 Network Operations',
  summary: 'Gives the ticket to another group.',
  permission: { capability: 'tickets:note' },
  args: ticketAndWords('Write the name of the group after the number.'),
  handle: (q, { person }, { ticketId, text }) =>
    withTicket(q, ticketId, person, async (ticket) => {
      const group = await groupNamed(q, text);
      if (group === undefined)
        return `There is no group "${text}". The names stand on tickets, such as Network Operations.`;
      if (group === ticket.owning_group) return `Ticket ${ticketId} is with ${group} already.`;
      await assignTicket(q, ticket, person, {
        owning_group: group,
        assignee_team: group,
        assignee: null,
        escalation_tier: null,
        priority: null,
        reason: '',
      });
      return `Ticket ${ticketId} is with ${group} now.`;
    }),
});
