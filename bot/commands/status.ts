import { listChanges, stateInWords } from '../../api/changes/index.js';
import { ticketAndText } from './arguments.js';
import { defineCommand } from './defineCommand.js';
import { withTicket } from './tickets.js';

export const status = defineCommand({
  name: 'status',
  usage: '!status 12',
  summary: 'How the ticket stands, who works it, and its gates.',
  permission: { capability: 'tickets:read' },
  args: ticketAndText,
  handle: (q, { person }, { ticketId }) =>
    withTicket(q, ticketId, person, async (ticket) => {
      const { changes } = await listChanges(q, person, { ticket_id: ticketId, limit: 5, offset: 0 });
      const waits = ticket.waiting_for === null ? '' : `, waits for ${ticket.waiting_for}`;
      const worker = ticket.assignee ?? ticket.worked_by ?? 'nobody yet';
      return [
        `**#${ticket.id}** ${ticket.title}: ${ticket.status.replaceAll('_', ' ')}${waits}`,
        '',
        `- Owner ${ticket.owning_group ?? 'nobody'}, priority ${ticket.priority ?? 'none'}, worked by ${worker}`,
        ...changes.map(({ id, action, state }) => `- Change ${id} (${action}): ${stateInWords(state)}`),
        ...(ticket.resolution === null ? [] : ['', ticket.resolution]),
      ].join('\n');
    }),
});
