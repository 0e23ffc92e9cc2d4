import type { Printed } from '../defineTool.js';
import type { ChangeStatus } from '../platform/shapes.js';

/** What to do in each state (GATES, States). An agent that reads only `next` must not do harm. */
const next: Readonly<Record<string, string>> = {
  pending: 'People have not decided yet. Run wait-change again, or end with done --outcome blocked. Do not do it.',
  approved:
    'It is approved. A program runs by itself: run wait-change. What you carry out yourself you do now, then call complete-change.',
  executing: 'The platform runs it now. Run wait-change.',
  completed: 'It has run. Check whether it helped, write that as a note, then resolve and done.',
  failed: 'It ran and failed. Say so in a note; ask for another change, or end with done --outcome blocked.',
  rejected:
    'People said no. Do not do it and do not ask for the same again: note the reason and end with done --outcome blocked.',
  expired: 'Nobody decided in time. Do not do it: note that and end with done --outcome blocked.',
  withdrawn: 'It was withdrawn. Do not do it: note that and end with done --outcome blocked.',
  superseded: 'A newer change took its place. Read context and go on with that one.',
  execution_expired: 'It was approved and did not start in time; it did not run. Ask again only if it is still needed.',
  drifted: 'What was approved is no longer what would run; it did not run. Read context and ask anew.',
};

/** A change as the commands print it. */
export function describeChange(status: ChangeStatus): Printed {
  const { id, state, final, state_reason, rejected_reason, result, result_kind, execution } = status;
  return {
    change_id: id,
    ...{ status: status.status, state, final, state_reason, rejected_reason, result, result_kind, execution },
    next: next[state] ?? 'Read context before you go on.',
  };
}
