import { changeAndText } from './arguments.js';
import { defineCommand } from './defineCommand.js';

const ballot = ({
  changeId,
  text,
}: {
  changeId: number;
  text: string;
}): { changeId: number; reason: string | null } => ({
  changeId,
  reason: text === '' ? null : text,
});

export const approve = defineCommand({
  name: 'approve',
  usage: '!approve 1',
  summary: 'Approves a change, like a tap on ✅.',
  // The gate itself says who may, and keeps the attempt of everybody else.
  permission: { everybody: true },
  args: changeAndText,
  verb: 'approve',
  ballot,
});

export const reject = defineCommand({
  name: 'reject',
  usage: '!reject 1 why',
  summary: 'Rejects a change, like a tap on ❌, or says why you did.',
  permission: { everybody: true },
  args: changeAndText,
  verb: 'reject',
  ballot,
});
