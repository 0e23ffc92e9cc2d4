import { ticketsOf, type Ticket } from '../../api/tickets/index.js';
import { nothing } from './arguments.js';
import { defineCommand } from './defineCommand.js';

/** Tickets that one answer lists: more is for a list, not for a room. */
export const mostListed = 20;

/** One ticket as a line of a list. */
export function ticketLine({ id, title, status, priority, owning_group, waiting_for }: Ticket): string {
  const waits = waiting_for === null ? '' : `, waits for ${waiting_for}`;
  const of = [owning_group, priority].filter((part) => part !== null).join(', ');
  return `- **#${id}** ${title}: ${status.replaceAll('_', ' ')}${waits}${of === '' ? '' : ` (${of})`}`;
}

export const mine = defineCommand({
  name: 'mine',
  usage: '!mine',
  summary: 'Open tickets that you asked for or work.',
  permission: { capability: 'tickets:read' },
  args: nothing,
  async handle(q, { person }) {
    const tickets = person.personId === null ? [] : await ticketsOf(q, person.personId, mostListed);
    return tickets.length === 0
      ? 'You have no open ticket.'
      : ['Your open tickets:', '', ...tickets.map(ticketLine)].join('\n');
  },
});
