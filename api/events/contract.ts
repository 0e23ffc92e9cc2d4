/** The stream of what happens to tickets, changes and agents. */
import { z } from 'zod';
import { id } from '../http/fields.js';

export const subjects = ['ticket', 'change', 'agent'] as const;
export type Subject = (typeof subjects)[number];

/**
 * That something happened, and to what. Not what it is like now: who hears of it reads it with the own rights. Nothing of
 * a note, a reason or a plan is ever in it.
 */
export const happening = z.object({
  id: z.string().meta({ description: 'Where it stands among all events; send it as Last-Event-ID to go on after it.' }),
  subject: z.enum(subjects),
  action: z.string().meta({ description: 'Contract 30.3, such as ticket_created or change_approved.' }),
  actor: z.string(),
  ticket_id: z.number().int().nullable(),
  change_id: z.number().int().nullable(),
  agent_id: z.number().int().nullable(),
  at: z.iso.datetime({ offset: true }),
});
export type Happening = z.output<typeof happening>;

const names = z
  .string()
  .max(1_000)
  .transform((value) =>
    value
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  )
  .pipe(z.array(z.string().regex(/^[a-z0-9_]{1,100}$/, 'not the name of an event')).max(50));

export const streamQuery = z.object({
  ticket_id: id().optional().meta({ description: 'Only what happens to this ticket, its changes and its agents.' }),
  types: names.optional().meta({
    description: 'Subjects (ticket, change, agent) and actions (such as ticket_created), separated by commas.',
    example: 'change,ticket_created',
  }),
  last_event_id: z.string().max(100).optional().meta({
    description:
      'As the header Last-Event-ID, for clients that cannot set headers. The header counts when both are there.',
  }),
});
export type StreamQuery = z.output<typeof streamQuery>;
