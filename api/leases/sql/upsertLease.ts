import type { Queryable } from '../../db/index.js';
import type { Lease, Wanted } from '../contract.js';

export type NewLease = Wanted & {
  readonly agentId: number;
  readonly credentialRef: string;
  readonly expiresAt: Date;
  readonly grantedBy: string;
  readonly changeId?: number | null;
  readonly policySnapshot: Readonly<Record<string, unknown>>;
};

/**
 * Writes the lease. One for the same thing that was there is renewed: it ends at the later of both ends while it still ran,
 * and is active again when it had ended.
 */
export async function upsertLease(q: Queryable, lease: NewLease): Promise<Lease> {
  const { rows } = await q.query<Lease>(
    `insert into agent_vault_leases as held (agent_id, system, resource_type, resource_id, action, credential_ref, expires_at,
       granted_by, change_id, policy_snapshot)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (agent_id, system, resource_type, resource_id, action) do update set
       expires_at = case when held.lease_status = 'active' then greatest(held.expires_at, excluded.expires_at) else excluded.expires_at end,
       credential_ref = excluded.credential_ref, granted_by = excluded.granted_by, change_id = excluded.change_id,
       policy_snapshot = excluded.policy_snapshot, lease_status = 'active', revoked_at = null, revoked_by = null,
       revoke_reason = null, updated_at = clock_timestamp()
     returning *`,
    [
      lease.agentId,
      lease.system,
      lease.resource_type,
      lease.resource_id,
      lease.action,
      lease.credentialRef,
      lease.expiresAt,
      lease.grantedBy.slice(0, 100),
      lease.changeId ?? null,
      JSON.stringify(lease.policySnapshot),
    ],
  );
  const written = rows[0];
  if (!written) throw new Error('A lease was inserted and did not come back.');
  return written;
}
