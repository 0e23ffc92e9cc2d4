import { digestOf, record, recordEvent } from '../audit/index.js';
import { requestChange, type Agent, type Change, type GateRules } from '../changes/index.js';
import type { Connection } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import { readRules } from '../intake/index.js';
import {
  addNote,
  createBody,
  createTicket,
  groupNamed,
  readTicket,
  setWaiting,
  shownTicket,
  type Ticket,
} from '../tickets/index.js';
import type { AccessRequest, AccessRoute, RequestAccess } from './contract.js';
import { reachesFar, tooWideForAgent } from './leaseReach.js';
import { grantOf, leaseOf, planOfRequest, type AskedLease } from './planOfRequest.js';
import { riskOf, riskWithLease } from './riskOf.js';
import { gravestRoute, routeAccess } from './routeAccess.js';
import { insertRequest } from './sql/insertRequest.js';
import { openRequest } from './sql/openRequest.js';

export type Requested =
  | {
      readonly kind: 'opened' | 'open_already';
      readonly request: AccessRequest;
      readonly change: Change;
      readonly accessTicket: Record<string, unknown>;
    }
  | {
      readonly kind: 'refused';
      readonly status: 403 | 409 | 422;
      readonly code: string;
      readonly sentence: string;
      /** The field that is meant, where it is one. */
      readonly path?: string;
    };

type Refused = Extract<Requested, { kind: 'refused' }>;
const refused = (status: Refused['status'], code: string, sentence: string): Refused => ({
  ...{ kind: 'refused', status, code, sentence },
});

const action = 'Grant least-privilege account access';

/** For whom it is: an agent asks for itself alone; a person or a service may name one that works this ticket. */
async function agentOf(
  q: Connection,
  caller: Caller,
  ticket: Ticket,
  named: number | null,
): Promise<Agent | null | Refused> {
  const run = caller.run?.kind === 'task' ? caller.run : undefined;
  if (run) {
    if (named !== null && named !== run.agentId)
      return refused(403, 'not_own_agent', `You are agent ${run.agentId}, and can ask for access for yourself alone.`);
    return { id: run.agentId, taskId: run.taskId };
  }
  if (named === null) return null;
  const { rows } = await q.query<Agent & { live: boolean }>(
    `select id, last_task_id as "taskId", status not in ('finished', 'failed', 'stopped', 'terminated') as live
     from agents where id = $1 and ticket_id = $2`,
    [named, ticket.id],
  );
  const agent = rows[0];
  if (!agent) return refused(422, 'agent_not_on_ticket', `Agent ${named} does not work ticket ${ticket.id}.`);
  if (!agent.live) return refused(409, 'agent_ended', `Agent ${named} has ended and needs no access any more.`);
  return { id: agent.id, taskId: agent.taskId };
}

/** Which credential a lease is for is nothing that an agent chooses: its own, under the name that leases have by themselves. */
function leaseFor(caller: Caller, asked: RequestAccess): AskedLease | null {
  const lease = leaseOf(asked);
  return lease && caller.type === 'agent' ? { ...lease, credentialRef: null } : lease;
}

/** What makes two requests the same: for whom, on what, with which right. Case does not. */
function digestOfRequest(asked: RequestAccess, agent: Agent | null, lease: AskedLease | null): string {
  const fold = (text: string | null): string | null => text?.toLowerCase() ?? null;
  return digestOf({
    agent_id: agent?.id ?? null,
    account_ref: fold(asked.account_ref),
    resource: fold(asked.resource),
    permission: fold(asked.permission),
    lease: lease?.wanted ?? null,
  });
}

function requesterOf(asked: RequestAccess, caller: Caller, agent: Agent | null): string {
  if (caller.type === 'person') return caller.displayName;
  const own = agent === null ? (asked.created_by ?? caller.name) : `agent_${agent.id}`;
  return caller.type === 'service' ? (asked.requester ?? own) : own;
}

/** The ticket of those who own the resource. It is in no conversation, and no agent ever starts on it by itself. */
async function childTicket(
  q: Connection,
  caller: Caller,
  parent: Ticket,
  asked: RequestAccess,
  {
    group,
    groupByRules,
    requester,
  }: { readonly group: string; readonly groupByRules: boolean; readonly requester: string },
): Promise<Ticket> {
  const input = createBody.parse({
    title: `Access request: ${asked.permission} for ${asked.resource}`,
    description: [
      `Ticket ${parent.id} needs it: ${parent.title}`,
      `Resource: ${asked.resource}`,
      `Permission: ${asked.permission}`,
      ...(asked.account_ref === null ? [] : [`Account: ${asked.account_ref}`]),
      ...(asked.reason === '' ? [] : [`Reason: ${asked.reason}`]),
    ].join('\n'),
    ticket_class: 'UserRequest',
    status: 'new',
    priority: 'P3',
    sync_provider: asked.sync_provider,
    created_by: caller.type === 'service' ? (asked.created_by ?? 'agent-access-request') : 'agent-access-request',
    auto_assign: false,
    assignee_team: group,
    owning_group: group,
    requester_name: requester,
    security_classification: parent.security_classification,
    access_scope: { source: 'permission-wall-access-request', parent_ticket_id: parent.id },
  });
  const origin = { sessionId: null, threadId: null, requesterPersonId: caller.personId, groupByRules };
  return (await createTicket(q, caller, input, origin)).ticket;
}

type Facts = {
  readonly route: AccessRoute;
  readonly lease: AskedLease | null;
  readonly child: Ticket;
  readonly parent: Ticket;
};

