import { addNote } from '../../api/tickets/index.js';
import { ticketAndWords } from './arguments.js';
import { defineCommand } from './defineCommand.js';
import { withTicket } from './tickets.js';

export const note = defineCommand({
  name: 'note',
  usage: '!note 12 what you found',
  summary: 'Adds a note that only those who work here read.',
  permission: { capability: 'tickets:note' },
  args: ticketAndWords('Write the note after the number.'),
  handle: (q, { person }, { ticketId, text }) =>
    withTicket(q, ticketId, person, async (ticket) => {
      await addNote(q, ticket, person, {
        source: 'chat-command',
        author: person.displayName,
        body: text,
        audience: 'internal',
      });
      return `Your note is at ticket ${ticketId}.`;
    }),
});
