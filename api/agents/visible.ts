import type { Caller } from '../http/caller.js';
import { visibleTickets } from '../tickets/index.js';

/** Agents of tickets that the caller may see, and an agent itself. */
export function visibleAgents(caller: Caller, first: number): { sql: string; params: unknown[] } {
  const visible = visibleTickets(caller, first + 1);
  const own = caller.run?.kind === 'task' ? caller.run.agentId : 0;
  return {
    sql: `(a.id = $${first} or exists (select from tickets t where t.id = a.ticket_id and ${visible.sql}))`,
    params: [own, ...visible.params],
  };
}

export const agentColumns = `a.id, a.ticket_id, a.model, a.selected_model, a.harness, a.runtime_profile_id, a.status, a.started_at, a.finished_at,
  a.heartbeat, a.assigned_by, a.error_message, a.attempts, a.last_task_id, a.created_at, tk.title as ticket_title, tk.status as ticket_status,
  tk.itop_ref as ticket_itop_ref, task.id as current_task_id, task.status as task_status, task.progress_pct as task_progress_pct,
  task.task_type, task.error_message as task_error_message,
  extract(epoch from clock_timestamp() - coalesce(a.heartbeat, a.created_at))::integer as idle_seconds,
  extract(epoch from coalesce(a.finished_at, clock_timestamp()) - coalesce(a.started_at, a.created_at))::integer as running_seconds,
  extract(epoch from coalesce(task.completed_at, clock_timestamp()) - task.started_at)::integer as task_working_seconds,
  (select sum(extract(epoch from coalesce(c.decided_at, least(c.expires_at, clock_timestamp())) - c.requested_at))::integer
     from changes c where c.agent_id = a.id) as gate_wait_seconds`;
export const agentJoins = `from agents a left join tickets tk on tk.id = a.ticket_id left join agent_tasks task on task.id = a.last_task_id`;
