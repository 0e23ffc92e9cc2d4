import type { Change } from '../changes/index.js';
import type { Queryable } from '../db/index.js';
import type { AccessRequest } from './contract.js';

type Row = Pick<AccessRequest, 'id' | 'status' | 'access_ticket_id'> & {
  provider: string;
  provider_sync_status: string;
};

/** What a completed change did for access (contract 10.6), read from what the decision or the person's report left. */
export async function accessSyncOf(q: Queryable, change: Change): Promise<{ status: string }> {
  const { rows } = await q.query<Row>(
    `select r.id, r.status, r.access_ticket_id, t.provider, t.provider_sync_status
     from access_requests r join tickets t on t.id = r.access_ticket_id where r.change_id = $1`,
    [change.id],
  );
  const request = rows[0];
  if (!request) {
    const claimed = change.plan.kind === 'effect';
    return { status: claimed ? 'missing_access_request' : 'not_access_request' };
  }
  const leases = await q.query<Record<string, unknown>>(
    `select 'granted' as status, id as lease_id, agent_id, system, resource_type, resource_id, action, credential_ref,
       null as credential_value, expires_at, lease_status from agent_vault_leases where change_id = $1 order by id`,
    [change.id],
  );
  const sync = {
    status: 'granted',
    access_request_id: request.id,
    access_ticket_id: request.access_ticket_id,
    granted_leases: leases.rows,
    provider_close: { provider: request.provider, status: request.provider_sync_status },
  };
  return sync;
}
