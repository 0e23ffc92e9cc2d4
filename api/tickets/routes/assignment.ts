import { z } from 'zod';
import type { Database } from '../../db/index.js';
import { forbidden, ok, problem } from '../../http/answer.js';
import { idParams } from '../../http/fields.js';
import { defineRoute, type Route } from '../../http/route.js';
import { assign, groupExists } from '../assign.js';
import { claimedSpeaker } from '../claimedSpeaker.js';
import { assignmentBody } from '../contract.js';
import { onTicket } from '../onTicket.js';
import { shownTicket } from '../shown.js';
import { area, ticketShape } from './answers.js';

/** GATES.md, "Policy is data": a policy may name the owning group, and who asks does not choose who decides. */
const notForAgents =
  'An agent cannot choose the owning group, whose people decide what it asks for. Set assignee_team or escalation_tier, or ask a person.';

export function assignment(db: Database): Route {
  return defineRoute({
    method: 'post',
    path: '/api/tickets/{id}/assignment',
    area,
    summary: 'Change group, team, assignee or priority, or escalate.',
    access: { kind: 'signed-in', permission: 'tickets:note', agents: 'any' },
    params: idParams,
    body: assignmentBody,
    answers: {
      200: {
        description: 'The ticket',
        schema: z.object({ status: z.literal('updated'), ticket: ticketShape, note_id: z.int() }),
        etag: true,
      },
    },
    concurrency: 'if-match',
    handle: ({ params, body, caller, header }) =>
      onTicket(
        db,
        params.id,
        caller,
        async (q, ticket) => {
          if (body.owning_group !== null && caller.run?.kind === 'task') return forbidden('tickets:note', notForAgents);
          if (body.owning_group !== null && !(await groupExists(q, body.owning_group))) {
            const errors = [{ path: 'body.owning_group', message: 'unknown group' }];
            return problem(422, 'unknown_group', `There is no group ${body.owning_group}.`, { errors });
          }
          const changed = await assign(q, ticket, claimedSpeaker(caller, body.actor), body);
          return ok({ status: 'updated', ticket: shownTicket(changed.ticket), note_id: changed.note.id });
        },
        header('if-match'),
      ),
  });
}
