import type { Connection } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import { visibleTickets } from '../../tickets/index.js';

export type WorkflowRun = {
  readonly id: number;
  readonly workflow_id: number;
  readonly ticket_id: number | null;
  readonly agent_id: number | null;
  readonly task_id: number | null;
  readonly status: string;
};

export type NewRun = {
  readonly workflow: { readonly id: number; readonly version: number };
  readonly ticketId: number | null;
  readonly agentId: number | null;
  readonly taskId: number | null;
  readonly status: string;
};

export async function insertRun(q: Connection, caller: Caller, run: NewRun): Promise<WorkflowRun> {
  const { rows } = await q.query<WorkflowRun>(
    `insert into workflow_runs (workflow_id, workflow_version, ticket_id, agent_id, task_id, status, created_by, principal_id,
       started_at, completed_at)
     values ($1, $2, $3, $4, $5, $6::varchar, $7, $8, case when $6::varchar <> 'queued' then clock_timestamp() end,
       case when $6::varchar in ('completed', 'passed', 'failed', 'error') then clock_timestamp() end) returning *`,
    [
      run.workflow.id,
      run.workflow.version,
      run.ticketId,
      run.agentId,
      run.taskId,
      run.status,
      caller.name.slice(0, 100),
      caller.principalId === 0 ? null : caller.principalId,
    ],
  );
  const row = rows[0];
  if (!row) throw new Error('A run of a workflow was inserted and did not come back.');
  return row;
}

/** The run with its row locked, when the caller may see its ticket; of runs without a ticket an agent sees its own. */
export async function lockRun(q: Connection, id: number, caller: Caller): Promise<WorkflowRun | undefined> {
  const visible = visibleTickets(caller, 2);
  const own = 2 + visible.params.length;
  const { rows } = await q.query<WorkflowRun>(
    `select r.* from workflow_runs r where r.id = $1 and case
       when r.ticket_id is null then $${own}::bigint is null or r.agent_id = $${own}
       else exists (select from tickets t where t.id = r.ticket_id and ${visible.sql}) end
     for update`,
    [id, ...visible.params, caller.run?.kind === 'task' ? caller.run.agentId : null],
  );
  return rows[0];
}

export async function endRun(q: Connection, id: number, status: string, result: string): Promise<void> {
  await q.query(
    `update workflow_runs set status = $2, result = $3, started_at = coalesce(started_at, clock_timestamp()),
       completed_at = clock_timestamp() where id = $1`,
    [id, status, result],
  );
}
