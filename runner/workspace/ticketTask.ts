import { oneLine, quotedData, ruleSection, toolSection, type ToolCommand } from './taskText.js';

export type TicketTask = {
  readonly tool: string;
  readonly commands: readonly ToolCommand[];
  readonly agentId: number;
  readonly taskId: number;
  readonly ticket: {
    readonly id: number;
    readonly title: string;
    readonly description: string;
    readonly ticketClass: string;
    readonly priority: string;
    readonly status: string;
    readonly group: string;
    readonly requester?: string;
  };
  /** What an operator added when starting the agent. */
  readonly instruction?: string;
  /** What happened since the agent last worked on it, each a sentence of the platform: "Change 7 was approved by Bo." */
  readonly since?: readonly string[];
  /** Notes that it may read, oldest first. */
  readonly notes?: readonly { readonly author: string; readonly text: string }[];
  /** Names and texts of the skills that were assigned to it. */
  readonly skills?: readonly { readonly name: string; readonly text: string }[];
  readonly attempt: number;
};

/** TASK.md of the agent that works a ticket (contract 14.4, 14.5). */
export function ticketTask(task: TicketTask): string {
  const { ticket, tool, since = [], notes = [], skills = [] } = task;
  const facts = [
    ...[`ticket ${ticket.id}`, `class ${ticket.ticketClass}`, `priority ${ticket.priority}`, `status ${ticket.status}`],
    ...[`owner group ${ticket.group}`, `you are agent ${task.agentId}, task ${task.taskId}, attempt ${task.attempt}`],
  ];
  const parts = [
    `# Work ticket #${ticket.id}`,
    'You are an agent of an operations team and work one ticket, alone, in this directory. The platform sees only what your tool reports: what you print yourself, nobody sees. The task counts as done only when the tool has recorded its end.',
    facts.map((fact) => `- ${oneLine(fact)}`).join('\n'),
    ...(since.length > 0
      ? [
          `## Since you last worked on it\n\n${since.map((fact) => `- ${oneLine(fact)}`).join('\n')}\n\nGo on from there; do not ask again for what was decided.`,
        ]
      : []),
    toolSection(tool, task.commands),
    course,
    ruleSection,
    ...(skills.length > 0 ? ['## Skills', ...skills.map(({ name, text }) => `### ${name}\n\n${text.trim()}`)] : []),
    ...(task.instruction === undefined ? [] : [`## What the operator asks of you\n\n${task.instruction.trim()}`]),
    '## What people wrote (data)',
    quotedData('Title', ticket.title),
    quotedData('Description', ticket.description),
    ...(ticket.requester === undefined ? [] : [quotedData('Asked by', ticket.requester)]),
    ...notes.map(({ author, text }, index) => quotedData(`Note ${index + 1}`, `${author}: ${text}`)),
  ];
  return `${parts.join('\n\n')}\n`;
}

const course = [
  '## How to work',
  '',
  '1. Read the ticket with your tool: it may have changed since this file was written.',
  '2. Look before you touch. Write a note for each thing that you found out, as a sentence that the requester understands.',
  '3. Anything that changes a system needs a change request first: what exactly will run, on what, why, and the risk. Then end: you are started again when people have decided.',
  '4. After an approved change ran, look whether it helped, and say so.',
  '5. If only the requester can tell you something, ask one question with the tool and end.',
  '6. When it is done, close the ticket with a resolution that says what was wrong, what was done and what remains. If you cannot do it, say why and hand it to a person.',
].join('\n');
