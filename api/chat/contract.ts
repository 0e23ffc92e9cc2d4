/** Conversations: the words and shapes of contract 23. */
import { z } from 'zod';
import { anyObject, flag, id, optionalText, page, text } from '../http/fields.js';
import { harnessField } from '../agents/index.js';
import { attachmentsField, fileShape } from './files/contract.js';

export const turnModes = ['general', 'question', 'ticket', 'ticket-update', 'artifact'] as const;
export type TurnMode = (typeof turnModes)[number];

/** What the toolbelt wrote: a turn without it does not count (23.5). */
export const turnResultBody = z
  .object({
    mode: z.enum(turnModes),
    reply: text(20_000).default(''),
    ticket_id: id().nullish(),
    question: optionalText(2_000),
    choices: z.array(text(200)).max(5).default([]),
    classification: anyObject.nullish(),
    artifacts: z.array(anyObject).max(20).default([]),
    status_update: z.unknown().optional(),
    response: z.unknown().optional(),
    agent: anyObject.nullish(),
  })
  .refine(({ mode, question }) => mode !== 'question' || question !== null, {
    path: ['question'],
    message: 'mode question needs the question',
  })
  .refine(({ mode, reply }) => mode === 'question' || reply.trim() !== '', {
    path: ['reply'],
    message: 'The reply is empty: write what the person should read',
  })
  .refine(({ mode, ticket_id }) => (mode !== 'ticket' && mode !== 'ticket-update') || typeof ticket_id === 'number', {
    path: ['ticket_id'],
    message: 'This mode needs the id of the ticket that the tool filed or continued',
  });
export type TurnResult = z.output<typeof turnResultBody>;

export const messageBody = z
  .object({
    message: text(60_000).refine((value) => value.trim() !== '', { message: 'message is required' }),
    requester_name: optionalText(240),
    sender_name: optionalText(240),
    requester_email: optionalText(300),
    sender_email: optionalText(300),
    session_id: id().nullish(),
    channel: optionalText(80),
    external_thread_id: optionalText(500),
    matrix_room_id: optionalText(500),
    spawn_agent: flag(true),
    force_new_ticket: flag(false),
    harness: harnessField,
    agent_harness: harnessField,
    attachments: attachmentsField,
    model: optionalText(200),
    agent_model: optionalText(200),
  })
  .meta({
    examples: [
      {
        message: 'The printer on the third floor is out of toner.',
        external_thread_id: '!room:example.org',
        channel: 'matrix',
      },
    ],
  });
export type MessageBody = z.output<typeof messageBody>;

/** Contract 23.2, "Responses (200), by outcome". */
export const messageAnswer = z.looseObject({
  session_id: z.number().int(),
  turn_id: z.number().int(),
  reply: z.string(),
  ticket_id: z.number().int().nullable(),
  created_ticket: z.boolean(),
  classification: anyObject,
  attachments: z.array(fileShape),
  harness: z.string(),
  model: z.string().nullable(),
  continued_ticket: z.boolean().optional(),
  change_id: z.null().optional().meta({ description: 'Never: a message opens no gate.' }),
  agent: anyObject.optional(),
  question: z.string().optional(),
  choices: z.array(z.string()).optional(),
  artifacts: z.array(anyObject).optional(),
  status_update: z.unknown().optional(),
  response: z.unknown().optional(),
});

/** Of a turn that nobody answered yet: what its agent has to know. */
const turnBriefAnswer = z.object({
  turn_id: z.int(),
  session_id: z.int(),
  harness: z.string(),
  model: z.string().nullable(),
  message: z.object({ id: z.int(), body: z.string(), created_at: z.iso.datetime({ offset: true }) }),
  requester: z.object({ name: z.string(), email: z.string().nullable() }),
  history: z.array(z.object({ role: z.enum(['user', 'assistant']), body: z.string() })),
  tickets: z.array(
    z.object({
      ...{ id: z.int(), title: z.string(), status: z.string(), priority: z.string().nullable() },
      ...{ assignment_group: z.string().nullable(), provider: z.string(), provider_ref: z.string().nullable() },
      ...{ provider_sync_status: z.string(), provider_url: z.string().nullable() },
    }),
  ),
  question: z
    .object({ id: z.int(), question: z.string(), choices: z.array(z.string()), answer: z.string().nullable() })
    .nullable()
    .meta({ description: 'What the turn before had asked' }),
  force_new_ticket: z.boolean(),
  spawn_agent: z.boolean(),
  assignment_groups: z.array(z.string()),
  attachments: z.array(fileShape),
  status: z.enum(['queued', 'running']).optional().meta({ description: 'For everybody but the agent of the turn' }),
});
export const turnAnswer = z.union([turnBriefAnswer, messageAnswer]);

export const takenAnswer = z.object({ status: z.literal('accepted'), turn_id: z.number().int(), url: z.string() });

export const resultAnswer = z.object({
  accepted: z.literal(true),
  mode: z.enum(turnModes),
  reply: z.string(),
  ticket_id: z.number().int().nullable(),
});

const time = z.iso.datetime({ offset: true });

export const sessionsAnswer = z.object({
  sessions: z.array(
    z.looseObject({
      id: z.number().int(),
      requester_name: z.string(),
      requester_email: z.string().nullable(),
      channel: z.string(),
      external_thread_id: z.string().nullable(),
      consumer: z.enum(['bot', 'external']),
      latest_ticket_id: z.number().int().nullable(),
      status: z.string(),
      created_at: time,
      updated_at: time,
      message_count: z.number().int(),
      last_message_at: time.nullable(),
    }),
  ),
  total: z.number().int(),
});

export const messagesAnswer = z.object({
  session_id: z.number().int(),
  messages: z.array(
    z.object({
      id: z.number().int(),
      role: z.enum(['user', 'assistant']),
      body: z.string(),
      metadata: anyObject,
      ticket_id: z.number().int().nullable(),
      created_at: time,
    }),
  ),
  total: z.number().int(),
});

export const sessionsQuery = z.object(page(50, 200));
export const messagesQuery = z.object(page(1_000, 1_000));

export type Session = {
  readonly id: number;
  readonly requester_name: string;
  readonly requester_email: string | null;
  readonly person_id: number | null;
  readonly channel: string;
  readonly external_thread_id: string | null;
  readonly thread_id: number | null;
  readonly consumer: 'bot' | 'external';
  readonly latest_ticket_id: number | null;
};

export type Question = {
  readonly id: number;
  readonly session_id: number;
  readonly turn_id: number;
  readonly person_id: number | null;
  readonly question: string;
  readonly choices: readonly string[];
  readonly answer: string | null;
};
