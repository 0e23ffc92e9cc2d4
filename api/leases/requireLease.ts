import { credentialVault } from '../access/index.js';
import { recordEvent } from '../audit/index.js';
import type { Queryable } from '../db/index.js';
import { problem, type Answer } from '../http/answer.js';
import type { Actor } from '../http/caller.js';
import { brokerTrace, type BrokerMode, type BrokerTrace } from './brokerTrace.js';
import type { Lease, Wanted } from './contract.js';
import { fitsPattern } from './shellPattern.js';
import { usableLeases } from './sql/usableLeases.js';
import { writeDecision } from './sql/writeDecision.js';

export type LeaseDecision =
  | { readonly kind: 'allowed'; readonly lease: Lease; readonly trace: BrokerTrace }
  | { readonly kind: 'denied'; readonly reason: 'missing_agent_vault_lease'; readonly trace: BrokerTrace };

type Asked = {
  /** Who asks, when it is not the agent itself. */
  readonly by?: Pick<Actor, 'name' | 'principalId'>;
  readonly mode?: BrokerMode;
};

/**
 * Whether the agent holds a lease for this at this moment (contract 5.5). Both outcomes are in the log of access decisions
 * and an event, with the transaction or connection of `q`.
 */
export async function requireLease(
  q: Queryable,
  agentId: number,
  wanted: Wanted,
  { by, mode = 'lease-reference' }: Asked = {},
): Promise<LeaseDecision> {
  const held = await usableLeases(q, agentId, wanted.system, wanted.resource_type);
  const lease = held.find(
    ({ resource_id: pattern, action }) =>
      fitsPattern(pattern, wanted.resource_id) && (action === '*' || action === wanted.action),
  );
  const decision = lease ? 'allow' : 'deny';
  const reason = lease ? 'agent_vault_lease_match' : 'missing_agent_vault_lease';
  const trace = brokerTrace(await credentialVault(q), agentId, wanted, { decision, reason, mode });
  const actor = by ?? { name: `agent_${agentId}`, principalId: 0 };
  const details = { agent_id: agentId, ...wanted, lease_id: lease?.id ?? null, broker_mode: mode };
  await writeDecision(q, {
    ...{ actor, agentId, decision, reason, details },
    permission: wanted.action,
    resourceType: `${wanted.system}:${wanted.resource_type}`,
    resourceId: wanted.resource_id,
  });
  await recordEvent(q, {
    category: 'access',
    level: lease ? 'info' : 'warning',
    actor: actor.name,
    action: 'resource_access_decision',
    target: `agent_${agentId}`,
    details: { ...details, decision, reason, secret_values_returned: false },
  });
  return lease ? { kind: 'allowed', lease, trace } : { kind: 'denied', reason: 'missing_agent_vault_lease', trace };
}

/** The refusal of contract 5.5, as the problem that every refusal is: what stood under `detail` are members of it. */
export function leaseMissing(agentId: number, wanted: Wanted, trace: BrokerTrace): Answer {
  const { system, resource_type, resource_id, action } = wanted;
  const sentence = `Agent ${agentId} holds no lease to ${action} ${resource_type} ${resource_id} of ${system}.`;
  return problem(403, 'access_denied', sentence, {
    ...{ allow: false, reason: 'missing_agent_vault_lease', agent_id: agentId },
    ...{ system, resource_type, resource_id, action },
    broker_trace: trace,
    next_step:
      'Ask for it with POST /api/tickets/{id}/access-request; people decide, and the lease is there when they have.',
  });
}
