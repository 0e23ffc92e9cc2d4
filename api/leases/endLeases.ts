import { systemActor } from '../access/index.js';
import { record, recordEvent } from '../audit/index.js';
import { transaction, type Connection, type Database } from '../db/index.js';
import type { Actor } from '../http/caller.js';
import type { Lease } from './contract.js';

export type Revoked =
  | { readonly kind: 'revoked'; readonly lease: Lease }
  | { readonly kind: 'not_active'; readonly state: string }
  | { readonly kind: 'not_found' };

/** Takes a lease away at once: the next use is refused. */
export async function revokeLease(
  q: Connection,
  actor: Actor,
  { agentId, leaseId, reason }: { readonly agentId: number; readonly leaseId: number; readonly reason: string | null },
): Promise<Revoked> {
  const { rows } = await q.query<Lease>(
    `update agent_vault_leases set lease_status = 'revoked', revoked_at = clock_timestamp(), revoked_by = $3, revoke_reason = $4,
       updated_at = clock_timestamp()
     where id = $1 and agent_id = $2 and lease_status = 'active' and expires_at > clock_timestamp() returning *`,
    [leaseId, agentId, actor.name.slice(0, 100), reason],
  );
  const lease = rows[0];
  if (!lease) {
    const found = await q.query<{ state: string }>(
      `select case lease_status when 'active' then 'expired' else lease_status end as state
       from agent_vault_leases where id = $1 and agent_id = $2`,
      [leaseId, agentId],
    );
    const state = found.rows[0]?.state;
    return state === undefined ? { kind: 'not_found' } : { kind: 'not_active', state };
  }
  const { system, resource_type, resource_id, action } = lease;
  const details = { agent_id: agentId, lease_id: leaseId, system, resource_type, resource_id, action, reason };
  await record(q, { actor, action: 'agent_vault_lease_revoked', target: `agent_${agentId}`, details });
  await recordEvent(q, {
    ...{ category: 'access', level: 'warning', actor: actor.name, action: 'agent_vault_lease_revoked' },
    ...{ target: `agent_${agentId}`, details },
  });
  return { kind: 'revoked', lease };
}

/** Leases at most that one pass ends; the next one goes on. */
const atOnce = 200;

/**
 * Marks what is over, so that lists and people see it; no use has to wait for it. Also takes leases from agents that ended
 * while theirs was being granted. Returns how many.
 */
export async function expireLeases(db: Database): Promise<number> {
  return transaction(db, async (q) => {
    const { rows } = await q.query<Lease>(
      `update agent_vault_leases l set updated_at = clock_timestamp(),
         lease_status = case when l.expires_at <= clock_timestamp() then 'expired' else 'revoked' end,
         revoked_at = case when l.expires_at <= clock_timestamp() then null else clock_timestamp() end,
         revoked_by = case when l.expires_at <= clock_timestamp() then null else 'system' end,
         revoke_reason = case when l.expires_at <= clock_timestamp() then null else 'its agent has ended' end
       where l.id in (
         select due.id from agent_vault_leases due join agents a on a.id = due.agent_id
         where due.lease_status = 'active' and (due.expires_at <= clock_timestamp()
           or a.status in ('finished', 'failed', 'stopped', 'terminated'))
         order by due.id limit $1 for update of due skip locked)
       returning l.*`,
      [atOnce],
    );
    if (rows.length === 0) return 0;
    const actor = await systemActor(q, 'system');
    for (const { id, agent_id, system, resource_type, resource_id, action, lease_status } of rows) {
      await recordEvent(q, {
        ...{ category: 'access', actor: actor.name, action: `agent_vault_lease_${lease_status}` },
        target: `agent_${agent_id}`,
        details: { lease_id: id, system, resource_type, resource_id, action },
      });
    }
    return rows.length;
  });
}
