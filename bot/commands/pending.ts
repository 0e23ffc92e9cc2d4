import { listChanges } from '../../api/changes/index.js';
import { ticketsWaitingFor } from '../../api/tickets/index.js';
import { nothing } from './arguments.js';
import { defineCommand } from './defineCommand.js';
import { mostListed, ticketLine } from './mine.js';

export const pending = defineCommand({
  name: 'pending',
  usage: '!pending',
  summary: 'What waits for you: gates that you may decide, and tickets that wait for a person of your groups.',
  permission: { capability: 'changes:read' },
  args: nothing,
  async handle(q, { person }) {
    const { changes } = await listChanges(q, person, { eligible: 'me', order: 'oldest', limit: mostListed, offset: 0 });
    const tickets = await ticketsWaitingFor(q, person.view.groups, mostListed);
    const gates = changes.map(
      ({ id, action, target, risk_level: risk, ticket_id: ticket, expires_at: until }) =>
        `- **change ${id}** ${action} on ${target}, risk ${risk}, ticket ${ticket ?? 'none'}, until ${until.toISOString().slice(0, 16).replace('T', ' ')} UTC: \`!approve ${id}\` or \`!reject ${id} why\``,
    );
    const lists = [
      ...(gates.length === 0 ? [] : [`Gates that wait for you:\n\n${gates.join('\n')}`]),
      ...(tickets.length === 0 ? [] : [`Tickets that wait for a person:\n\n${tickets.map(ticketLine).join('\n')}`]),
    ];
    return lists.length === 0 ? 'Nothing waits for you.' : lists.join('\n\n');
  },
});