/** Contract 9.3: what stands in the change beside its plan. Nothing in it decides anything. */
function policyOf(asked: RequestAccess, { route, lease, child, parent }: Facts): Record<string, unknown> {
  return {
    source: 'permission-wall-access-request',
    access_request: true,
    access_request_ticket_id: child.id,
    parent_ticket_id: parent.id,
    resource: asked.resource,
    permission: asked.permission,
    account_ref: asked.account_ref,
    assignment_group: route.assignment_group,
    access_raci: route,
    auto_complete: false,
    ...(lease === null ? {} : { lease_request: lease.wanted, lease_request_inferred: lease.inferred }),
  };
}

/** Contract 9, in the caller's transaction, which holds the ticket's row: child ticket, gate, request, notes, audit. */
export async function requestAccess(
  q: Connection,
  rules: GateRules,
  caller: Caller,
  parent: Ticket,
  asked: RequestAccess,
): Promise<Requested> {
  const agent = await agentOf(q, caller, parent, asked.agent_id ?? null);
  if (agent !== null && 'kind' in agent) return agent;
  const group = asked.assignment_group === null ? null : await groupNamed(q, asked.assignment_group);
  if (group === undefined) return refused(422, 'unknown_group', `There is no group ${asked.assignment_group ?? ''}.`);
  const lease = agent === null ? null : leaseFor(caller, asked);
  const tooWide = lease && caller.type === 'agent' ? tooWideForAgent(lease) : undefined;
  if (tooWide) return { ...refused(422, 'lease_too_wide', tooWide.sentence), path: tooWide.path };
  if (lease?.expiresAt && lease.expiresAt.getTime() <= Date.now())
    return refused(422, 'lease_over', 'lease_request.expires_at is over already.');
  const digest = digestOfRequest(asked, agent, lease);
  const open = await openRequest(q, parent.id, digest);
  if (open) return found(q, open);

  const words = { resource: asked.resource, permission: asked.permission, reason: asked.reason };
  const stored = await readRules(q);
  // Who decides is the business of the rules: whoever asks may say whose work it is, and not whose vote counts.
  const ruled = gravestRoute({ ...words, assignmentGroup: null }, lease, stored);
  const route = group === null ? ruled : routeAccess({ ...words, assignmentGroup: group }, stored);
  const byAgent = caller.type === 'agent';
  const risk = riskWithLease(riskOf(asked.risk_level, ruled.risk_level, byAgent), lease !== null && reachesFar(lease));
  await q.query('savepoint access_request');
  const requester = requesterOf(asked, caller, agent);
  const child = await childTicket(q, caller, parent, asked, {
    ...{ group: route.assignment_group, groupByRules: group === null, requester },
  });
  const grant = agent === null || lease === null ? null : grantOf(agent.id, lease);
  const plan = planOfRequest(asked, route.assignment_group, grant);
  const gate = await requestChange(
    q,
    rules,
    caller,
    parent,
    {
      ...{ agent_id: agent?.id ?? null, ticket_id: parent.id, action, target: plan.target, reason: asked.reason },
      ...{ command: null, risk_level: risk },
      approval_policy: policyOf(asked, { route, lease, child, parent }),
    },
    agent,
    { plan, origin: 'access', owner: ruled.assignment_group },
  );
  if (gate.kind !== 'opened') {
    await q.query('rollback to savepoint access_request');
    if (gate.kind === 'refused') return gate;
    return refused(409, 'change_open_already', `The same stands open as change ${gate.change.id}.`);
  }
  const request = await insertRequest(q, caller, {
    ...{ asked, parentTicketId: parent.id, accessTicketId: child.id, agentId: agent?.id ?? null },
    ...{
      changeId: gate.change.id,
      requester,
      route,
      lease: grant && { ...grant },
      inferred: lease?.inferred ?? false,
      digest,
    },
  });
  await tell(q, caller, { parent, child, request });
  return found(q, request, 'opened');
}

async function tell(
  q: Connection,
  caller: Caller,
  { parent, child, request }: { readonly parent: Ticket; readonly child: Ticket; readonly request: AccessRequest },
): Promise<void> {
  const { id, change_id, agent_id, resource, permission, assignment_group, lease_request } = request;
  const author = agent_id === null ? caller.name : `agent-${agent_id}`;
  const what = `${permission} on ${resource}`;
  await addNote(q, parent, caller, {
    source: 'access-request',
    author,
    body: `Access requested: ${what}\n\nTicket ${child.id} of ${assignment_group} follows it; change ${change_id} is its gate.`,
    audience: 'internal',
    externalRef: `access_request:${id}`,
  });
  await addNote(q, child, caller, {
    source: 'access-request',
    author,
    body: `Ticket ${parent.id} waits for this access: ${what}\n\nChange ${change_id} decides it.`,
    audience: 'internal',
    externalRef: `parent_ticket:${parent.id}`,
  });
  await setWaiting(q, child.id, { waitingFor: `a decision on change ${change_id}`, workedBy: 'person' });
  const details = {
    ...{ access_request_id: id, ticket_id: parent.id, access_ticket_id: child.id, change_id, agent_id },
    ...{ resource, permission, assignment_group, lease_requested: lease_request !== null },
  };
  const target = `ticket_${parent.id}`;
  await record(q, { actor: caller, action: 'access_request_created', target, result: 'pending_approval', details });
  await recordEvent(q, {
    ...{ category: 'access', actor: caller.name, action: 'access_request_created', target, details },
  });
}

async function found(
  q: Connection,
  request: AccessRequest,
  kind: 'opened' | 'open_already' = 'open_already',
): Promise<Requested> {
  const { rows } = await q.query<Change>('select * from changes where id = $1', [request.change_id]);
  const ticket = await readTicket(q, request.access_ticket_id);
  const change = rows[0];
  if (!change || !ticket) throw new Error(`Access request ${request.id} has lost its change or its ticket.`);
  return { kind, request, change, accessTicket: shownTicket(ticket) };
}
