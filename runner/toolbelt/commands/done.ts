import { z } from 'zod';
import { defineTool, text, words } from '../defineTool.js';

export const done = defineTool({
  name: 'done',
  summary: 'End the task: done, blocked (a person must go on) or failed. The last command of every task.',
  for: 'task',
  options: {
    summary: text(words(), 'what happened, in a few sentences'),
    outcome: text(z.enum(['done', 'blocked', 'failed']).default('done'), 'done, blocked or failed'),
    resolution: text(words().optional(), 'for a resolved ticket: what the requester should know'),
  },
  run: ({ calls }, { summary, outcome, resolution }) =>
    calls.result({ outcome, summary, ...(resolution === undefined ? {} : { resolution }) }),
});
