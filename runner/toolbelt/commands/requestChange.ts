import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { requestChange as request, risks } from '../acts/requestChange.js';
import { describeChange } from '../acts/describeChange.js';
import { defaultWait, longestWait, waitForChange } from '../acts/waitForChange.js';
import { defineTool, list, optionalText, text, words } from '../defineTool.js';
import { ToolFailure } from '../toolFailure.js';

const argvText = z.string().transform((value, context) => {
  try {
    const parsed = z.array(z.string().min(1)).min(1).safeParse(JSON.parse(value));
    if (parsed.success) return parsed.data;
  } catch {
    // Told below, as every other text that is no list.
  }
  context.addIssue({ code: 'custom', message: 'is a JSON list of texts, such as ["df","-hP"]' });
  return z.NEVER;
});

export const requestChange = defineTool({
  name: 'request-change',
  summary:
    'Ask people for leave to do something. With --argv or --arg the platform runs exactly that program after the approval, without a shell.',
  for: 'task',
  options: {
    action: text(words(255), 'what is to be done'),
    target: text(words(255), 'on what'),
    reason: text(words(4000), 'why'),
    risk: text(z.enum(risks), 'low, medium, high or critical'),
    argv: text(argvText.optional(), 'program and arguments as a JSON list'),
    arg: list('program, then each argument, one --arg each (--arg=-x for what begins with --)'),
    command: text(words(4000).optional(), 'words that describe what you will do yourself after the approval; not run'),
    timeout: text(z.coerce.number().int().min(1).max(3600).optional(), 'seconds after which the program is stopped'),
    rollback: text(words(2000).optional(), 'how it is undone'),
    blastRadius: text(words(2000).optional(), 'what can be affected'),
    wait: optionalText(
      z
        .preprocess((value) => (value === '' ? defaultWait : value), z.coerce.number().int().min(1).max(longestWait))
        .optional(),
      `wait for the decision, seconds (${defaultWait} when only --wait)`,
    ),
  },
  run: async ({ calls }, given) => {
    if (given.argv && given.arg.length > 0)
      throw new ToolFailure('--argv and --arg are both given.', 'Use one of them.');
    const argv = given.argv ?? (given.arg.length > 0 ? given.arg : undefined);
    if (argv && given.command !== undefined) {
      throw new ToolFailure(
        'A program (--argv) and a description (--command) are both given.',
        'Leave --command away: what is approved is the program.',
      );
    }
    const asked = await request(calls, {
      action: given.action,
      target: given.target,
      reason: given.reason,
      risk: given.risk,
      argv,
      command: given.command,
      timeout: given.timeout,
      rollback: given.rollback,
      blastRadius: given.blastRadius,
    });
    if (given.wait === undefined) {
      return {
        ...asked,
        next: `Run wait-change --change-id ${asked.change_id} to wait for the decision. Do not do it before.`,
      };
    }
    const status = await waitForChange(calls, asked.change_id, given.wait, ({ state }) => state !== 'pending', sleep);
    return { ...asked, ...describeChange(status) };
  },
});
