import type { HarnessName } from '../../config/sections/runner.js';
import { agentPrincipal, defaultTaskPermissions, personBehind } from '../access/index.js';
import { record, recordEvent } from '../audit/index.js';
import { notify, type Connection } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import { grants } from '../../config/roles.js';
import { classify, readRules } from '../intake/index.js';
import { mintLeases } from '../leases/index.js';
import { addNote, finalStatuses, setStatus, waitForPerson, type Ticket } from '../tickets/index.js';
import { workflowFor } from '../workflows/index.js';
import type { AssignAgent } from './contract.js';
import { readConfig, resolveProfile, type Resolved } from './config/index.js';
import { learningTasks } from './learningTasks.js';
import { harnessFor, readyHarnesses } from './runners.js';

export type Spawned =
  | {
      readonly kind: 'spawned';
      readonly agentId: number;
      readonly taskId: number;
      readonly harness: HarnessName;
      readonly model: string | null;
      readonly profileId: string | null;
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

type WorkflowToFollow = { readonly id: number; readonly name: string; readonly matched: string };

/**
 * What is started: `rule_id` is the RACI rule that starts it; left out, the one that the ticket's words fall under. `workflow`
 * is the one to follow, where somebody named it; left out, the one that fits the ticket.
 */
export type SpawnRequest = AssignAgent & {
  readonly task_type: string;
  readonly rule_id?: number;
  readonly workflow?: WorkflowToFollow;
};

/** Program, model and profile by what was asked for, the routes and what runs here (contract 12.2). */
async function chosenFor(q: Connection, ticket: Ticket, request: SpawnRequest): Promise<Resolved> {
  const { config } = await readConfig(q);
  const wanted = {
    ...{ profileId: request.profile_id, harness: request.harness, model: request.model, workflowKey: null },
    ...{ group: ticket.owning_group, taskType: request.task_type, ticketClass: ticket.itop_class },
  };
  return resolveProfile(config, wanted, await readyHarnesses(q));
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
  request: SpawnRequest & { readonly harness: HarnessName },
  workflow: { id: number; matched: string } | null,
): Promise<{ agentId: number; taskId: number; rank: number }> {
  const rank = priorityRank(ticket.priority);
  const agent = await q.query<{ id: number }>(
    `insert into agents (ticket_id, model, selected_model, harness, runtime_profile_id, runtime_config, assigned_by,
       spawned_by_principal_id, on_behalf_of_person_id, raci_rule_id, started_for_person_id)
     values ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id`,
    [
      ticket.id,
      request.model,
      request.harness,
      request.profile_id,
      JSON.stringify(workflow === null ? {} : { workflow_id: workflow.id, matched: workflow.matched }),
      caller.name,
      caller.principalId,
      ticket.requester_person_id,
      request.rule_id ?? null,
      await personBehind(q, caller),
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
  await mintLeases(q, { agentId, ticketId: ticket.id, workflowId: workflow?.id ?? null }, caller);
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
      JSON.stringify({
        source: 'spawn',
        capabilities_at_spawn: limit,
        requested_permissions: wanted,
        denied_permissions: denied,
        enforcement: 'trimmed',
      }),
    ],
  );
  if (denied.length > 0) {
    await recordEvent(q, {
      category: 'access',
      level: 'warning',
      actor: caller.name,
      action: 'agent_permission_snapshot_denied',
      target: `agent_${agentId}`,
      details: { ticket_id: ticket.id, denied_permissions: denied },
    });
  }
  await recordEvent(q, {
    category: 'access',
    actor: caller.name,
    action: 'agent_permission_snapshot_recorded',
    target: `agent_${agentId}`,
    details: {
      ticket_id: ticket.id,
      status: denied.length > 0 ? 'recorded_with_denials' : 'recorded',
      allowed_permissions: allowed,
    },
  });
}

/** No agent works it, for this reason: it waits for a person of its group. */
export async function leaveToPerson(q: Connection, ticket: Ticket, reason: string): Promise<Spawned> {
  return { kind: 'waiting_for_person', group: await waitForPerson(q, ticket), reason };
}

async function fittingWorkflow(q: Connection, intent: string, ticket: Ticket): Promise<WorkflowToFollow | null> {
  const fitting = await workflowFor(q, { intent, text: `${ticket.title}\n${ticket.description}` });
  return fitting ? { id: fitting.workflow.id, name: fitting.workflow.name, matched: fitting.matched } : null;
}

/**
 * Contract 12.1, in the caller's transaction, which holds the ticket's row: one live agent a ticket, or the ticket waits
 * for a person. The built-in harness works only what an approved workflow describes.
 */
export async function spawnAgent(
  q: Connection,
  ticket: Ticket,
  caller: Caller,
  request: SpawnRequest,
): Promise<Spawned> {
  const learns = learningTasks.includes(request.task_type);
  const final = finalStatuses.includes(ticket.status);
  if (final && !learns) return { kind: 'ticket_final', status: ticket.status };
  const live = await liveAgent(q, ticket.id);
  if (live) return { kind: 'active_already', agentId: live.id, status: live.status };
  const resolved = await chosenFor(q, ticket, request);
  const harness = resolved.harness ?? (await harnessFor(q, 'tickets'));
  const words = { message: ticket.description, title: ticket.title };
  const { intent, rule_id: ofWords } = classify(words, await readRules(q));
  const workflow = request.workflow ?? (learns ? null : await fittingWorkflow(q, intent, ticket));
  if (harness === 'builtin' && !workflow) {
    if (final) return { kind: 'ticket_final', status: ticket.status };
    return leaveToPerson(q, ticket, 'No model is set up here, and no approved workflow fits this ticket.');
  }
  // What is learnt from a ticket takes no agent away from those of its rule that wait to be worked.
  const ruleId = learns ? null : (request.rule_id ?? ofWords);
  const asked = {
    ...{ ...request, harness, model: resolved.model, profile_id: resolved.profile?.id ?? null },
    ...(ruleId === null ? {} : { rule_id: ruleId }),
  };
  const { agentId, taskId, rank } = await insertAgent(q, ticket, caller, asked, workflow);
  const aside = final || request.task_type === 'postmortem';
  const changed = aside ? ticket : { ...ticket, agent_id: agentId, waiting_for: null };
  if (!aside) {
    await q.query('update tickets set agent_id = $2, worked_by = $3, waiting_for = null where id = $1', [
      ticket.id,
      agentId,
      `agent ${agentId} (${harness})`,
    ]);
    const reason = `Agent ${agentId} works it with ${harness}.`;
    await setStatus(q, changed, caller, { status: 'in_progress', reason }, 'platform');
  }
  const details = {
    agent_id: agentId,
    task_id: taskId,
    ticket_id: ticket.id,
    harness,
    workflow: workflow?.name ?? null,
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
    body: `Agent assigned: agent ${agentId}, harness ${harness}${workflow ? `, workflow "${workflow.name}"` : ''}.`,
    audience: 'internal',
    byPlatform: true,
  });
  await notify(q, 'tasks');
  const { model, profile_id: profileId } = asked;
  return { kind: 'spawned', agentId, taskId, harness, model, profileId, rank };
}
