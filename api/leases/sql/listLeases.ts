import { readPage, type Queryable } from '../../db/index.js';
import type { Lease } from '../contract.js';

/** The leases of an agent, oldest first. One whose time is over is called expired, whether it was marked yet or not. */
export async function listLeases(
  q: Queryable,
  agentId: number,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ leases: Lease[]; total: number }> {
  const { rows, total } = await readPage<Lease & Record<string, unknown>>(
    q,
    `select id, agent_id, system, resource_type, resource_id, action, credential_ref,
       case when lease_status = 'active' and expires_at <= clock_timestamp() then 'expired' else lease_status end as lease_status,
       expires_at, granted_by, change_id, revoked_at, revoked_by, revoke_reason, created_at, count(*) over () as total
     from agent_vault_leases where agent_id = $1 order by id`,
    [agentId],
    page,
  );
  return { leases: rows, total };
}
