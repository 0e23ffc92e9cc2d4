import { record, recordEvent } from '../audit/index.js';
import type { Queryable } from '../db/index.js';
import type { Actor } from '../http/caller.js';
import type { Lease } from './contract.js';
import { upsertLease, type NewLease } from './sql/upsertLease.js';

/** Contract 5.6, in the transaction of the decision that grants it: nobody's report that something is done does. */
export async function grantLease(q: Queryable, actor: Actor, lease: Omit<NewLease, 'grantedBy'>): Promise<Lease> {
  const granted = await upsertLease(q, { ...lease, grantedBy: actor.name });
  const { id, system, resource_type, resource_id, action, credential_ref, expires_at } = granted;
  const details = {
    ...{ agent_id: lease.agentId, lease_id: id, system, resource_type, resource_id, action, credential_ref },
    ...{ change_id: lease.changeId ?? null, expires_at: expires_at.toISOString(), secret_values_returned: false },
  };
  const target = `agent_${lease.agentId}`;
  await record(q, { actor, action: 'agent_vault_lease_granted', target, result: 'granted', details });
  await recordEvent(q, {
    category: 'access',
    actor: actor.name,
    action: 'agent_vault_lease_granted',
    target,
    details,
  });
  return granted;
}
