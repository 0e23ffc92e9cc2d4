import { textOrFile } from '../acts/workspaceFile.js';
import { defineTool, text, words } from '../defineTool.js';
import { ToolFailure } from '../toolFailure.js';

export const answer = defineTool({
  name: 'answer',
  summary: 'Answer without a ticket and end the turn. A ticket or artifact of this turn stays its result.',
  for: 'turn',
  options: {
    reply: text(words().optional(), 'what the person reads'),
    replyFile: text(words(500).optional(), 'file with the reply'),
  },
  run: async ({ calls, cwd }, given) => {
    const reply = await textOrFile(cwd, given.reply, given.replyFile);
    if (reply === undefined)
      throw new ToolFailure('There is nothing to say.', 'Repeat the command with --reply "…" or --reply-file.');
    // The API keeps an earlier ticket or artifact of the turn; its `mode` says what counts.
    const accepted = await calls.result({ mode: 'general', reply });
    return { ...accepted, mode: accepted.mode ?? 'general', reply };
  },
});
