import type { HarnessName } from '../../config/sections/runner.js';
import { agentPrincipal, defaultTaskPermissions } from '../access/index.js';
import { record, recordEvent } from '../audit/index.js';
import { notify, type Connection } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import { grants } from '../../config/roles.js';
import { classify, type IntakeRule } from '../intake/index.js';
import { addNote, finalStatuses, setStatus, waitForPerson, type Ticket } from '../tickets/index.js';
import { workflowFor } from '../workflows/index.js';
import type { AssignAgent } from './contract.js';
import { harnessFor } from './runners.js';

export type Spawned =
  | {
      readonly kind: 'spawned';
      readonly agentId: number;
      readonly taskId: number;
      readonly harness: HarnessName;
      readonly rank: number;
    }
  | { readonly kind: 'waiting_for_person'; readonly group: string; readonly reason: string }
  | { readonly kind: 'active_already'; readonly agentId: number; readonly status: string }
  | { readonly kind: 'ticket_final'; readonly status: string };

/** Contract 12.3: P1 first; unknown counts as P3. */
export function priorityRank(priority: string | null): number {
  const rank = /^p?([1-4])$/i.exec(priority ?? '')?.[1];
  return rank === undefined ? 2 : Number(rank) - 1;
}

/** What a task is asked to do when nobody said more. */
export function standardPrompt(ticket: Ticket): string {
  return `Investigate and resolve this ticket: ${ticket.title}\nClass: ${ticket.itop_class}\n\n${ticket.description}`;
}

async function liveAgent(q: Connection, ticketId: number): Promise<{ id: number; status: string } | undefined> {
  const { rows } = await q.query<{ id: number; status: string }>(
    `select id, status from agents where ticket_id = $1 and status not in ('finished', 'failed', 'stopped', 'terminated') limit 1`,
    [ticketId],
  );
  return rows[0];
}

async function insertAgent(
  q: Connection,
  ticket: Ticket,
  caller: Caller,
  request: AssignAgent & { harness: HarnessName; task_type: string },
  workflow: { id: number; matched: string } | null,
): Promise<{ agentId: number; taskId: number; rank: number }> {
  const rank = priorityRank(ticket.priority);
  const agent = await q.query<{ id: number }>(
    `insert into agents (ticket_id, model, selected_model, harness, runtime_profile_id, runtime_config, assigned_by,
       spawned_by_principal_id, on_behalf_of_person_id)
     values ($1, $2, $2, $3, $4, $5, $6, $7, $8) returning id`,
    [
      ticket.id,
      request.model,
      request.harness,
      request.profile_id,
      JSON.stringify(workflow === null ? {} : { workflow_id: workflow.id, matched: workflow.matched }),
      caller.name,
      caller.principalId,
      ticket.requester_person_id,
    ],
  );
  const agentId = agent.rows[0]?.id ?? 0;
  const task = await q.query<{ id: number }>(
    `insert into agent_tasks (agent_id, ticket_id, task_type, prompt, priority_rank) values ($1, $2, $3, $4, $5) returning id`,
    [agentId, ticket.id, request.task_type, request.prompt ?? standardPrompt(ticket), rank],
  );
  const taskId = task.rows[0]?.id ?? 0;
  await q.query('update agents set last_task_id = $2 where id = $1', [agentId, taskId]);
  await agentPrincipal(q, agentId);
  await grantPermissions(q, agentId, ticket, caller, request.requested_permissions);
  return { agentId, taskId, rank };
}

/**
 * Contract 5.1: an agent never gets more than who started it holds. A chat turn and the platform start it for the
 * requester with the default set, in which nothing decides.
 */
