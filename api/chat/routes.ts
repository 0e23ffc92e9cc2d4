import { z } from 'zod';
import { liveRunners } from '../agents/index.js';
import type { ContentStore, FileLimits } from '../attachments/index.js';
import { readPage, type Database, type Listener } from '../db/index.js';
import { notFound, ok, problem } from '../http/answer.js';
import { idParams } from '../http/fields.js';
import { defineRoute, type Route } from '../http/route.js';
import { awaitTurn } from './awaitTurn.js';
import {
  messageAnswer,
  messageBody,
  messagesAnswer,
  messagesQuery,
  resultAnswer,
  sessionsAnswer,
  sessionsQuery,
  takenAnswer,
  turnAnswer,
  turnResultBody,
} from './contract.js';
import { discardFiles, mostTogether, receiveFiles } from './files/receiveFiles.js';
import { fileContent } from './files/routes.js';
import { openAiRoutes } from './openai/routes.js';
import { outboundRoutes } from './outbound/routes.js';
import { takeIn } from './takeIn.js';
import { answerFor, outcomeOf } from './turnOutcome.js';
import { readTurn } from './turnWork.js';
import { writeTurnResult } from './writeTurnResult.js';

const area = 'ops-chat';
const noTurn = notFound('Turn');

export type MatrixHealth = { readonly status: string } & Readonly<Record<string, unknown>>;

export type ChatRoutes = {
  readonly db: Database;
  readonly listener: Listener;
  /** What the Matrix side says about itself. */
  matrixHealth: () => Promise<MatrixHealth>;
  /** Longest text that an external consumer is given, in characters. */
  readonly maxBodyChars: number;
  readonly store: ContentStore;
  /** Of one file of a message. */
  readonly limits: FileLimits;
};

function message(options: ChatRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/ops-chat/message',
    area,
    summary:
      'Say something and wait for the answer. "Prefer: respond-async" gives 202 and an address to look at instead.',
    access: { kind: 'signed-in', permission: 'ops-chat:write', agents: 'never' },
    body: messageBody,
    // Base64 is a third longer, and there are the other fields.
    maxBody: Math.ceil((options.limits.maxBytes * mostTogether * 4) / 3) + 1_048_576,
    headers: {
      Prefer: '"respond-async" for 202 with an address to look at, instead of an answer that may take an hour.',
    },
    answers: {
      200: { description: 'The outcome of the turn', schema: messageAnswer },
      202: { description: 'Taken in', schema: takenAnswer },
    },
    idempotency: 'own',
    async handle({ body, caller, header, signal }) {
      const key = header('idempotency-key');
      const received = await receiveFiles(options.store, options.limits, body.attachments);
      if (received.kind === 'refused') return received.answer;
      const { files } = received;
      const taken = await takeIn(options.db, body, caller, key, files).finally(() => discardFiles(files));
      if (taken.kind === 'key_reused') {
        const detail = 'This Idempotency-Key was used with another message. Use a new key.';
        return problem(409, 'idempotency_key_reused', detail);
      }
      const { turnId } = taken;
      if (/\brespond-async\b/.test(header('prefer') ?? '')) {
        const location = `/api/ops-chat/turns/${turnId}`;
        return { status: 202, body: { status: 'accepted', turn_id: turnId, url: location }, headers: { location } };
      }
      return awaitTurn(options, turnId, signal, key !== undefined);
    },
  });
}

function turn({ db }: ChatRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/ops-chat/turns/{id}',
    area,
    summary: 'A turn: for its agent what it has to know, for others how it ended.',
    access: { kind: 'signed-in', permission: 'ops-chat:read', agents: 'turn' },
    params: idParams,
    answers: { 200: { description: 'What has to be known of it, or how it ended', schema: turnAnswer } },
    async handle({ params, caller }) {
      if (caller.run !== null && (caller.run.kind !== 'turn' || caller.run.turnId !== params.id)) return noTurn;
      const brief = await readTurn(db, params.id);
      if (!brief) return noTurn;
      if (caller.run !== null) return ok(brief);
      const outcome = await outcomeOf(db, params.id);
      const own = caller.personId !== null && outcome?.person_id === caller.personId;
      if (!outcome || !(own || caller.view.tickets.has('all'))) return noTurn;
      if (['queued', 'running'].includes(outcome.status)) return ok({ ...brief, status: outcome.status });
      return answerFor(db, params.id, outcome);
    },
  });
}

