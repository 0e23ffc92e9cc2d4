import { z } from 'zod';
import { wireStatus, type ChangeState } from '../../changes/index.js';
import type { Database } from '../../db/index.js';
import { ok } from '../../http/answer.js';
import { anyObject, idParams } from '../../http/fields.js';
import { versionTag } from '../../http/ifMatch.js';
import { defineRoute, type Route } from '../../http/route.js';
import { contextQuery } from '../contextQuery.js';
import { shownTicket } from '../shown.js';
import { getTicket } from '../sql/getTicket.js';
import { readContext } from '../sql/readContext.js';
import { area, noTicket, oneTicketShape, ticketShape } from './answers.js';
import type { ExternalUrl } from './index.js';

const noAgent = {
  ...{ agent_instance_id: null, agent_status: null, agent_model: null },
  ...{ agent_heartbeat: null, agent_started: null, agent_error: null },
};

export function get(db: Database, externalUrl: ExternalUrl): Route {
  return defineRoute({
    method: 'get',
    path: '/api/tickets/{id}',
    area,
    summary: 'One ticket with its agent and its changes.',
    access: { kind: 'signed-in', permission: 'tickets:read', agents: 'any' },
    params: idParams,
    answers: { 200: { description: 'The ticket', schema: oneTicketShape, etag: true } },
    async handle({ params, caller }) {
      const ticket = await getTicket(db, params.id, caller);
      if (!ticket) return noTicket;
      const [agent, changes] = await Promise.all([
        db.query<Record<string, unknown>>(
          `select id as agent_instance_id, status as agent_status, model as agent_model, heartbeat as agent_heartbeat,
             started_at as agent_started, error_message as agent_error from agents where id = $1`,
          [ticket.agent_id],
        ),
        db.query<Record<string, unknown> & { state: ChangeState }>(
          `select id, action, target, risk_level, state, state_reason, requested_by, requested_at, expires_at, decided_at, result
           from changes where ticket_id = $1 order by id desc limit 50`,
          [ticket.id],
        ),
      ]);
      const answer = ok({
        ...shownTicket(ticket),
        ...(agent.rows[0] ?? noAgent),
        external_url: externalUrl(ticket),
        change_requests: changes.rows.map((change) => ({ ...change, status: wireStatus(change.state) })),
      });
      return { ...answer, headers: { etag: versionTag(ticket.version) } };
    },
  });
}

const rows = z.array(anyObject);
const contextShape = z.object({
  ticket: ticketShape.extend({ external_url: z.string().nullable() }),
  notes: z.array(z.object({ id: z.int(), source: z.string(), author: z.string(), body: z.string() }).loose()),
  attachments: rows,
  change_requests: rows,
  access_requests: rows,
  tasks: rows,
  steering_events: rows,
  model_turn_events: rows,
  postmortems: rows,
  related_tickets: rows,
  knowledge_articles: rows,
  workflows: rows,
  skills: rows,
  left_out: z
    .record(z.string(), z.int())
    .optional()
    .meta({ description: 'How many rows of which kind are not here, when any were left out' }),
});

export function context(db: Database, externalUrl: ExternalUrl): Route {
  return defineRoute({
    method: 'get',
    path: '/api/tickets/{id}/context',
    area,
    summary: 'Everything that one needs to go on with the ticket; bounded, and says what it left out.',
    access: { kind: 'signed-in', permission: 'tickets:read', agents: 'any' },
    params: idParams,
    query: contextQuery,
    answers: { 200: { description: 'The context', schema: contextShape, etag: true } },
    async handle({ params, query, caller }) {
      const ticket = await getTicket(db, params.id, caller);
      if (!ticket) return noTicket;
      const answer = ok(await readContext(db, ticket, caller, { ...query, external_url: externalUrl(ticket) }));
      return { ...answer, headers: { etag: versionTag(ticket.version) } };
    },
  });
}
