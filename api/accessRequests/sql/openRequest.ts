import type { Queryable } from '../../db/index.js';
import type { AccessRequest } from '../contract.js';

/** The same request of this ticket that is open still; whoever asks holds the ticket's row. */
export async function openRequest(q: Queryable, ticketId: number, digest: string): Promise<AccessRequest | undefined> {
  const { rows } = await q.query<AccessRequest>(
    `select * from access_requests where parent_ticket_id = $1 and request_digest = $2
       and status in ('pending_approval', 'approved')`,
    [ticketId, digest],
  );
  return rows[0];
}

/** Gates of this ticket's requests whose time is over and that nothing has marked yet. */
export async function overdueGates(q: Queryable, ticketId: number): Promise<number[]> {
  const { rows } = await q.query<{ id: number }>(
    `select c.id from access_requests r join changes c on c.id = r.change_id
     where r.parent_ticket_id = $1 and r.status = 'pending_approval' and c.state = 'pending' and c.expires_at <= clock_timestamp()
     order by c.id`,
    [ticketId],
  );
  return rows.map(({ id }) => id);
}
