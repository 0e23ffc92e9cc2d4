/** Outgoing webhooks: other programs are told that something happened. */
import { z } from 'zod';
import { flag, id, page, text } from '../http/fields.js';

/** Actions (contract 30.3) and subjects; none means all. */
const events = z
  .array(
    text(100).pipe(
      z
        .string()
        .regex(/^[a-z0-9_]+$/, 'must be a subject (ticket, change, agent) or an action, such as ticket_created'),
    ),
  )
  .max(100)
  .meta({ description: 'Subjects (ticket, change, agent) and actions; an empty list means everything.' });

const example = {
  url: 'https://hooks.example.org/opsroom',
  description: 'The board in the hall',
  events: ['change', 'ticket_created'],
};

export const newWebhookBody = z
  .object({
    url: text(2_000).meta({ description: 'https, without a user name; it receives POST requests.' }),
    description: text(500).default(''),
    events: events.default([]),
    active: flag(true),
  })
  .meta({ examples: [example] });
export type NewWebhook = z.output<typeof newWebhookBody>;

export const changedWebhookBody = z
  .object({
    url: text(2_000).optional(),
    description: text(500).optional(),
    events: events.optional(),
    active: z.union([z.boolean(), z.stringbool()]).optional(),
  })
  .meta({ examples: [{ active: false }] });
export type ChangedWebhook = z.output<typeof changedWebhookBody>;

export const webhook = z.object({
  id: z.number().int(),
  url: z.string(),
  description: z.string(),
  events: z.array(z.string()),
  active: z.boolean(),
  created_by: z.string(),
  created_at: z.iso.datetime({ offset: true }),
  updated_at: z.iso.datetime({ offset: true }),
});
export type Webhook = z.output<typeof webhook>;

export const counted = webhook.extend({
  queued: z.number().int().meta({ description: 'Deliveries that wait or are at work.' }),
  dead: z.number().int().meta({ description: 'Deliveries that were given up; they wait for a person to retry them.' }),
});

export const withSecret = webhook.extend({
  secret: z
    .string()
    .meta({ description: 'Shown this once. Signatures are made with the bytes that its base64 part stands for.' }),
});

export const webhookPage = z.object({ webhooks: z.array(counted), total: z.number().int() });

export const deliveryStates = ['queued', 'running', 'delivered', 'dead'] as const;

export const delivery = z.object({
  id: z.number().int(),
  delivery_id: z.uuid().meta({ description: 'As in the header webhook-id; the same at every attempt.' }),
  event: z.string(),
  status: z.enum(deliveryStates),
  tries: z.number().int(),
  last_status: z
    .number()
    .int()
    .nullable()
    .meta({ description: 'HTTP status of the last attempt, when there was an answer.' }),
  last_error: z.string().nullable(),
  next_attempt_at: z.iso.datetime({ offset: true }).nullable(),
  created_at: z.iso.datetime({ offset: true }),
  completed_at: z.iso.datetime({ offset: true }).nullable(),
  body: z.string().meta({ description: 'What is sent, byte for byte.' }),
});

export const deliveryPage = z.object({ deliveries: z.array(delivery), total: z.number().int() });

export const pageQuery = z.object(page(50, 200));
export const deliveriesQuery = z.object({ status: z.enum(deliveryStates).optional(), ...page(50, 200) });
export const deliveryParams = z.object({ id: id(), delivery_id: id() });
