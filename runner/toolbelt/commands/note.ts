import { z } from 'zod';
import { textOrFile } from '../acts/workspaceFile.js';
import { defineTool, text, words } from '../defineTool.js';
import { ToolFailure } from '../toolFailure.js';

export const note = defineTool({
  name: 'note',
  summary: 'Write a note on the ticket. "internal" is for operators, "user" is also shown to the requester.',
  for: 'task',
  options: {
    body: text(words(60_000).optional(), 'the note'),
    bodyFile: text(words(500).optional(), 'file with the note'),
    visibility: text(z.enum(['internal', 'user', 'public']).default('internal'), 'internal, user or public'),
  },
  run: async ({ calls, cwd }, given) => {
    const body = await textOrFile(cwd, given.body, given.bodyFile);
    if (body === undefined)
      throw new ToolFailure('There is nothing to note.', 'Repeat the command with --body "…" or --body-file.');
    return calls.note(body, given.visibility);
  },
});
