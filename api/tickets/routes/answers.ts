import { z } from 'zod';
import { anyObject } from '../../http/fields.js';
import { longestDescription } from '../sql/listTickets.js';

export { noTicket } from '../noTicket.js';
export const area = 'tickets';

const moment = z.iso.datetime({ offset: true });
const word = z.string().nullable();
const number = z.number().nullable();

/** Contract 7.4 to 7.6: a ticket's row as everybody gets it. */
const ticketFields = {
  id: z.int(),
  itop_ref: z.string(),
  itop_class: z.string(),
  title: z.string(),
  description: z.string(),
  status: z.string(),
  priority: word,
  impact: number,
  urgency: number,
  assignee: word,
  assignee_team: word,
  agent_id: number,
  opened_by_name: word,
  opened_by_email: word,
  requester_name: word,
  requester_email: word,
  affected_user_name: word,
  affected_user_email: word,
  owning_group: word,
  security_classification: z.string(),
  access_scope: anyObject,
  provider: z.string(),
  provider_ref: word,
  provider_class: word,
  provider_url: word,
  provider_sync_status: z.string(),
  provider_last_error: word,
  provider_payload_summary: anyObject.nullable(),
  waiting_for: word.meta({ description: 'What happens next, when no status word says it' }),
  worked_by: word,
  resolution: word,
  helped: z.boolean().nullable(),
  version: z.int().meta({ description: 'Raised by every change of the ticket itself; its ETag' }),
  created_at: moment,
  updated_at: moment,
  synced_at: moment.nullable(),
};
export const ticketShape = z.object(ticketFields).loose();
export const ticketAnswer = { 200: { description: 'The ticket', schema: ticketShape } };

export const listedTicketShape = z
  .object({
    ...ticketFields,
    description: z.string().meta({ description: `The first ${longestDescription} characters` }),
    description_truncated: z.boolean(),
    agent_status: word,
    agent_model: word,
    agent_started: moment.nullable(),
    external_url: word,
  })
  .loose();

export const oneTicketShape = z
  .object({
    ...ticketFields,
    ...{ external_url: word, agent_instance_id: number, agent_status: word, agent_model: word },
    ...{ agent_heartbeat: moment.nullable(), agent_started: moment.nullable(), agent_error: word },
    change_requests: z.array(
      z.object({ id: z.int(), action: z.string(), state: z.string(), status: z.string() }).loose(),
    ),
  })
  .loose();

/** Contract 7.8. */
export const steeringShape = z.object({
  status: z.enum(['created', 'no_active_agent', 'skipped', 'error', 'not_checked']),
  events: z.array(z.object({ id: z.int(), agent_id: z.int(), task_id: z.int().nullable(), delivered: z.boolean() })),
  reason: z.string().optional(),
});
export const noteAddedShape = z.object({
  id: z.int(),
  ticket_id: z.int(),
  status: z.literal('created'),
  steering: steeringShape,
});

/** Contract 7.12. */
export const statusShape = z.object({
  status: z.string(),
  ticket_id: z.int(),
  note_id: z.int(),
  provider_result: z.object({ status: z.string() }).loose(),
});
