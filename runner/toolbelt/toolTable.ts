import type { Tool } from './defineTool.js';
import { answer } from './commands/answer.js';
import { ask } from './commands/ask.js';
import { completeChange } from './commands/completeChange.js';
import { context } from './commands/context.js';
import { continueTicket } from './commands/continueTicket.js';
import { createTicket } from './commands/createTicket.js';
import { done } from './commands/done.js';
import { listTickets } from './commands/listTickets.js';
import { note } from './commands/note.js';
import { requestChange } from './commands/requestChange.js';
import { resolve } from './commands/resolve.js';
import { ticketStatus } from './commands/ticketStatus.js';
import { validateArtifact } from './commands/validateArtifact.js';
import { waitChange } from './commands/waitChange.js';
import { webSearch } from './commands/webSearch.js';
import { usageLine } from './helpText.js';
import type { RunKind } from './runEnvironment.js';

/** Every command, in the order of `help`: first what a run reads, then what it does, last what ends it. */
export const tools: readonly Tool[] = [
  ...[listTickets, ticketStatus, webSearch, answer, ask, createTicket, continueTicket, validateArtifact],
  ...[context, note, requestChange, waitChange, completeChange, resolve, done],
];

/** The commands of a run as TASK.md lists them. */
export function commandsOf(kind: RunKind): readonly { readonly usage: string; readonly purpose: string }[] {
  return tools
    .filter((tool) => tool.for === 'both' || tool.for === kind)
    .map((tool) => ({ usage: usageLine(tool), purpose: tool.summary }));
}
