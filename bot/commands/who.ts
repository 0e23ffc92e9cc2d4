import { explainChange, getChange, stateInWords } from '../../api/changes/index.js';
import { changeAndText } from './arguments.js';
import { defineCommand } from './defineCommand.js';

export const who = defineCommand({
  name: 'who',
  usage: '!who 1',
  summary: 'Who may decide a change, who may not and why, and how many are still needed.',
  permission: { capability: 'changes:read' },
  args: changeAndText,
  async handle(q, { person }, { changeId }) {
    const change = await getChange(q, changeId, person);
    if (!change) return `There is no change ${changeId}, or you may not see it.`;
    const { may, mayNot, progress, needed } = await explainChange(q, change);
    const voted = { approve: ' (approved)', reject: ' (rejected)' };
    const names = may.map((one) => `${one.name}${one.voted === null ? '' : voted[one.voted]}`);
    return [
      `Change ${changeId} is ${stateInWords(change.state)}. It needs ${needed}. ${progress}`,
      '',
      `- May decide: ${names.length === 0 ? 'nobody' : names.join(', ')}`,
      ...mayNot.map(({ name, why }) => `- ${name} may not: ${why}`),
    ].join('\n');
  },
});
