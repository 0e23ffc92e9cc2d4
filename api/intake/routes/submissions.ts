import { z } from 'zod';
import { transaction, type Database } from '../../db/index.js';
import { ok } from '../../http/answer.js';
import { defineRoute, type Route } from '../../http/route.js';
import { shownTicket, ticketShape } from '../../tickets/index.js';
import { autoAssignmentShape, classificationShape, sessionRow, sessionsQuery, submitBody } from '../contract.js';
import { listSessions } from '../sql/listSessions.js';
import { submit, type SubmitParts } from '../submit.js';
import { area } from './area.js';

const submitted = z.object({
  intake_id: z.number(),
  // Tickets and intake import each other.
  ticket: z.lazy(() => ticketShape),
  change_id: z.number().nullable(),
  gate_refused: z.object({ error: z.string(), detail: z.string() }).nullable(),
  classification: classificationShape,
  auto_assignment: autoAssignmentShape,
});

export function submitRoute(db: Database, parts: SubmitParts): Route {
  return defineRoute({
    method: 'post',
    path: '/api/intake/submit',
    area,
    summary:
      'File a request: classified, with its gate where the rule asks for one, and an agent where the rule starts one.',
    access: { kind: 'signed-in', permission: 'intake:write', agents: 'never' },
    body: submitBody,
    answers: { 200: { description: 'The ticket and what was made of the request', schema: submitted } },
    async handle({ body, caller }) {
      const done = await transaction(db, (q) => submit(q, parts, caller, body));
      return ok({
        intake_id: done.intakeId,
        ticket: shownTicket(done.ticket),
        change_id: done.changeId,
        gate_refused: done.gateRefused,
        classification: done.classification,
        auto_assignment: done.autoAssignment,
      });
    },
  });
}

export function sessionsRoute(db: Database): Route {
  return defineRoute({
    method: 'get',
    path: '/api/intake/sessions',
    area,
    summary: 'Requests that were submitted, newest first, of tickets that the caller may see.',
    access: { kind: 'signed-in', permission: 'intake:read', agents: 'never' },
    query: sessionsQuery,
    answers: {
      200: { description: 'A page of them', schema: z.object({ sessions: z.array(sessionRow), total: z.number() }) },
    },
    async handle({ query, caller }) {
      const { rows: sessions, total } = await listSessions(db, caller, query);
      return ok({ sessions, total });
    },
  });
}
