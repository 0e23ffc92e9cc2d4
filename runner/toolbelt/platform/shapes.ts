/** What the toolbelt needs of the API's answers (fields that it does not use may come and go). Ids are numbers on the wire. */
import { z } from 'zod';

const id = z.coerce.number().int();
const optionalText = z.string().nullish();

export const ticketRow = z.looseObject({
  id,
  title: z.string(),
  status: z.string(),
  priority: optionalText,
  owning_group: optionalText,
  assignee_team: optionalText,
  assignment_group: optionalText,
  agent_id: z.coerce.number().nullish(),
  provider: optionalText,
  provider_ref: optionalText,
  provider_sync_status: optionalText,
  provider_url: optionalText,
  _idempotent_replay: z.boolean().optional(),
});
export type TicketRow = z.output<typeof ticketRow>;

export const sessionTicket = z.looseObject({
  id,
  title: z.string(),
  status: z.string(),
  priority: optionalText,
  assignment_group: optionalText,
  provider: optionalText,
  provider_ref: optionalText,
  provider_sync_status: optionalText,
  provider_url: optionalText,
});
export type SessionTicket = z.output<typeof sessionTicket>;

export const turnShape = z.object({
  turn_id: id,
  session_id: id,
  harness: z.string().nullish(),
  message: z.object({ id: z.unknown(), body: z.string(), created_at: z.string().nullish() }),
  requester: z.object({ name: z.string(), email: optionalText }),
  history: z.array(z.object({ role: z.string(), body: z.string() })).default([]),
  tickets: z.array(sessionTicket).default([]),
  question: z
    .object({ id: z.unknown(), question: z.string(), choices: z.array(z.string()).default([]), answer: optionalText })
    .nullish(),
  force_new_ticket: z.boolean().default(false),
  spawn_agent: z.boolean().default(true),
  assignment_groups: z.array(z.string()).default([]),
});
export type Turn = z.output<typeof turnShape>;

export const classificationShape = z.looseObject({
  intent: z.string(),
  confidence: z.number(),
  ticket_class: z.string(),
  priority: z.string(),
  assignment_group: z.string(),
  matched_keywords: z.array(z.string()).default([]),
  also: z.array(z.looseObject({ assignment_group: z.string() })).default([]),
  workflow: z.looseObject({ name: z.string() }).nullish(),
});
export type TurnClassification = z.output<typeof classificationShape>;

export const agentStart = z.union([
  z.looseObject({ status: z.literal('spawned'), agent_id: z.coerce.number(), harness: optionalText }),
  z.looseObject({ status: z.literal('waiting_for_person'), group: z.string(), reason: optionalText }),
  z.looseObject({ status: z.string() }),
]);
export type AgentStart = z.output<typeof agentStart>;

export const changeRow = z.looseObject({
  id,
  action: z.string(),
  target: z.string(),
  /** The exact word; `status` is the seed's, and a ticket's context leaves it out. */
  state: z.string().nullish(),
  status: optionalText,
  plan: z.unknown(),
  task_id: z.coerce.number().nullish(),
  agent_id: z.coerce.number().nullish(),
});
export type ChangeRow = z.output<typeof changeRow>;

export const changeStatus = z.looseObject({
  id,
  status: z.string(),
  state: z.string(),
  final: z.boolean(),
  state_reason: optionalText,
  result: optionalText,
  result_kind: optionalText,
  rejected_reason: optionalText,
  target: optionalText,
  execution: z
    .looseObject({ exit_code: z.number().nullish(), duration_ms: z.number().nullish(), output: optionalText })
    .nullish(),
});
export type ChangeStatus = z.output<typeof changeStatus>;

export const contextShape = z.looseObject({
  ticket: ticketRow.extend({ description: optionalText }),
  notes: z
    .array(z.looseObject({ source: optionalText, author: optionalText, body: z.string(), created_at: optionalText }))
    .default([]),
  change_requests: z.array(changeRow).default([]),
});
export type TicketContext = z.output<typeof contextShape>;

export const taskShape = z.object({
  task_id: id,
  agent_id: id,
  ticket_id: id,
  task_type: z.string(),
  prompt: z.string().nullish(),
  attempt: z.number().nullish(),
  workflow: z
    .looseObject({
      id: z.unknown(),
      name: z.string(),
      workflow_key: z.string().nullish(),
      blueprint: z.unknown(),
      matched: optionalText,
    })
    .nullish(),
});
export type Task = z.output<typeof taskShape>;

export const anything = z.looseObject({});
