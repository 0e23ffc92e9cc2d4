import type { Answer } from '../../http/answer.js';
import { serverSentEvent, signOfLife, signOfLifeEvery } from '../../http/eventStream.js';
import type { Completion } from './contract.js';

/** What is the same in everything that is sent about one completion. */
export type Frame = { readonly id: string; readonly created: number; readonly model: string };

type Fields = Readonly<Record<string, unknown>>;

const noUsage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** A question's choices are part of the words here: this interface has nothing to tap. */
function wordsIn({ reply, choices }: Fields): string {
  const words = typeof reply === 'string' ? reply : '';
  if (!Array.isArray(choices) || choices.length === 0) return words;
  return `${words}\n\n${choices.map((choice, index) => `${index + 1}. ${String(choice)}`).join('\n')}`;
}

/** The outcome of a turn (contract 23.2) as a chat completion. */
export function completionOf(frame: Frame, outcome: Fields): Completion {
  const agent = outcome['agent'];
  return {
    id: frame.id,
    object: 'chat.completion',
    created: frame.created,
    model: frame.model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: wordsIn(outcome), refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: noUsage,
    metadata: {
      session_id: number(outcome['session_id']),
      ticket_id: number(outcome['ticket_id']),
      created_ticket: outcome['created_ticket'] === true,
      agent: typeof agent === 'object' && agent !== null ? (agent as Record<string, unknown>) : null,
    },
  };
}

function fieldsOf({ body }: Answer): Fields {
  return typeof body === 'object' && body !== null ? (body as Fields) : {};
}

/** OpenAI's shape of an error: its clients read nothing else, and show `message` to people. */
export function openAiError(answer: Answer): { message: string; type: string; code: string; param: string | null } {
  const { detail, error, errors } = fieldsOf(answer);
  const [first] = Array.isArray(errors) ? (errors as { path?: unknown }[]) : [];
  return {
    message: typeof detail === 'string' ? detail : 'The request failed.',
    type: answer.status >= 500 ? 'server_error' : 'invalid_request_error',
    code: typeof error === 'string' ? error : 'error',
    param: typeof first?.path === 'string' ? first.path : null,
  };
}

function* chunksOf(frame: Frame, completion: Completion, withUsage: boolean): Generator<string> {
  const chunk = (more: Fields): string =>
    serverSentEvent({
      data: { ...frame, object: 'chat.completion.chunk', ...(withUsage && { usage: null }), ...more },
    });
  const choice = (delta: Fields, finish: 'stop' | null): Fields => ({
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  });
  const content = completion.choices[0]?.message.content ?? '';
  yield chunk(choice({ content }, null));
  yield chunk({ ...choice({}, 'stop'), metadata: completion.metadata });
  if (withUsage) yield chunk({ choices: [], usage: noUsage });
}

/**
 * A completion as it is streamed: the role at once, signs of life while the turn is worked on, the words, `[DONE]`. What
 * goes wrong after the start is an event with an error, which clients throw.
 */
export async function* completionStream(
  frame: Frame,
  outcome: Promise<Answer>,
  withUsage: boolean,
  every = signOfLifeEvery,
): AsyncGenerator<string> {
  const role = { index: 0, delta: { role: 'assistant', content: '' }, logprobs: null, finish_reason: null };
  yield serverSentEvent({ data: { ...frame, object: 'chat.completion.chunk', choices: [role] } });
  for (;;) {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => {
        resolve(undefined);
      }, every);
    });
    const answer = await Promise.race([outcome, silence]);
    clearTimeout(timer);
    if (answer === undefined) {
      yield signOfLife;
      continue;
    }
    if (answer.status >= 400) yield serverSentEvent({ data: { error: openAiError(answer) } });
    else yield* chunksOf(frame, completionOf(frame, fieldsOf(answer)), withUsage);
    yield serverSentEvent({ data: '[DONE]' });
    return;
  }
}
