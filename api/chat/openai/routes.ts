import { randomUUID } from 'node:crypto';
import type { Database, Listener } from '../../db/index.js';
import { ok, problem, type Answer } from '../../http/answer.js';
import type { Caller } from '../../http/caller.js';
import { eventStreamHeaders } from '../../http/eventStream.js';
import { defineRoute, type Route, type ShowRefusal } from '../../http/route.js';
import { awaitTurn } from '../awaitTurn.js';
import { messageBody, type MessageBody } from '../contract.js';
import { takeIn } from '../takeIn.js';
import { completionOf, completionStream, openAiError, type Frame } from './completion.js';
import { completionAnswer, completionBody, intakeModel, modelsAnswer, type CompletionBody } from './contract.js';
import { openAiChannel, sessionThatEndedWith, whatWasSaid, type Said } from './conversationOf.js';

const area = 'ops-chat';
const warning =
  'This interface is for programs that were made for OpenAI. People talk to Opsroom in Element; approvals are not possible here.';
/** Answered without a turn: there is nothing that anybody could work on. */
const hint = 'Write what you need as a message of the role user, and I will answer it or file a ticket for it.';

export type OpenAiRoutes = { readonly db: Database; readonly listener: Listener };

/**
 * The official clients name themselves in these headers, and read of an error only `error.message`: to them the sentence
 * is put there. Everybody else gets the problem of every other route.
 */
const forOpenAiClients: ShowRefusal = (answer, header) => {
  if (header('x-stainless-lang') === undefined) return answer;
  return {
    ...answer,
    body: { ...(answer.body as object), error: openAiError(answer) },
    headers: { ...answer.headers, 'content-type': 'application/json' },
  };
};

function nameOfSpeaker(caller: Caller, body: CompletionBody): string {
  if (caller.type === 'person') return caller.displayName;
  return body.safety_identifier ?? body.user ?? caller.submittedBy ?? 'Legacy Chat User';
}

/** By name where the client has one, else by what was said last; a conversation that begins is a session of its own. */
async function messageOf(
  q: Database,
  caller: Caller,
  body: CompletionBody,
  now: string,
  said: Said,
): Promise<MessageBody> {
  const speaker = nameOfSpeaker(caller, body);
  const { session_id: named, conversation_id: conversation } = body.metadata ?? {};
  const known =
    typeof named === 'number' || typeof conversation === 'string' || said.before === undefined
      ? named
      : await sessionThatEndedWith(q, caller, speaker, said.before);
  return messageBody.parse({
    message: now,
    requester_name: speaker,
    channel: openAiChannel,
    session_id: known,
    external_thread_id: typeof conversation === 'string' ? `openai:${speaker}:${conversation}` : null,
    spawn_agent: body.metadata?.spawn_agent,
    force_new_ticket: body.metadata?.force_new_ticket,
  });
}

function models(): Route {
  return defineRoute({
    method: 'get',
    path: '/api/ops-chat/openai/v1/models',
    area,
    summary: 'The one model of the OpenAI-compatible interface: whoever reads messages here.',
    access: { kind: 'signed-in', permission: 'ops-chat:read', agents: 'never' },
    showRefusal: forOpenAiClients,
    answers: { 200: { description: 'The list', schema: modelsAnswer } },
    handle: () =>
      Promise.resolve(
        ok({
          object: 'list',
          data: [{ id: intakeModel, object: 'model', created: 0, owned_by: 'agentic-operations' }],
          warning,
        }),
      ),
  });
}

function streamed(frame: Frame, outcome: Promise<Answer>, body: CompletionBody): Answer {
  // Somebody who hangs up before the first part is sent leaves nobody who hears of a fault.
  outcome.catch(() => undefined);
  const withUsage = body.stream_options?.include_usage === true;
  return {
    status: 200,
    body: undefined,
    headers: eventStreamHeaders,
    stream: completionStream(frame, outcome, withUsage),
  };
}

function completions(options: OpenAiRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/ops-chat/openai/v1/chat/completions',
    area,
    summary:
      'Say something as to a model of OpenAI, also with "stream". The last message of the role user is what is said; the conversation goes on by metadata.session_id, metadata.conversation_id or the messages before it.',
    access: { kind: 'signed-in', permission: 'ops-chat:write', agents: 'never' },
    showRefusal: forOpenAiClients,
    body: completionBody,
    answers: {
      200: { description: 'The answer, or a stream of its parts', schema: completionAnswer, type: 'text/event-stream' },
    },
    idempotency: 'own',
    async handle({ body, caller, header, signal }) {
      const frame: Frame = {
        id: `chatcmpl-ops-${randomUUID()}`,
        created: Math.floor(Date.now() / 1_000),
        model: body.model ?? intakeModel,
      };
      const said = whatWasSaid(body.messages);
      if (said.now === undefined) {
        const nothing = ok({ reply: hint });
        return body.stream ? streamed(frame, Promise.resolve(nothing), body) : ok(completionOf(frame, { reply: hint }));
      }
      const key = header('idempotency-key');
      const message = await messageOf(options.db, caller, body, said.now, said);
      const taken = await takeIn(options.db, message, caller, key, [], body);
      if (taken.kind === 'key_reused') {
        const detail = 'This Idempotency-Key was used with another message. Use a new key.';
        return problem(409, 'idempotency_key_reused', detail);
      }
      const outcome = awaitTurn(options, taken.turnId, signal, key !== undefined);
      if (body.stream) return streamed(frame, outcome, body);
      const answer = await outcome;
      return answer.status >= 400 ? answer : ok(completionOf(frame, answer.body as Readonly<Record<string, unknown>>));
    },
  });
}

export function openAiRoutes(options: OpenAiRoutes): Route[] {
  return [models(), completions(options)];
}
