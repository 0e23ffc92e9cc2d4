import type { Queryable } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import type { AccessRequest, AccessRoute, RequestAccess } from '../contract.js';

export type NewRequest = {
  readonly asked: RequestAccess;
  readonly parentTicketId: number;
  readonly accessTicketId: number;
  readonly agentId: number | null;
  readonly changeId: number;
  readonly requester: string;
  readonly route: AccessRoute;
  readonly lease: Readonly<Record<string, unknown>> | null;
  readonly inferred: boolean;
  readonly digest: string;
};

export async function insertRequest(q: Queryable, caller: Caller, made: NewRequest): Promise<AccessRequest> {
  const { asked } = made;
  const { rows } = await q.query<AccessRequest>(
    `insert into access_requests (parent_ticket_id, access_ticket_id, agent_id, change_id, requester, requested_by_principal_id,
       account_ref, resource, permission, reason, assignment_group, access_raci, lease_request, lease_inferred, request_digest)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) returning *`,
    [
      made.parentTicketId,
      made.accessTicketId,
      made.agentId,
      made.changeId,
      made.requester,
      caller.principalId,
      asked.account_ref,
      asked.resource,
      asked.permission,
      asked.reason,
      made.route.assignment_group,
      JSON.stringify(made.route),
      made.lease === null ? null : JSON.stringify(made.lease),
      made.inferred,
      made.digest,
    ],
  );
  const request = rows[0];
  if (!request) throw new Error('An access request was inserted and did not come back.');
  return request;
}
