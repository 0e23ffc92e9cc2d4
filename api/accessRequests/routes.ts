import { expireChange, type GateRules } from '../changes/index.js';
import { transaction, type Connection, type Database } from '../db/index.js';
import { grants } from '../../config/roles.js';
import { forbidden, notFound, ok, problem, type Answer } from '../http/answer.js';
import { idParams } from '../http/fields.js';
import { defineRoute, type Route } from '../http/route.js';
import { getTicket, onTicket, type Ticket } from '../tickets/index.js';
import { accessRequestBody, accessRequestListShape, accessRequestsQuery, requestedShape } from './contract.js';
import { requestAccess, type Requested } from './requestAccess.js';
import { listRequests } from './sql/listRequests.js';
import { overdueGates } from './sql/openRequest.js';

const area = 'access-requests';

export type AccessRequestRoutes = { readonly db: Database; readonly rules: GateRules };

/** A gate whose time is over does not keep the same from being asked again, whether it was marked yet or not. */
async function endOverdue(db: Database, ticketId: number): Promise<void> {
  for (const id of await overdueGates(db, ticketId)) await transaction(db, (q) => expireChange(q, id));
}

function answerTo(outcome: Exclude<Requested, { kind: 'refused' }>): Record<string, unknown> {
  const { request, change, accessTicket } = outcome;
  const { id, parent_ticket_id, access_ticket_id, change_id, resource, permission, assignment_group } = request;
  return {
    status: request.status,
    already_open: outcome.kind === 'open_already',
    access_request_id: id,
    ...{ parent_ticket_id, access_ticket_id, change_id, resource, permission, assignment_group },
    risk_level: change.risk_level,
    expires_at: change.expires_at,
    lease_request: request.lease_request,
    access_raci: request.access_raci,
    access_ticket: accessTicket,
  };
}

function errorsAt({ path, sentence }: Extract<Requested, { kind: 'refused' }>): Record<string, unknown> {
  return path === undefined ? {} : { errors: [{ path, message: sentence }] };
}

function ask({ db, rules }: AccessRequestRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/tickets/{id}/access-request',
    area,
    summary:
      'Ask for access that the work on this ticket lacks: a ticket for those who own the resource, and a gate that people decide. The same open request twice is the first one.',
    access: { kind: 'signed-in', permission: 'access:request', agents: 'task' },
    params: idParams,
    body: accessRequestBody,
    answers: { 200: { description: 'It waits for people', schema: requestedShape, etag: true } },
    concurrency: 'if-match',
    async handle({ params, body, caller, header }) {
      if (!grants(caller.capabilities, 'tickets:request_info')) return forbidden('tickets:request_info');
      if (!(await getTicket(db, params.id, caller))) return notFound('Ticket');
      await endOverdue(db, params.id);
      const asked = async (q: Connection, ticket: Ticket): Promise<Answer> => {
        const outcome = await requestAccess(q, rules, caller, ticket, body);
        return outcome.kind === 'refused'
          ? problem(outcome.status, outcome.code, outcome.sentence, errorsAt(outcome))
          : ok(answerTo(outcome));
      };
      return onTicket(db, params.id, caller, asked, header('if-match'));
    },
  });
}

function list({ db }: AccessRequestRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/tickets/{id}/access-requests',
    area,
    summary: 'Access requests made from this ticket or followed by it, with ticket, gate and grant, newest first.',
    access: { kind: 'signed-in', permission: 'tickets:read', agents: 'any' },
    params: idParams,
    query: accessRequestsQuery,
    answers: { 200: { description: 'A page of access requests', schema: accessRequestListShape } },
    async handle({ params, query, caller }) {
      if (!(await getTicket(db, params.id, caller))) return notFound('Ticket');
      const { requests, total } = await listRequests(db, params.id, query);
      return ok({ access_requests: requests, total });
    },
  });
}

/** Contract 9. */
export function accessRequestRoutes(options: AccessRequestRoutes): Route[] {
  return [ask(options), list(options)];
}
