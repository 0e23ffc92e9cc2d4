import type { Database } from '../../db/index.js';
import { ok } from '../../http/answer.js';
import type { Caller } from '../../http/caller.js';
import { idParams } from '../../http/fields.js';
import { defineRoute, type Route } from '../../http/route.js';
import { addNote } from '../addNote.js';
import { claimedSpeaker } from '../claimedSpeaker.js';
import { noteBody } from '../contract.js';
import { onTicket } from '../onTicket.js';
import { area, noteAddedShape } from './answers.js';

/** An agent writes as itself, whatever it calls itself (contract 7.8, FLAW: attribution could be spoofed). */
function sourceOf(caller: Caller, given: string | null): string {
  if (caller.type === 'agent') return given === 'agent-resolution' ? given : 'agent';
  if (caller.type === 'service') return given ?? 'dashboard';
  return 'dashboard';
}

export function notes(db: Database): Route {
  return defineRoute({
    method: 'post',
    path: '/api/tickets/{id}/notes',
    area,
    summary: 'Add a note. "internal" stays in the house, "user" reaches the requester, "public" everybody.',
    access: { kind: 'signed-in', permission: 'tickets:note', agents: 'any' },
    params: idParams,
    body: noteBody,
    answers: { 200: { description: 'The note', schema: noteAddedShape, etag: true } },
    concurrency: 'if-match',
    handle: ({ params, body, caller, header }) =>
      onTicket(
        db,
        params.id,
        caller,
        async (q, ticket) => {
          const { id, steering } = await addNote(q, ticket, claimedSpeaker(caller, body.author), {
            source: sourceOf(caller, body.source),
            body: body.body,
            audience: body.visibility,
            externalRef: body.external_ref,
          });
          return ok({ id, ticket_id: ticket.id, status: 'created', steering });
        },
        header('if-match'),
      ),
  });
}
