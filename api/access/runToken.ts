import type { Classification } from '../../config/roles.js';
import type { Lease, Queryable } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import { newToken, tokenHash } from './credentialHash.js';
import { agentPrincipal, intakePrincipal } from './principals.js';

/**
 * What a chat turn may ask of the API: find out where it belongs, file or continue a ticket of its own conversation, and
 * write its result. No decision verb is among these, and the routes refuse one by the type of the caller anyway.
 */
const turnCapabilities = [
  'ops-chat:turn',
  'ops-chat:read',
  'intake:read',
  'tickets:read',
  'tickets:create',
  'tickets:note',
  'tickets:reply',
  'agents:spawn',
  'agents:stop',
];

/** Contract 5.1; `agents:heartbeat` and `deployments:write` are for the own agent only (issue: the seed tells agents to). */
export const defaultTaskPermissions = [
  'tickets:read',
  'tickets:note',
  'tickets:request_info',
  'access:request',
  'changes:read',
  'changes:request',
  'changes:complete',
  'agents:read',
  // For itself alone: its sign of life, and that it took into account what it was told (27.9).
  'agents:heartbeat',
  'workflows:read',
  'postmortems:read',
  'postmortems:write',
  'knowledge:read',
];

/** A new token for this attempt; earlier ones of the same work are revoked, and all end with the lease. */
export async function issueRunToken(q: Queryable, lease: Lease, agentId: number | null): Promise<string> {
  const token = newToken('run');
  const column = lease.table === 'ops_chat_turns' ? 'turn_id' : 'task_id';
  const principalId = agentId === null ? await intakePrincipal(q) : await agentPrincipal(q, agentId);
  await q.query(`update run_tokens set revoked_at = clock_timestamp() where ${column} = $1 and revoked_at is null`, [
    lease.id,
  ]);
  await q.query(`insert into run_tokens (hash, ${column}, attempt, principal_id) values ($1, $2, $3, $4)`, [
    tokenHash(token),
    lease.id,
    lease.attempt,
    principalId,
  ]);
  return token;
}

export async function revokeRunTokens(q: Queryable, lease: Lease): Promise<void> {
  const column = lease.table === 'ops_chat_turns' ? 'turn_id' : 'task_id';
  await q.query(`update run_tokens set revoked_at = clock_timestamp() where ${column} = $1 and revoked_at is null`, [
    lease.id,
  ]);
}

type RunRow = {
  principal_id: number;
  attempt: number;
  turn_id: number | null;
  session_id: number | null;
  person_id: number | null;
  requester_name: string | null;
  requester_email: string | null;
  ticket_ids: number[];
  task_id: number | null;
  agent_id: number | null;
  ticket_id: number | null;
  permissions: string[] | null;
  max_classification: Classification | null;
};

/** The caller behind a run token, while the attempt that it was made for still holds its lease. */
export async function callerOfRunToken(q: Queryable, token: string): Promise<Caller | undefined> {
  const { rows } = await q.query<RunRow>(
    `select t.principal_id, t.attempt, t.turn_id, turn.session_id, turn.person_id, s.requester_name, s.requester_email,
       coalesce((select array_agg(id) from tickets where session_id = turn.session_id), '{}') as ticket_ids,
       t.task_id, task.agent_id, task.ticket_id, context.allowed_permissions as permissions,
       context.max_classification
     from run_tokens t
     left join ops_chat_turns turn on turn.id = t.turn_id
     left join ops_chat_sessions s on s.id = turn.session_id
     left join agent_tasks task on task.id = t.task_id
     left join agent_permission_context context on context.agent_id = task.agent_id
     where t.hash = $1 and t.revoked_at is null
       and ((turn.status = 'running' and turn.attempt = t.attempt and turn.lease_until > clock_timestamp())
         or (task.status = 'running' and task.attempt = t.attempt and task.lease_until > clock_timestamp()))`,
    [tokenHash(token)],
  );
  const row = rows[0];
  if (!row) return undefined;
  const shared = {
    type: 'agent',
    principalId: row.principal_id,
    personId: null,
    channel: 'rest',
    roles: [],
    email: null,
    sessionId: null,
  } as const;
  const view = { tickets: new Set(['none'] as const), changes: new Set(['none'] as const), groups: [] };
  if (row.turn_id !== null && row.session_id !== null) {
    return {
      ...shared,
      name: 'intake-agent',
      displayName: 'Intake agent',
      capabilities: turnCapabilities,
      view: {
        ...view,
        notes: new Set(['user', 'public'] as const),
        maxClassification: 'internal',
        ticketIds: row.ticket_ids,
      },
      submittedBy: row.requester_name,
      run: { kind: 'turn', turnId: row.turn_id, sessionId: row.session_id, attempt: row.attempt },
    };
  }
  if (row.task_id === null || row.agent_id === null) return undefined;
  return {
    ...shared,
    name: `agent-${row.agent_id}`,
    displayName: `Agent ${row.agent_id}`,
    capabilities: row.permissions ?? defaultTaskPermissions,
    view: {
      ...view,
      notes: new Set(['internal', 'user', 'public'] as const),
      maxClassification: row.max_classification ?? 'internal',
      ticketIds: row.ticket_id === null ? [] : [row.ticket_id],
    },
    submittedBy: null,
    run: { kind: 'task', taskId: row.task_id, agentId: row.agent_id, ticketId: row.ticket_id, attempt: row.attempt },
  };
}
