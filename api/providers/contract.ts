/** Providers: the words and shapes of contract 20.4 and 7.14. */
import { z } from 'zod';
import { optionalText, text } from '../http/fields.js';

export const providerParams = z.object({
  provider: z
    .string()
    .max(80)
    .meta({ description: 'local, itop, servicenow, jira or generic-webhook', example: 'itop' }),
});

export const syncTicketBody = z
  .object({
    ticket_class: text(120).meta({ description: 'Class of the ticket at the provider' }),
    ticket_ref: text(100).meta({ description: 'Its reference there; for iTop the numeric id' }),
  })
  .meta({ examples: [{ ticket_class: 'Incident', ticket_ref: '123' }] });

/** Contract 7.14: nothing, a bare JSON string, or an object. */
export const syncAllBody = z
  .union([z.string().max(80), z.object({ provider: optionalText(80) }), z.null()])
  .transform((body) => (typeof body === 'string' ? body.trim() || null : (body?.provider ?? null)))
  .meta({ examples: ['itop', { provider: 'itop' }] });

export const pushBody = z.object({ provider: optionalText(80) }).meta({ examples: [{ provider: 'itop' }] });

export const providerShape = z.object({
  name: z.string(),
  ticket_classes: z.array(z.string()),
  configured: z.boolean(),
  label: z.string(),
  takes: z.array(z.string()).meta({ description: 'What it is told: create, update, note, attachment, close' }),
  syncs_back: z.boolean().meta({ description: 'Whether changes there are taken in' }),
  waiting: z.number().meta({ description: 'Pushes that are not done yet' }),
  dead: z.number().meta({ description: 'Pushes that were refused for good' }),
  paused_until: z.iso.datetime({ offset: true }).nullable(),
  last_sync_at: z.iso.datetime({ offset: true }).nullable(),
  last_error: z.string().nullable(),
});
export const providersAnswer = z.object({ providers: z.array(providerShape) });

export const syncAllAnswer = z.object({
  provider: z.string(),
  status: z.enum(['synced', 'local_only', 'not_supported']),
  synced: z.number(),
  errors: z.number(),
  new: z.number(),
  more: z.boolean().meta({ description: 'There is more; the next look goes on from here' }),
  busy: z.array(z.string()).meta({ description: 'Classes that another process reads at this moment' }),
});

export const syncTicketAnswer = z.object({
  status: z.enum(['synced', 'local_only']),
  provider: z.string(),
  itop_ref: z.string(),
  itop_class: z.string(),
  is_new: z.boolean(),
  ticket_id: z.number().nullable(),
  auto_assignment: z.looseObject({ status: z.string() }).nullable(),
});

export const pushAnswer = z.object({
  status: z.enum(['created', 'already_there', 'local_only', 'queued']),
  provider: z.string(),
  ticket_id: z.number(),
  provider_ref: z.string().nullable(),
  provider_class: z.string().nullable(),
  provider_url: z.string().nullable(),
  provider_sync_status: z.string(),
  provider_last_error: z.string().nullable(),
});
