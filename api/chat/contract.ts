/** Conversations: the words and shapes of contract 23. */
import { z } from 'zod';
import { anyObject, flag, id, optionalText, page, text } from '../http/fields.js';
import { harnessField } from '../agents/index.js';

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

export const messageBody = z.object({
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
  attachments: z
    .array(z.unknown())
    .max(0, { message: 'Files are not taken yet: say in words what is in them, or leave the field out' })
    .default([]),
  model: optionalText(200),
  agent_model: optionalText(200),
});
export type MessageBody = z.output<typeof messageBody>;

export const sessionsQuery = z.object(page(50, 200));

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
