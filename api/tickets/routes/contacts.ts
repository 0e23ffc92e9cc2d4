import { z } from 'zod';
import type { Database } from '../../db/index.js';
import { ok } from '../../http/answer.js';
import { idParams } from '../../http/fields.js';
import { defineRoute, type Route } from '../../http/route.js';
import { claimedSpeaker } from '../claimedSpeaker.js';
import { contactsBody } from '../contract.js';
import { onTicket } from '../onTicket.js';
import { setContacts } from '../setContacts.js';
import { shownTicket } from '../shown.js';
import { area, noteAddedShape, ticketShape } from './answers.js';

const shape = z.object({
  status: z.enum(['updated', 'skipped']),
  reason: z.literal('no_contact_fields').optional(),
  ticket: ticketShape.optional(),
  note: noteAddedShape.optional(),
});

export function contacts(db: Database): Route {
  return defineRoute({
    method: 'post',
    path: '/api/tickets/{id}/contacts',
    area,
    summary: 'Say who opened the ticket, who asks, and whom it is about.',
    access: { kind: 'signed-in', permission: 'tickets:update', agents: 'never' },
    params: idParams,
    body: contactsBody,
    answers: { 200: { description: 'The ticket and the note about it', schema: shape, etag: true } },
    concurrency: 'if-match',
    handle: ({ params, body, caller, header }) =>
      onTicket(
        db,
        params.id,
        caller,
        async (q, ticket) => {
          const done = await setContacts(q, ticket, claimedSpeaker(caller, body.actor), body);
          if (done.kind === 'no_contact_fields') return ok({ status: 'skipped', reason: done.kind });
          const { id, steering } = done.note;
          const note = { id, ticket_id: ticket.id, status: 'created', steering };
          return ok({ status: 'updated', ticket: shownTicket(done.ticket), note });
        },
        header('if-match'),
      ),
  });
}
