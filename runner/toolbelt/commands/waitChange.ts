import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { describeChange } from '../acts/describeChange.js';
import { defaultWait, longestWait, waitForChange } from '../acts/waitForChange.js';
import { defineTool, flag, number, text } from '../defineTool.js';

export const waitChange = defineTool({
  name: 'wait-change',
  summary:
    'Wait until a change is decided and, when the platform runs it, has run. Ends early with final: false when the time is over.',
  for: 'task',
  options: {
    changeId: text(number(), 'the change'),
    seconds: text(z.coerce.number().int().min(0).max(longestWait).default(defaultWait), 'how long to wait'),
    decision: flag(false, 'only wait for the decision: for changes that you carry out yourself'),
  },
  run: async ({ calls }, { changeId, seconds, decision }) => {
    const status = await waitForChange(
      calls,
      changeId,
      seconds,
      ({ state, final }) => final || (decision && state !== 'pending'),
      sleep,
    );
    return describeChange(status);
  },
});
