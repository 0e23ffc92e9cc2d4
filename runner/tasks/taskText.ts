import type { TaskBrief, TaskWork } from '../../api/agents/index.js';
import { commandsOf } from '../toolbelt/toolTable.js';
import { ticketTask } from '../workspace/index.js';

/** TASK.md of a ticket task, for the toolbelt at this path. */
export function taskText({ lease, agentId }: TaskWork, brief: TaskBrief, tool: string): string {
  const { ticket, instruction, since, notes } = brief;
  return ticketTask({
    tool,
    commands: commandsOf('task'),
    ...{ agentId, taskId: lease.id, attempt: lease.attempt, since, notes },
    ticket: {
      ...{ id: ticket.id, title: ticket.title, description: ticket.description, status: ticket.status },
      ticketClass: ticket.itop_class,
      priority: ticket.priority ?? 'no priority',
      group: ticket.owning_group ?? 'no group',
      ...(ticket.requester_name === null ? {} : { requester: ticket.requester_name }),
    },
    ...(instruction === null ? {} : { instruction }),
  });
}
