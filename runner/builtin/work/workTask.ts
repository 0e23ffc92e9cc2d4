import { accessSync, constants } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { detectLanguage, type Language } from '../../../api/intake/rules/index.js';
import type { TaskHands } from '../../toolbelt/defineTool.js';
import type { Task, TicketContext } from '../../toolbelt/platform/shapes.js';
import type { Report } from '../report.js';
import { readBlueprint } from './blueprint.js';
import { followSteps, type Ended } from './followSteps.js';
import { noWorkflowNote } from './outcomeNotes.js';

/** Where a program of the executor is looked for: it runs on this host, with the system's directories whatever our own PATH is. */
const systemPath = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

function hasProgram(name: string): boolean {
  const candidates = name.includes('/')
    ? [name]
    : [...(process.env['PATH'] ?? '').split(path.delimiter), ...systemPath]
        .filter((folder) => folder !== '')
        .map((folder) => path.join(folder, name));
  return candidates.some((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const normal = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Writes a note unless the ticket has it already: a second attempt must not repeat what the first one said. */
function noteWriter({ calls }: TaskHands, context: TicketContext, report: Report) {
  const there = new Set(context.notes.map(({ body }) => normal(body)));
  return async (body: string, audience: 'internal' | 'user'): Promise<void> => {
    if (there.has(normal(body))) return;
    report('note', normal(body).slice(0, 80));
    await calls.note(body, audience);
    there.add(normal(body));
  };
}

const groupOf = ({ ticket }: TicketContext): string =>
  ticket.owning_group ?? ticket.assignee_team ?? ticket.assignment_group ?? 'the owner group';

async function work(hands: TaskHands, report: Report, task: Task, context: TicketContext): Promise<Ended> {
  const { ticket } = context;
  const language: Language = detectLanguage(`${ticket.title}\n${ticket.description ?? ''}`);
  const group = groupOf(context);
  const writeNote = noteWriter(hands, context, report);
  if (!task.workflow) {
    await writeNote(noWorkflowNote(group, language), 'user');
    return {
      outcome: 'blocked',
      summary: `No approved workflow covers the ticket; it waits for a person of ${group}. No model was used.`,
    };
  }
  const steps = readBlueprint(task.workflow.blueprint);
  if (!steps) {
    await writeNote(noWorkflowNote(group, language), 'user');
    const summary = `The steps of workflow "${task.workflow.name}" are none that can be followed without a model; the ticket waits for a person of ${group}.`;
    return { outcome: 'blocked', summary };
  }
  return followSteps(steps, {
    calls: hands.calls,
    report,
    writeNote,
    taskId: task.task_id,
    ticketStatus: ticket.status,
    group,
    language,
    values: { ticket_id: ticket.id, host: hostname(), matched: task.workflow.matched ?? ticket.title },
    hasProgram,
  });
}

/** One ticket, worked by the steps of its workflow (contract 18). Returns the summary; throws when no result was written. */
export async function workTask(hands: TaskHands, report: Report): Promise<string> {
  report('context', 'reading the task and its ticket');
  const [task, context] = await Promise.all([hands.calls.task(), hands.calls.context()]);
  const { outcome, summary, resolution } = await work(hands, report, task, context);
  report('done', outcome);
  await hands.calls.result({ outcome, summary, ...(resolution === undefined ? {} : { resolution }) });
  return summary;
}
