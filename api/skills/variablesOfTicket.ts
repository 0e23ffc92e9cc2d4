import type { Ticket } from '../tickets/index.js';

/** Characters of a text that somebody wrote, where it stands in the middle of a prompt. */
const longest = 240;

/** Words of others stay one line between quotes: they are about the matter, and begin no heading and no order of their own. */
function quoted(text: string | null): string | null {
  if (text === null || text.trim() === '') return null;
  const line = text
    .replaceAll(/[\s`]+/g, ' ')
    .replaceAll('"', "'")
    .trim();
  return `"${line.length > longest ? `${line.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')}…` : line}"`;
}

type Facts = Pick<
  Ticket,
  | 'id'
  | 'title'
  | 'itop_class'
  | 'priority'
  | 'status'
  | 'owning_group'
  | 'assignee_team'
  | 'requester_name'
  | 'affected_user_name'
  | 'provider'
  | 'provider_ref'
>;

/** What is known for the variables of a prompt about a ticket (contract 20.2), under every name that prompts use for it. */
export function variablesOfTicket(
  ticket: Facts,
  run?: { readonly agentId: number; readonly taskId: number } | null,
): Readonly<Record<string, unknown>> {
  const title = quoted(ticket.title);
  const group = ticket.owning_group ?? ticket.assignee_team;
  const requester = quoted(ticket.requester_name);
  return {
    ticket_id: ticket.id,
    ...{ title, ticket_title: title },
    ...{ group, owning_group: group, assignment_group: group },
    ...{
      ticket_class: ticket.itop_class,
      priority: ticket.priority,
      status: ticket.status,
      ticket_status: ticket.status,
    },
    ...{ requester, requester_name: requester, affected_user: quoted(ticket.affected_user_name) },
    ...{ affected_user_name: quoted(ticket.affected_user_name) },
    ...{ provider: ticket.provider, provider_ref: ticket.provider_ref },
    ...(run ? { agent_id: run.agentId, task_id: run.taskId } : {}),
  };
}
