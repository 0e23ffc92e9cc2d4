import { wireStatus, type ChangeState } from '../../changes/index.js';
import { readPage, type Queryable } from '../../db/index.js';

type Row = Record<string, unknown> & { change_state: ChangeState };

/** Requests that were made from this ticket or that this ticket was made for (contract 9.5), newest first. */
export async function listRequests(
  q: Queryable,
  ticketId: number,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ requests: Record<string, unknown>[]; total: number }> {
  const { rows, total } = await readPage<Row>(
    q,
    `select r.id, r.parent_ticket_id, r.access_ticket_id, r.agent_id, r.change_id, r.requester, r.account_ref, r.resource,
       r.permission, r.reason, r.assignment_group, r.access_raci, r.lease_request, r.lease_inferred, r.status, r.approval_actor,
       r.grant_evidence, r.closed_reason, r.created_at, r.updated_at,
       t.title as access_ticket_title, t.status as access_ticket_status, coalesce(t.provider_ref, t.itop_ref) as access_ticket_provider_ref,
       t.provider as access_ticket_provider, t.assignee_team as access_ticket_assignee_team,
       c.state as change_state, p.display_name as approved_by, c.decided_at as approved_at, c.result as change_result,
       count(*) over () as total
     from access_requests r join tickets t on t.id = r.access_ticket_id join changes c on c.id = r.change_id
       left join persons p on p.id = c.decided_by_person_id
     where r.id in (select id from access_requests where parent_ticket_id = $1
       union select id from access_requests where access_ticket_id = $1)
     order by r.id desc`,
    [ticketId],
    page,
  );
  return { requests: rows.map((row) => ({ ...row, change_status: wireStatus(row.change_state) })), total };
}