async function grantPermissions(
  q: Connection,
  agentId: number,
  ticket: Ticket,
  caller: Caller,
  requested: readonly string[],
): Promise<void> {
  const wanted = requested.length > 0 ? requested : defaultTaskPermissions;
  const limit = caller.type === 'person' || caller.type === 'service' ? caller.capabilities : defaultTaskPermissions;
  const allowed = wanted.filter((one) => grants(limit, one) && one !== '*' && !one.endsWith(':*'));
  const denied = wanted.filter((one) => !allowed.includes(one));
  await q.query(
    `insert into agent_permission_context (agent_id, ticket_id, spawned_by_username, roles, allowed_permissions, scopes, max_classification, policy_snapshot)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      agentId,
      ticket.id,
      caller.name,
      caller.roles,
      allowed,
      JSON.stringify([{ type: 'ticket', value: String(ticket.id) }]),
      caller.view.maxClassification,
      JSON.stringify({ source: 'spawn', requested_permissions: wanted, denied_permissions: denied }),
    ],
  );
  if (denied.length > 0) {
    await recordEvent(q, {
      category: 'agent',
      level: 'warning',
      actor: caller.name,
      action: 'agent_permission_snapshot_denied',
      target: `agent_${agentId}`,
      details: { ticket_id: ticket.id, denied_permissions: denied },
    });
  }
}

/** No agent works it, for this reason: it waits for a person of its group. */
export async function leaveToPerson(q: Connection, ticket: Ticket, reason: string): Promise<Spawned> {
  return { kind: 'waiting_for_person', group: await waitForPerson(q, ticket), reason };
}

/**
 * Contract 12.1, in the caller's transaction, which holds the ticket's row: one live agent a ticket, or the ticket waits
 * for a person. The built-in harness works only what an approved workflow describes.
 */
export async function spawnAgent(
  q: Connection,
  rules: readonly IntakeRule[],
  ticket: Ticket,
  caller: Caller,
  request: AssignAgent & { task_type: string },
): Promise<Spawned> {
  if (finalStatuses.includes(ticket.status)) return { kind: 'ticket_final', status: ticket.status };
  const live = await liveAgent(q, ticket.id);
  if (live) return { kind: 'active_already', agentId: live.id, status: live.status };
  const harness = request.harness ?? (await harnessFor(q, 'tickets'));
  const { intent } = classify({ message: ticket.description, title: ticket.title }, rules);
  const fitting = await workflowFor(q, { intent, text: `${ticket.title}\n${ticket.description}` });
  if (harness === 'builtin' && !fitting) {
    return leaveToPerson(q, ticket, 'No model is set up here, and no approved workflow fits this ticket.');
  }
  const workflow = fitting ? { id: fitting.workflow.id, matched: fitting.matched } : null;
  const { agentId, taskId, rank } = await insertAgent(q, ticket, caller, { ...request, harness }, workflow);
  await q.query('update tickets set agent_id = $2, worked_by = $3, waiting_for = null where id = $1', [
    ticket.id,
    agentId,
    `agent ${agentId} (${harness})`,
  ]);
  const changed = { ...ticket, agent_id: agentId, waiting_for: null };
  await setStatus(q, changed, caller, { status: 'in_progress', reason: `Agent ${agentId} works it with ${harness}.` });
  const details = {
    agent_id: agentId,
    task_id: taskId,
    ticket_id: ticket.id,
    harness,
    workflow: fitting?.workflow.name ?? null,
  };
  await record(q, { actor: caller, action: 'agent_assigned', target: `agent_${agentId}`, details });
  await recordEvent(q, {
    category: 'agent',
    actor: caller.name,
    action: 'spawn_requested',
    target: `agent_${agentId}`,
    details,
  });
  await addNote(q, changed, caller, {
    source: 'agent-control-plane',
    author: `agent-${agentId}`,
    body: `Agent assigned: agent ${agentId}, harness ${harness}${fitting ? `, workflow "${fitting.workflow.name}"` : ''}.`,
    audience: 'internal',
  });
  await notify(q, 'tasks');
  return { kind: 'spawned', agentId, taskId, harness, rank };
}
