import { z } from 'zod';
import type { Connection, Database } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import { ok } from '../../http/answer.js';
import { idParams } from '../../http/fields.js';
import { defineRoute, type Route } from '../../http/route.js';
import { requestInfoBody, userResponseBody, type Ticket } from '../contract.js';
import { onTicket } from '../onTicket.js';
import { requestInfo } from '../requestInfo.js';
import { respond } from '../respond.js';
import { area } from './answers.js';
import type { TicketRoutes } from './index.js';

/** As it stands on the wire, under `resume` (contract 8.2). */
export type Resumed = { readonly status: string } & Readonly<Record<string, unknown>>;

/** Lets an agent go on with the answer: the one at work hears of it as steering, else the one that had asked is followed. */
export type ResumeWithAnswer = (q: Connection, ticket: Ticket, askedBy: string | null) => Promise<Resumed>;

export function askRequester(db: Database): Route {
  return defineRoute({
    method: 'post',
    path: '/api/tickets/{id}/request-info',
    area,
    summary: 'Ask the requester; the ticket waits for the answer, which brings back its status.',
    access: { kind: 'signed-in', permission: 'tickets:request_info', agents: 'task' },
    params: idParams,
    body: requestInfoBody,
    answers: {
      200: {
        description: 'The ticket waits',
        schema: z.object({ status: z.literal('awaiting_user_response'), ticket_id: z.int(), note_id: z.int() }),
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
          const { note } = await requestInfo(q, ticket, caller, body);
          return ok({ status: 'awaiting_user_response', ticket_id: ticket.id, note_id: note.id });
        },
        header('if-match'),
      ),
  });
}

/** Only a service says whose words they are; a person's are their own, and a chat turn's are of who speaks in it. */
async function responderOf(q: Connection, caller: Caller, given: string | null): Promise<string> {
  if (caller.type === 'person') return caller.displayName;
  if (caller.run?.kind !== 'turn') return given ?? caller.submittedBy ?? 'Requester';
  const { rows } = await q.query<{ name: string | null }>(
    `select coalesce(p.display_name, m.metadata ->> 'requester_name') as name from ops_chat_turns t
       join ops_chat_messages m on m.id = t.message_id left join persons p on p.id = coalesce(t.person_id, t.spoken_for_person_id)
     where t.id = $1`,
    [caller.run.turnId],
  );
  return rows[0]?.name ?? caller.submittedBy ?? 'Requester';
}

export function userResponse({ db, resumeWithAnswer: resume, bindFiles }: TicketRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/tickets/{id}/user-response',
    area,
    summary: "Record the requester's words on a ticket; one that waited for them goes on.",
    access: { kind: 'signed-in', permission: 'tickets:reply', agents: 'turn' },
    params: idParams,
    body: userResponseBody,
    answers: {
      200: {
        description: 'Recorded',
        schema: z.object({
          status: z.literal('user_response_recorded'),
          ticket_id: z.int(),
          note_id: z.int(),
          resume: z.object({ status: z.string() }).loose(),
        }),
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
          const responder = await responderOf(q, caller, body.responder_name);
          const {
            note,
            ticket: now,
            askedBy,
          } = await respond(q, ticket, caller, { response: body.response, responder });
          // Before an agent goes on: it finds them with the answer.
          await bindFiles(q, caller, now);
          const resumed = body.resume_agent ? await resume(q, now, askedBy) : { status: 'not_requested' };
          return ok({ status: 'user_response_recorded', ticket_id: ticket.id, note_id: note.id, resume: resumed });
        },
        header('if-match'),
      ),
  });
}
