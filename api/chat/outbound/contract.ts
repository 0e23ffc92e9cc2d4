/** What external consumers (bridges, mail, chat programs of others) deliver for us: contract 23.8. */
import { z } from 'zod';
import { flag, id, optionalText, text } from '../../http/fields.js';

export const pendingQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  matrix_only: flag(false).meta({ description: 'Only conversations whose external thread is a Matrix room.' }),
  ticket_id: id().optional().meta({ description: 'Only what is to be said about this ticket.' }),
  session_id: id().optional().meta({ description: 'Only what is to be said in this conversation.' }),
});
export type PendingQuery = z.output<typeof pendingQuery>;

export const outboundEvent = z.object({
  event_key: z.string().meta({ description: 'Of the note, the same at every delivery.', example: 'note:12' }),
  session_id: z.number().int(),
  room_id: z.string().nullable(),
  ticket_id: z.number().int(),
  note_id: z.number().int(),
  source: z.string(),
  author: z.string(),
  audience: z.enum(['user', 'public']),
  body: z.string().meta({ description: 'As it is to be said.' }),
  created_at: z.iso.datetime({ offset: true }),
  attempts: z.number().int().meta({ description: 'How often it was handed out, this time included.' }),
  lease_until: z.iso.datetime({ offset: true }).meta({ description: 'Until then nobody else gets it.' }),
});

export const pendingAnswer = z.object({ events: z.array(outboundEvent), total: z.number().int() });

/** The event object itself is a good body: what it has besides is not looked at. */
export const ackBody = z
  .object({
    event_key: text(60).pipe(
      z.string().regex(/^note:[1-9]\d{0,14}$/, 'must be the event_key of a pending event, such as note:12'),
    ),
    session_id: id(),
    body: text(20_000).refine((value) => value.trim() !== '', { message: 'body is required: what was said' }),
    ticket_id: id().nullish(),
    room_id: optionalText(500),
    source: optionalText(50),
    note_id: id().nullish(),
  })
  .meta({
    examples: [{ event_key: 'note:12', session_id: 3, body: 'Ticket #7 status update:\n\nThe new disk is in.' }],
  });
export type AckBody = z.output<typeof ackBody>;

export const ackAnswer = z.object({ status: z.enum(['acked', 'already_acked']), message_id: z.number().int() });
