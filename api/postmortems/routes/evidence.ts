import { ok } from '../../http/answer.js';
import { defineRoute, type Route } from '../../http/route.js';
import { getTicket, onTicket } from '../../tickets/index.js';
import { synthesizeBody, synthesizedAnswer } from '../contract.js';
import { evidenceAnswer, evidenceQuery } from '../evidence/contract.js';
import { readEvidence } from '../evidence/readEvidence.js';
import { synthesizePostmortem } from '../synthesis/synthesizePostmortem.js';
import { area, noTicket, ticketParams, type PostmortemRoutes } from './answers.js';

export function evidence({ db, runLogs }: PostmortemRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/postmortems/evidence/{ticket_id}',
    area,
    summary: 'What a postmortem of the ticket is written from, bounded, with what was learnt of the like before.',
    access: { kind: 'signed-in', permission: 'postmortems:read', agents: 'task' },
    params: ticketParams,
    query: evidenceQuery,
    answers: { 200: { description: 'The evidence', schema: evidenceAnswer } },
    async handle({ params, query, caller }) {
      const ticket = await getTicket(db, params.ticket_id, caller);
      return ticket ? ok(await readEvidence(db, caller, ticket, query, runLogs)) : noTicket;
    },
  });
}

export function synthesize({ db, runLogs }: PostmortemRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/postmortems/synthesize/{ticket_id}',
    area,
    summary: 'A postmortem from the evidence alone, for when no model wrote one; it waits for a review.',
    access: { kind: 'signed-in', permission: 'postmortems:write', agents: 'task' },
    params: ticketParams,
    body: synthesizeBody,
    answers: {
      200: { description: 'The postmortem, or the one that there is', schema: synthesizedAnswer, etag: true },
    },
    handle: ({ params, body, caller }) =>
      onTicket(db, params.ticket_id, caller, (q, ticket) => synthesizePostmortem(q, caller, ticket, body, runLogs)),
  });
}
