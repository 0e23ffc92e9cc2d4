import { recordEvent } from '../audit/index.js';
import type { Connection } from '../db/index.js';
import type { Actor } from '../http/caller.js';
import type { Change } from './contract.js';
import { stateInWords } from './vote.js';

/**
 * Contract 10.5 (1): an agent that works while its gate moves is told to look at it again. A word of the platform, with no
 * person behind it, so that it steers nobody into the lineage. One that was put aside reads what was decided when its task
 * is started again.
 */
export async function tellAgent(q: Connection, change: Change, actor: Actor): Promise<void> {
  // What an agent did itself is no news to it.
  if (change.agent_id === null || actor.type === 'agent') return;
  const body = `Change ${change.id} is ${stateInWords(change.state)} now. Read it again before you go on: GET /api/changes/${change.id}/status.`;
  const { rows } = await q.query<{ id: number; task_id: number }>(
    `insert into agent_steering_events (ticket_id, agent_id, task_id, source, author, body, metadata)
     select $2, task.agent_id, task.id, 'approval-gate', 'system', $3, jsonb_build_object('change_id', $4::bigint, 'state', $5::text)
     from agents a join agent_tasks task on task.id = a.last_task_id
     where a.id = $1 and task.status in ('queued', 'running') returning id, task_id`,
    [change.agent_id, change.ticket_id, body, change.id, change.state],
  );
  const told = rows[0];
  if (!told) return;
  await recordEvent(q, {
    category: 'agent',
    actor: actor.name,
    action: 'approval_update_delivered_to_active_agent',
    target: `agent_${change.agent_id}`,
    details: { change_id: change.id, state: change.state, task_id: told.task_id, steering_event_id: told.id },
  });
}
