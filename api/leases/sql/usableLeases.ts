import type { Queryable } from '../../db/index.js';
import type { Lease } from '../contract.js';

/**
 * Leases of the agent for this system and type that hold at this moment: active, not over by the database's clock (whether
 * that was marked or not), and of an agent that still lives.
 */
export async function usableLeases(q: Queryable, agentId: number, system: string, type: string): Promise<Lease[]> {
  const { rows } = await q.query<Lease>(
    `select l.* from agent_vault_leases l join agents a on a.id = l.agent_id
     where l.agent_id = $1 and l.system = $2 and l.resource_type = $3 and l.lease_status = 'active'
       and l.expires_at > clock_timestamp() and a.status not in ('finished', 'failed', 'stopped', 'terminated')
     order by l.id`,
    [agentId, system, type],
  );
  return rows;
}
