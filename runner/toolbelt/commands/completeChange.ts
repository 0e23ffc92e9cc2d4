import { defineTool, number, text, words } from '../defineTool.js';

export const completeChange = defineTool({
  name: 'complete-change',
  summary:
    'Report the result of an approved change that you carried out yourself. What the platform runs, it completes itself.',
  for: 'task',
  options: {
    changeId: text(number(), 'the change'),
    result: text(words(), 'what was done and what came of it'),
  },
  run: ({ calls }, { changeId, result }) => calls.completeChange(changeId, result),
});
