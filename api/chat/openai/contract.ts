/** The routes that programs made for OpenAI's chat completions can talk to: contract 24.6. */
import { z } from 'zod';
import { anyObject, flag, id, optionalText, text } from '../../http/fields.js';

export const intakeModel = 'agentic-ops-intake';

const textPart = z.looseObject({ type: z.literal('text'), text: text(60_000) });
const otherPart = z.looseObject({ type: z.string() });

const message = z.looseObject({
  role: z.string().max(40),
  content: z.union([text(60_000), z.array(z.union([textPart, otherPart])).max(200)]).nullish(),
});
export type ChatMessage = z.output<typeof message>;

const metadata = z
  .looseObject({
    session_id: id().nullish().meta({ description: 'Goes on in this session of the caller.' }),
    conversation_id: optionalText(400).meta({ description: 'Goes on in the session of this conversation.' }),
    spawn_agent: flag(true),
    force_new_ticket: flag(false),
  })
  .nullish();

export const completionBody = z
  .object({
    model: optionalText(200),
    messages: z.array(message).min(1).max(2_000),
    stream: flag(false),
    stream_options: z.looseObject({ include_usage: flag(false) }).nullish(),
    user: optionalText(240).meta({ description: 'Whom the words are of, where a service speaks for somebody.' }),
    safety_identifier: optionalText(240).meta({ description: 'What OpenAI calls `user` by now.' }),
    metadata,
  })
  .meta({
    examples: [
      { model: intakeModel, messages: [{ role: 'user', content: 'The printer on the third floor is out of toner.' }] },
    ],
  });
export type CompletionBody = z.output<typeof completionBody>;

const usage = z.object({
  prompt_tokens: z.number().int(),
  completion_tokens: z.number().int(),
  total_tokens: z.number().int(),
});

export const completionAnswer = z.object({
  id: z.string(),
  object: z.literal('chat.completion'),
  created: z.number().int(),
  model: z.string(),
  choices: z.array(
    z.object({
      index: z.number().int(),
      message: z.object({ role: z.literal('assistant'), content: z.string(), refusal: z.null() }),
      logprobs: z.null(),
      finish_reason: z.literal('stop'),
    }),
  ),
  usage,
  metadata: z.object({
    session_id: z.number().int().nullable(),
    ticket_id: z.number().int().nullable(),
    created_ticket: z.boolean(),
    agent: anyObject.nullable(),
  }),
});
export type Completion = z.output<typeof completionAnswer>;

export const modelsAnswer = z.object({
  object: z.literal('list'),
  data: z.array(
    z.object({ id: z.string(), object: z.literal('model'), created: z.number().int(), owned_by: z.string() }),
  ),
  warning: z.string(),
});
