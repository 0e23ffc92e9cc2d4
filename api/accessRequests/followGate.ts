import { recordEvent } from '../audit/index.js';
import { carryOut, type Change, type EffectOutcome, type EffectPlan } from '../changes/index.js';
import type { Connection } from '../db/index.js';
import type { Actor } from '../http/caller.js';
import { endOfLease, grantLease, type Lease } from '../leases/index.js';
import { enqueuePush } from '../providers/index.js';
import { addNote, finalStatuses, lockTicket, setStatus, setWaiting, type Ticket } from '../tickets/index.js';
import type { AccessRequest } from './contract.js';
import { lockRequestOf, moveRequest } from './sql/moveRequest.js';

type Both = { readonly parent: Ticket | undefined; readonly child: Ticket | undefined };

async function noteOnBoth(q: Connection, actor: Actor, request: AccessRequest, { parent, child }: Both, body: string) {
  const shared = { source: 'access-request', body, audience: 'internal' } as const;
  if (parent) await addNote(q, parent, actor, { ...shared, externalRef: `access_request:${request.id}` });
  if (child) await addNote(q, child, actor, { ...shared, externalRef: `parent_ticket:${request.parent_ticket_id}` });
}

async function event(
  q: Connection,
  actor: Actor,
  request: AccessRequest,
  action: string,
  details: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const { id, change_id, agent_id, parent_ticket_id: ticket_id, access_ticket_id, resource, permission } = request;
  await recordEvent(q, {
    ...{ category: 'access', actor: actor.name, action, target: `ticket_${ticket_id}` },
    details: {
      ...{ access_request_id: id, ticket_id, access_ticket_id, change_id, agent_id, resource, permission },
      ...details,
    },
  });
}

/** Here, and where it is kept besides: its provider is told by the queue, whether it can be reached now or not. */
async function close(
  q: Connection,
  child: Ticket | undefined,
  actor: Actor,
  status: 'resolved' | 'closed',
  why: string,
) {
  if (!child || finalStatuses.includes(child.status)) return;
  await setStatus(q, child, actor, { status, reason: why });
  await enqueuePush(q, child, { kind: 'close', status, reason: why });
}

/** The lease that people approved, as it stands in the plan; not for an agent that has ended since. */
async function grantPlanned(
  q: Connection,
  change: Change,
  { grant }: EffectPlan,
  actor: Actor,
  granted: (lease: Lease) => void,
): Promise<EffectOutcome> {
  const { rows } = await q.query<{ live: boolean; now: Date }>(
    `select status not in ('finished', 'failed', 'stopped', 'terminated') as live, clock_timestamp() as now from agents where id = $1`,
    [grant.agent_id],
  );
  const { live = false, now = new Date() } = rows[0] ?? {};
  if (!live) return { kind: 'impossible', reason: `agent ${grant.agent_id} has ended, so nothing was granted` };
  const given = grant.expires_at === null ? null : new Date(grant.expires_at);
  if (given !== null && given <= now) return { kind: 'impossible', reason: 'the lease would be over already' };
  const { agent_id: agentId, system, resource_type, resource_id, action, credential_ref: credentialRef } = grant;
  const lease = await grantLease(q, actor, {
    ...{ agentId, system, resource_type, resource_id, action, credentialRef },
    expiresAt: endOfLease(now, given),
    changeId: change.id,
    policySnapshot: { source: 'access_gate', change_id: change.id, digest: change.digest, policy: change.policy_name },
  });
  granted(lease);
  const until = lease.expires_at.toISOString();
  return { kind: 'done', result: `Lease ${lease.id} was granted to agent ${agentId} until ${until}.` };
}

async function approved(q: Connection, actor: Actor, change: Change, request: AccessRequest, both: Both) {
  await moveRequest(q, request.id, { status: 'approved', approvalActor: actor.name });
  await noteOnBoth(q, actor, request, both, `Access gate approved: change ${change.id}`);
  await event(q, actor, request, 'access_request_approved', { approved_by: actor.name });
  const { plan } = change;
  if (plan.kind !== 'effect') {
    const waitingFor = `a person of ${request.assignment_group}`;
    if (both.child) await setWaiting(q, both.child.id, { waitingFor, workedBy: 'person' });
    return `${request.assignment_group} gives the access and reports it.`;
  }
  if (request.lease_inferred) {
    await event(q, actor, request, 'access_request_lease_inferred_on_completion', {
      lease_request: request.lease_request,
    });
  }
  let lease: Lease | undefined;
  const ended = await carryOut(q, change, () =>
    grantPlanned(q, change, plan, actor, (one) => {
      lease = one;
    }),
  );
  if (!lease) {
    await event(q, actor, request, 'access_request_lease_not_granted', { reason: ended.state_reason });
    await rejected(q, actor, request, both, `approved, and not granted: ${ended.state_reason ?? ended.state}`);
    return `It was **not granted**: ${ended.state_reason ?? ended.state}.`;
  }
  await granted(q, actor, request, both, ended.result ?? 'granted');
  return `Agent ${lease.agent_id} has the access now, until ${lease.expires_at.toISOString().slice(0, 16)}Z.`;
}

async function granted(q: Connection, actor: Actor, request: AccessRequest, both: Both, evidence: string) {
  await moveRequest(q, request.id, { status: 'granted', evidence });
  await noteOnBoth(
    q,
    actor,
    request,
    both,
    `Access granted: ${request.permission} on ${request.resource}\n\n${evidence}`,
  );
  await close(q, both.child, actor, 'resolved', `Access granted. ${evidence}`);
  await event(q, actor, request, 'access_request_completed', { evidence });
}

async function rejected(q: Connection, actor: Actor, request: AccessRequest, both: Both, why: string) {
  await moveRequest(q, request.id, { status: 'rejected', closedReason: why });
  await noteOnBoth(q, actor, request, both, `Access gate rejected: change ${request.change_id}, ${why}`);
  await close(q, both.child, actor, 'closed', `The access was not granted: ${why}.`);
  await event(q, actor, request, 'access_request_rejected', { reason: why });
}

/**
 * The access request behind a gate that moved, in the transaction that moved it (contract 9.6): approved, and what people
 * approved is granted in the same breath; granted, when a person reports it; rejected in every other end. Returns what
 * follows in a sentence. The caller holds the change's row.
 */
export async function accessFollowsGate(
  q: Connection,
  change: Change,
  actor: Actor,
  why: string,
): Promise<string | undefined> {
  const request = await lockRequestOf(q, change.id);
  if (!request || request.status === 'granted' || request.status === 'rejected') return undefined;
  const both: Both = {
    parent: await lockTicket(q, request.parent_ticket_id),
    child: await lockTicket(q, request.access_ticket_id),
  };
  switch (change.state) {
    case 'pending':
    case 'executing':
      return undefined;
    case 'approved':
      return approved(q, actor, change, request, both);
    case 'completed':
      await granted(q, actor, request, both, change.result ?? why);
      return undefined;
    case 'rejected':
    case 'expired':
    case 'withdrawn':
    case 'superseded':
    case 'failed':
    case 'execution_expired':
    case 'drifted':
      await rejected(
        q,
        actor,
        request,
        both,
        change.rejected_reason === null ? why : `${why}: ${change.rejected_reason}`,
      );
      return undefined;
  }
}
