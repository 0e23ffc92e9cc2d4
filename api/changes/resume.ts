import type { Queryable } from '../db/index.js';
import type { Change } from './contract.js';

/** How the agent goes on after a decision (contract 10.5), in the contract's own words (27.28). */
export type Resume =
  | { readonly status: 'not_applicable' | 'not_resumed'; readonly reason: string }
  | { readonly status: 'already_active' | 'resumed'; readonly agent_id: number; readonly task_id: number }
  | { readonly status: 'already_active_ticket'; readonly agent_id: number; readonly task_id: number | null };

type Row = {
  agent_id: number;
  live: boolean;
  task_id: number | null;
  task_status: string | null;
  other_agent: number | null;
  other_task: number | null;
};

/**
 * What becomes of the agent that asked. It is never started anew by a decision: its own task, put aside while the gate was
 * open, is queued again as it was (agents/atGate.ts), and this says so. Changes nothing, so it can be asked again.
 */
export async function resumeOf(
  q: Queryable,
  change: Pick<Change, 'agent_id' | 'task_id' | 'ticket_id'>,
): Promise<Resume> {
  if (change.agent_id === null || change.ticket_id === null) {
    return { status: 'not_applicable', reason: 'No agent asked for this change.' };
  }
  const { rows } = await q.query<Row>(
    `select a.id as agent_id, a.status not in ('finished', 'failed', 'stopped', 'terminated') as live, task.id as task_id,
       task.status as task_status, other.id as other_agent, other.last_task_id as other_task
     from agents a left join agent_tasks task on task.id = coalesce($2, a.last_task_id)
       left join agents other on other.ticket_id = $3 and other.id <> a.id
         and other.status not in ('finished', 'failed', 'stopped', 'terminated')
     where a.id = $1 limit 1`,
    [change.agent_id, change.task_id, change.ticket_id],
  );
  const row = rows[0];
  if (row?.live === true && row.task_id !== null) {
    const both = { agent_id: row.agent_id, task_id: row.task_id };
    if (row.task_status === 'running' || row.task_status === 'queued') return { status: 'already_active', ...both };
    if (row.task_status === 'pending_approval') return { status: 'resumed', ...both };
  }
  if (row?.other_agent !== null && row?.other_agent !== undefined) {
    return { status: 'already_active_ticket', agent_id: row.other_agent, task_id: row.other_task };
  }
  return { status: 'not_resumed', reason: 'The agent that asked has ended; a person goes on, or starts another one.' };
}
