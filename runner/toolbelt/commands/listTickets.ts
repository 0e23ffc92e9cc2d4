import { shownTicket } from '../acts/sessionTicket.js';
import { defineTool } from '../defineTool.js';

export const listTickets = defineTool({
  name: 'list-tickets',
  summary: 'List the tickets of this conversation.',
  for: 'turn',
  options: {},
  run: async ({ turn }) => ({ tickets: (await turn()).tickets.map(shownTicket) }),
});
