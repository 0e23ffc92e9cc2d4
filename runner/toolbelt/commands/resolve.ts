import { z } from 'zod';
import { defineTool, text, words } from '../defineTool.js';

export const resolve = defineTool({
  name: 'resolve',
  summary: 'Set the status of the ticket, with the reason that the requester reads. Then end with done.',
  for: 'task',
  options: {
    reason: text(words(), 'what was wrong, what was done, what remains'),
    status: text(
      z.enum(['resolved', 'blocked', 'in_progress']).default('resolved'),
      'resolved; blocked when a person must go on',
    ),
  },
  run: ({ calls }, { reason, status }) => calls.status(status, reason),
});
