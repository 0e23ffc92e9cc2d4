import type { TurnWork } from '../../api/chat/index.js';
import { commandsOf } from '../toolbelt/toolTable.js';
import { intakeTask, type IntakeFile } from '../workspace/index.js';

/** TASK.md of a turn, for the toolbelt at this path. */
export function turnTask({ brief, lease }: TurnWork, tool: string, attachments: readonly IntakeFile[] = []): string {
  const { question } = brief;
  return intakeTask({
    tool,
    commands: commandsOf('turn'),
    requester: brief.requester.name,
    message: brief.message.body,
    history: brief.history.map(({ role, body }) => ({ role, text: body })),
    tickets: brief.tickets.map(({ id, title, status, priority, assignment_group: group }) => ({
      ...{ id, title, status },
      priority: priority ?? 'no priority',
      group: group ?? 'no group',
    })),
    groups: brief.assignment_groups,
    ...(question ? { question: { text: question.question, choices: question.choices } } : {}),
    attachments,
    attempt: lease.attempt,
  });
}