function result({ db }: ChatRoutes): Route {
  return defineRoute({
    method: 'put',
    path: '/api/ops-chat/turns/{id}/result',
    area,
    summary: "The toolbelt's result of a turn. Without one the turn does not count.",
    access: { kind: 'signed-in', permission: 'ops-chat:turn', agents: 'turn' },
    params: idParams,
    body: turnResultBody,
    answers: { 200: { description: 'Accepted', schema: resultAnswer } },
    async handle({ params, body, caller }) {
      if (caller.run?.kind !== 'turn' || caller.run.turnId !== params.id) return noTurn;
      const written = await writeTurnResult(
        db,
        { table: 'ops_chat_turns', id: params.id, attempt: caller.run.attempt },
        body,
      );
      if (written.kind === 'lost')
        return problem(409, 'lease_lost', 'This run is over; somebody else works the turn now. Stop.');
      if (written.kind === 'unearned') return problem(422, written.why.code, written.why.detail);
      if (written.kind === 'not_own_ticket') {
        const detail =
          'This ticket does not belong to the conversation. Use an id that the tool printed in this turn, or that list-tickets shows.';
        return problem(422, 'not_own_ticket', detail, {
          errors: [{ path: 'body.ticket_id', message: 'not of this session' }],
        });
      }
      return ok({
        accepted: true,
        mode: written.result.mode,
        reply: written.result.reply,
        ticket_id: written.result.ticket_id ?? null,
      });
    },
  });
}

function sessions({ db }: ChatRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/ops-chat/sessions',
    area,
    summary: 'Conversations, newest first: all for who works here, the own ones for everybody else.',
    access: { kind: 'signed-in', permission: 'ops-chat:read', agents: 'never' },
    query: sessionsQuery,
    answers: { 200: { description: 'A page of conversations', schema: sessionsAnswer } },
    async handle({ query, caller }) {
      const { rows, total } = await readPage(
        db,
        `select s.id, s.requester_name, s.requester_email, s.channel, s.external_thread_id, s.consumer, s.latest_ticket_id, s.status,
           s.created_at, s.updated_at, (select count(*) from ops_chat_messages m where m.session_id = s.id) as message_count,
           (select m.created_at from ops_chat_messages m where m.session_id = s.id order by m.id desc limit 1) as last_message_at,
           count(*) over () as total
         from ops_chat_sessions s where $1 or s.person_id = $2 order by s.id desc`,
        [caller.view.tickets.has('all'), caller.personId],
        query,
      );
      return ok({ sessions: rows, total });
    },
  });
}

function messages({ db }: ChatRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/ops-chat/sessions/{id}/messages',
    area,
    summary: 'The messages of a conversation, oldest first.',
    access: { kind: 'signed-in', permission: 'ops-chat:read', agents: 'never' },
    params: idParams,
    query: messagesQuery,
    answers: { 200: { description: 'Messages', schema: messagesAnswer } },
    async handle({ params, query, caller }) {
      const session = await db.query('select from ops_chat_sessions where id = $1 and ($2 or person_id = $3)', [
        params.id,
        caller.view.tickets.has('all'),
        caller.personId,
      ]);
      if (session.rowCount !== 1) return notFound('Session');
      const { rows, total } = await readPage(
        db,
        `select id, role, body, metadata, ticket_id, created_at, count(*) over () as total from ops_chat_messages
         where session_id = $1 order by ops_chat_messages.id`,
        [params.id],
        query,
      );
      return ok({ session_id: params.id, messages: rows, total });
    },
  });
}

function health({ db, matrixHealth }: ChatRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/ops-chat/matrix/health',
    area,
    summary: 'Whether the bot hears and speaks, and which harness reads messages.',
    access: { kind: 'signed-in', permission: 'ops-chat:read', agents: 'never' },
    answers: { 200: { description: 'Health', schema: z.object({ status: z.string() }).loose() } },
    async handle() {
      const runners = await liveRunners(db);
      const harnesses = runners[0]?.harnesses ?? [];
      const matrix = await matrixHealth();
      return ok({
        client: 'Matrix Synapse + Element',
        bridge: 'ops-chat-bridge',
        ...matrix,
        agent_harness: harnesses.find(({ works }) => works.includes('chat'))?.name ?? null,
        available_harnesses: harnesses.filter(({ state }) => state === 'ready').map(({ name }) => name),
      });
    },
  });
}

export function chatRoutes(options: ChatRoutes): Route[] {
  return [
    message(options),
    turn(options),
    fileContent(options.db, options.store),
    result(options),
    sessions(options),
    messages(options),
    health(options),
    ...outboundRoutes(options),
    ...openAiRoutes(options),
  ];
}
