import type { Speaker } from '../access/index.js';
import { recordEvent } from '../audit/index.js';
import type { Queryable } from '../db/index.js';
import type { Note, Ticket } from './contract.js';

/** Contract 16.1: whose notes an agent has to hear of while it works. */
const steeringSources = ['dashboard', 'itop', 'jira', 'provider', 'requester', 'servicenow', 'user-response'];

export type SteeringEvent = {
  readonly id: number;
  readonly agent_id: number;
  readonly task_id: number | null;
  readonly delivered: boolean;
};
/** Contract 7.8. */
export type Steering =
  | { readonly status: 'created'; readonly events: readonly SteeringEvent[] }
  | { readonly status: 'no_active_agent'; readonly events: readonly [] }
  | { readonly status: 'skipped'; readonly events: readonly []; readonly reason: string };

/** Why a note does not steer: it is no person's or provider's word; an agent must not steer itself by its own progress. */
export function skipsSteering({ source, author }: Pick<Note, 'source' | 'author'>): string | undefined {
  if (!steeringSources.includes(source)) return `Notes of the source ${source} do not steer.`;
  return /^agent($|[-_ ])/i.test(author) ? 'An agent does not steer.' : undefined;
}

const insertEvents = `insert into agent_steering_events (ticket_id, agent_id, task_id, note_id, person_id, source, author, body)
  select $1, a.id, task.id, $2, $3, $4, $5, $6
  from agents a join agent_tasks task on task.id = a.last_task_id
  where a.ticket_id = $1 and a.status in ('spawned', 'running', 'working') and task.status in ('queued', 'running')
  returning id, agent_id, task_id, status = 'delivered' as delivered`;

/**
 * Contract 16.1, with the note: what the active agents of the ticket have to be told. The person behind it stands in the row,
 * because who steers an agent does not decide what it asks for afterwards (GATES.md, "Who may vote").
 */
export async function steer(
  q: Queryable,
  ticket: Ticket,
  note: Note,
  { speaker, personId }: { readonly speaker: Speaker; readonly personId: number | null },
): Promise<Steering> {
  const reason = skipsSteering(note);
  if (reason !== undefined) return { status: 'skipped', events: [], reason };
  const { rows } = await q.query<SteeringEvent>(insertEvents, [
    ticket.id,
    note.id,
    personId,
    note.source,
    note.author,
    note.body,
  ]);
  if (rows.length === 0) return { status: 'no_active_agent', events: [] };
  await recordEvent(q, {
    category: 'agent',
    actor: speaker.name,
    action: 'agent_steering_note_recorded',
    target: `ticket_${ticket.id}`,
    details: { note_id: note.id, events: rows.map(({ id, agent_id: agentId }) => ({ id, agent_id: agentId })) },
  });
  return { status: 'created', events: rows };
}
