import { systemActor } from '../access/index.js';
import { notify, type Connection } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import { finalStatuses, type Ticket } from '../tickets/index.js';
import type { AssignAgent } from './contract.js';
import { spawnAgent, standardPrompt, type Spawned } from './spawn.js';

/** As it stands on the wire (contract 8.2). */
export type Resumed = { readonly status: string } & Readonly<Record<string, unknown>>;

type Before = {
  readonly agent_id: number;
  readonly agent_status: string;
  readonly task_id: number | null;
  readonly task_status: string | null;
  readonly model: string | null;
  readonly harness: AssignAgent['harness'];
  readonly runtime_profile_id: string | null;
};

const again =
  'The requester has answered. Read the context again, and go on with the latest note of the source user-response, ' +
  'or of the provider where the answer was written there.';

async function agentsOf(q: Connection, ticketId: number): Promise<Before[]> {
  const { rows } = await q.query<Before>(
    `select a.id as agent_id, a.status as agent_status, task.id as task_id, task.status as task_status, a.model, a.harness,
       a.runtime_profile_id
     from agents a left join agent_tasks task on task.id = a.last_task_id
     where a.ticket_id = $1 order by a.id desc limit 50`,
    [ticketId],
  );
  return rows;
}

/** Its own task goes on: the agent waits for nothing else. */
async function wakeWaiting(q: Connection, { agent_id: agentId, task_id: taskId }: Before): Promise<Resumed> {
  await q.query(
    `update agent_tasks set status = 'queued', not_before = clock_timestamp() where id = $1 and status = 'awaiting_user_response'`,
    [taskId],
  );
  await q.query(`update agents set status = 'spawned' where id = $1`, [agentId]);
  await notify(q, 'tasks');
  return { status: 'resumed', agent_id: agentId, task_id: taskId };
}

/** The platform starts it, for whoever had started the one before: with what that one was allowed, and no more. */
async function platform(q: Connection): Promise<Caller> {
  const nothing = {
    tickets: new Set(['none'] as const),
    changes: new Set(['none'] as const),
    notes: new Set([] as const),
  };
  return {
    ...(await systemActor(q, 'system')),
    capabilities: [],
    view: { ...nothing, maxClassification: 'internal', groups: [], ticketIds: [] },
    roles: [],
    displayName: 'Opsroom',
    email: null,
    submittedBy: null,
    run: null,
    sessionId: null,
  };
}

async function inheritPermissions(q: Connection, from: number, to: number): Promise<void> {
  await q.query(
    `update agent_permission_context mine set allowed_permissions = before.allowed_permissions, roles = before.roles,
       max_classification = before.max_classification, spawned_by_username = before.spawned_by_username,
       policy_snapshot = mine.policy_snapshot || jsonb_build_object('inherited_from_agent', $1::bigint)
     from agent_permission_context before where before.agent_id = $1 and mine.agent_id = $2`,
    [from, to],
  );
}

function told(spawned: Spawned): Resumed {
  switch (spawned.kind) {
    case 'spawned': {
      const { agentId, taskId, harness, model } = spawned;
      return { status: 'spawned', agent_id: agentId, task_id: taskId, harness, model };
    }
    case 'waiting_for_person':
      return { status: 'waiting_for_person', group: spawned.group };
    case 'active_already':
      return { status: 'already_active', agent_id: spawned.agentId };
    case 'ticket_final':
      return { status: 'not_requested', reason: `The ticket is ${spawned.status}.` };
  }
}

/**
 * Contract 8.2, in the caller's transaction, which holds the ticket's row: the agent at work hears of the answer as it
 * works; where an agent had asked and has ended since, another one like it goes on. A ticket that a person has taken is that
 * person's.
 */
export async function resumeWithAnswer(q: Connection, ticket: Ticket, askedBy: string | null): Promise<Resumed> {
  const agents = await agentsOf(q, ticket.id);
  const ended = ['finished', 'failed', 'stopped', 'terminated'];
  const live = agents.find(({ agent_status: status }) => !ended.includes(status));
  if (live?.task_status === 'awaiting_user_response') return wakeWaiting(q, live);
  if (live) return { status: 'already_active', agent_id: live.agent_id, task_id: live.task_id };
  const asker = agents.find(({ agent_id: id }) => askedBy === `agent-${id}`);
  if (!asker || ticket.assignee_person_id !== null || finalStatuses.includes(ticket.status)) {
    return { status: 'not_requested' };
  }
  const spawned = await spawnAgent(q, ticket, await platform(q), {
    ...{ model: asker.model, harness: asker.harness, profile_id: asker.runtime_profile_id },
    ...{ prompt: `${standardPrompt(ticket)}\n\n${again}`, requested_permissions: [], task_type: 'ticket_resolution' },
  });
  if (spawned.kind === 'spawned') await inheritPermissions(q, asker.agent_id, spawned.agentId);
  return told(spawned);
}
