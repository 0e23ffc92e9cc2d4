import { revokeRunTokens } from '../access/index.js';
import { record, recordEvent } from '../audit/index.js';
import type { Connection } from '../db/index.js';
import { ok, problem, type Answer } from '../http/answer.js';
import type { Caller } from '../http/caller.js';
import { finalStatuses, readTicket } from '../tickets/index.js';
import { harnessNames, type HarnessName } from '../../config/sections/runner.js';
import { answerTo } from './answerTo.js';
import { spawnAgent } from './spawn.js';

type Former = {
  readonly harness: string;
  readonly model: string | null;
  readonly profile_id: string | null;
  readonly prompt: string;
  readonly task_type: string;
  readonly permissions: string[] | null;
  readonly workflow_id: number | null;
  readonly matched: string | null;
  readonly workflow_name: string | null;
};

/** Program, model, profile, permissions, workflow and the task itself go over as they were (27.9, 27.27). */
async function formerOf(q: Connection, agentId: number, taskId: number): Promise<Former | undefined> {
  const { rows } = await q.query<Former>(
    `select a.harness, a.selected_model as model, a.runtime_profile_id as profile_id, task.prompt, task.task_type,
       c.allowed_permissions as permissions, (a.runtime_config ->> 'workflow_id')::bigint as workflow_id,
       a.runtime_config ->> 'matched' as matched, w.name as workflow_name
     from agents a join agent_tasks task on task.id = $2 left join agent_permission_context c on c.agent_id = a.id
       left join agent_workflows w on w.id = (a.runtime_config ->> 'workflow_id')::bigint and w.status in ('active', 'approved')
     where a.id = $1`,
    [agentId, taskId],
  );
  return rows[0];
}

/**
 * Ends what the former agent still has: its lease is void from here on, so that its runner ends the process and its token is
 * worth nothing, whatever it was about to do.
 */
async function endFormer(q: Connection, agentId: number): Promise<void> {
  const { rows } = await q.query<{ id: number; attempt: number }>(
    `update agent_tasks set status = 'stopped', completed_at = clock_timestamp(), lease_owner = null, lease_until = null,
       stop_reason = 'restarted' where agent_id = $1 and completed_at is null returning id, attempt`,
    [agentId],
  );
  for (const { id, attempt } of rows) await revokeRunTokens(q, { table: 'agent_tasks', id, attempt });
  await q.query(
    `update agents set status = 'terminated', finished_at = coalesce(finished_at, clock_timestamp()),
       error_message = coalesce(error_message, 'restarted via dashboard') where id = $1 and status not in ('finished', 'failed')`,
    [agentId],
  );
  await q.query('update tickets set agent_id = null where agent_id = $1', [agentId]);
}

/** Another agent with the former one's task, in the caller's transaction, which holds the ticket's row. */
export async function startAgain(
  q: Connection,
  agent: { readonly id: number; readonly ticket_id: number; readonly task_id: number | null },
  caller: Caller,
  { status, event }: { readonly status: string; readonly event: 'agent_wake_spawned' | 'agent_restarted' },
): Promise<Answer> {
  const former = agent.task_id === null ? undefined : await formerOf(q, agent.id, agent.task_id);
  if (!former) return problem(409, 'no_task', `Agent ${agent.id} never had a task.`);
  const before = await readTicket(q, agent.ticket_id);
  if (before && finalStatuses.includes(before.status))
    return answerTo({ kind: 'ticket_final', status: before.status }, before.id);
  await endFormer(q, agent.id);
  const ticket = await readTicket(q, agent.ticket_id);
  if (!ticket) throw new Error(`ticket ${agent.ticket_id} is gone while it is locked`);
  const harness = harnessNames.find((name): name is HarnessName => name === former.harness) ?? null;
  const spawned = await spawnAgent(q, ticket, caller, {
    ...{ model: former.model, harness, profile_id: former.profile_id, prompt: former.prompt },
    ...{ requested_permissions: former.permissions ?? [], task_type: former.task_type },
    ...(former.workflow_id !== null && former.workflow_name !== null
      ? { workflow: { id: former.workflow_id, name: former.workflow_name, matched: former.matched ?? 'as before' } }
      : {}),
  });
  const replacement = spawned.kind === 'spawned' ? spawned.agentId : null;
  const details = { agent_id: agent.id, ticket_id: agent.ticket_id, replacement_agent_id: replacement };
  await record(q, { actor: caller, action: event, target: `agent_${agent.id}`, details });
  await recordEvent(q, { category: 'agent', actor: caller.name, action: event, target: `agent_${agent.id}`, details });
  const answer = answerTo(spawned, ticket.id);
  if (answer.status !== 200) return answer;
  const started = answer.body as Readonly<Record<string, unknown>>;
  return ok({ ...started, ...(spawned.kind === 'spawned' && { status }), source_agent_id: agent.id });
}
