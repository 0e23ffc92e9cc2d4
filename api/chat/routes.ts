import { z } from 'zod';
import { liveRunners } from '../agents/index.js';
import { readPage, transaction, type Connection, type Database, type Listener } from '../db/index.js';
import { notFound, ok, problem, type Answer } from '../http/answer.js';
import type { Caller } from '../http/caller.js';
import { idParams, row } from '../http/fields.js';
import { defineRoute, type Route } from '../http/route.js';
import {
  messageBody,
  sessionsQuery,
  turnResultBody,
  type MessageBody,
  type Session,
  type TurnResult,
} from './contract.js';
import { cancelTurns, knownMessage, openQuestion, takeMessage } from './takeMessage.js';
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
};

/** The caller's own session of this id or external thread, else a new one (contract 23.1; no one speaks in another's session). */
async function sessionFor(q: Connection, body: MessageBody, caller: Caller): Promise<Session> {
  const externalThread = body.external_thread_id ?? body.matrix_room_id;
  const named = caller.type === 'person' ? caller.displayName : (body.requester_name ?? body.sender_name);
  const email = caller.type === 'person' ? caller.email : (body.requester_email ?? body.sender_email);
  const own = caller.type === 'person' ? caller.personId : null;
  if (externalThread !== null) {
    // One session a room (contract 23.1), also for its first two messages when they come at the same time.
    await q.query('select pg_advisory_xact_lock(hashtext($1))', [`session ${own ?? ''} ${externalThread}`]);
  }
  const found = await q.query<Session>(
    `select * from ops_chat_sessions where consumer = 'external' and person_id is not distinct from $3
       and (id = $1 or ($1::bigint is null and external_thread_id = $2)) order by id desc limit 1`,
    [body.session_id ?? null, externalThread, own],
  );
  const session = found.rows[0];
  if (session) {
    await q.query(
      `update ops_chat_sessions set requester_name = coalesce($2, requester_name), requester_email = coalesce($3, requester_email),
         channel = coalesce($4, channel), updated_at = clock_timestamp() where id = $1`,
      [session.id, named, email, body.channel],
    );
    return session;
  }
  const created = await q.query<Session>(
    `insert into ops_chat_sessions (requester_name, requester_email, person_id, channel, external_thread_id, consumer)
     values (coalesce($1, 'Chat User'), $2, $3, coalesce($4, 'matrix'), $5, 'external') returning *`,
    [named, email, own, body.channel, externalThread],
  );
  if (!created.rows[0]) throw new Error('A session was inserted and did not come back.');
  return created.rows[0];
}

type TakenIn = { readonly kind: 'turn'; readonly turnId: number } | { readonly kind: 'key_reused' };

async function take({ db }: ChatRoutes, body: MessageBody, caller: Caller, key: string | undefined): Promise<TakenIn> {
  const eventId = key === undefined ? null : `request:${caller.principalId}:${key}`;
  return transaction(db, async (q) => {
    if (eventId !== null) {
      // Two requests with one key at the same time: the second one finds what the first one took in.
      await q.query('select pg_advisory_xact_lock(hashtext($1))', [eventId]);
      const before = await knownMessage(q, eventId);
      if (before)
        return before.body === body.message ? { kind: 'turn', turnId: before.turnId } : { kind: 'key_reused' };
    }
    const session = await sessionFor(q, body, caller);
    const question = await openQuestion(q, session.id);
    const taken = await takeMessage(q, {
      session,
      speaker: {
        principalId: caller.principalId,
        personId: caller.personId,
        name:
          caller.type === 'person'
            ? caller.displayName
            : (body.requester_name ?? body.sender_name ?? session.requester_name),
        email: body.requester_email ?? body.sender_email,
      },
      body: body.message,
      eventId,
      metadata: { channel: body.channel, external_thread_id: body.external_thread_id ?? body.matrix_room_id },
      harness: body.harness ?? body.agent_harness,
      model: body.model ?? body.agent_model,
      spawnAgent: body.spawn_agent,
      forceNewTicket: body.force_new_ticket,
      questionId: question?.id ?? null,
    });
    return { kind: 'turn', turnId: taken.turnId };
  });
}

type Outcome = {
  status: string;
  result: TurnResult | null;
  session_id: number;
  person_id: number | null;
  harness: string;
  model: string | null;
  error_ref: string | null;
};

async function outcomeOf(db: Database, turnId: number): Promise<Outcome | undefined> {
  const { rows } = await db.query<Outcome>(
    'select status, result, session_id, person_id, harness, model, error_ref from ops_chat_turns where id = $1',
    [turnId],
  );
  return rows[0];
}

/** Contract 23.2, "Responses (200), by outcome". */
async function answerFor(db: Database, turnId: number, outcome: Outcome): Promise<Answer> {
  const { session_id, harness, model, result } = outcome;
  const shared = { session_id, turn_id: turnId, harness, model, attachments: [] };
  if (outcome.status === 'cancelled')
    return problem(409, 'turn_cancelled', 'This message was cancelled before it was answered.');
  if (outcome.status === 'failed' || result === null) {
    const detail = `The agent ended without a result. Reference: ${outcome.error_ref ?? turnId}.`;
    return problem(503, 'chat_agent_tool_not_used', detail, shared);
  }
  const ticketId = result.ticket_id ?? null;
  if (result.mode === 'question') {
    const { question, choices } = result;
    return ok({
      ...shared,
      reply: question,
      question,
      choices,
      classification: {},
      ticket_id: null,
      created_ticket: false,
    });
  }
  if (result.mode === 'ticket' || result.mode === 'ticket-update') {
    const agent = await db.query<{ id: number; status: string; harness: string }>(
      `select a.id, a.status, a.harness from tickets t join agents a on a.id = t.agent_id where t.id = $1`,
      [ticketId],
    );
    const started = agent.rows[0];
    const created = result.mode === 'ticket';
    const { intent, ticket_class, priority, assignment_group } = result.classification ?? {};
    return ok({
      ...shared,
      reply: result.reply,
      classification: {
        source: 'agent-tool',
        intent,
        ticket_class,
        priority,
        assignment_group,
        approval_policy: 'system-enforced',
        approval_authority: 'platform-policy-and-provider-barriers',
        agent_approval_decision: 'not-authorized',
      },
      ticket_id: ticketId,
      created_ticket: created,
      continued_ticket: !created,
      change_id: null,
      agent: started
        ? { status: started.status, agent_id: started.id, harness: started.harness }
        : { status: 'skipped' },
    });
  }
  return ok({
    ...shared,
    reply: result.reply,
    classification: {},
    ticket_id: null,
    created_ticket: false,
    artifacts: result.artifacts,
  });
}

const lookEvery = 2_000;

/** Waits for the turn; a client that hangs up cancels it (contract 23.2), a restart of the platform does not. */
async function waitFor(
  { db, listener }: ChatRoutes,
  turnId: number,
  signal: AbortSignal,
  keyed: boolean,
): Promise<Answer> {
  for (;;) {
    const outcome = await outcomeOf(db, turnId);
    if (!outcome) return noTurn;
    if (!['queued', 'running'].includes(outcome.status)) return answerFor(db, turnId, outcome);
    if (signal.reason === 'stopping') {
      const url = `/api/ops-chat/turns/${turnId}`;
      const detail = `This process stops; the message is worked on. Its answer will be at ${url}.`;
      return problem(503, 'stopping', detail, { turn_id: turnId, url });
    }
    if (signal.aborted) {
      // With a key the client can come back for the answer; without one nobody could ever read it.
      if (!keyed) await cancelTurns(db, { turnId });
      return problem(503, 'client_gone', 'The client hung up.');
    }
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        off();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, lookEvery);
      const off = listener.on('turns', done);
      signal.addEventListener('abort', done);
    });
  }
}

function message(options: ChatRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/ops-chat/message',
    area,
    summary:
      'Say something and wait for the answer. "Prefer: respond-async" gives 202 and an address to look at instead.',
    access: { kind: 'signed-in', permission: 'ops-chat:write', agents: 'never' },
    body: messageBody,
    answers: {
      200: { description: 'The outcome of the turn', schema: row },
      202: { description: 'Taken in', schema: row },
    },
    idempotency: 'own',
    async handle({ body, caller, header, signal }) {
      const key = header('idempotency-key');
      const taken = await take(options, body, caller, key);
      if (taken.kind === 'key_reused') {
        const detail = 'This Idempotency-Key was used with another message. Use a new key.';
        return problem(409, 'idempotency_key_reused', detail);
      }
      const { turnId } = taken;
      if (/\brespond-async\b/.test(header('prefer') ?? '')) {
        const location = `/api/ops-chat/turns/${turnId}`;
        return { status: 202, body: { status: 'accepted', turn_id: turnId, url: location }, headers: { location } };
      }
      return waitFor(options, turnId, signal, key !== undefined);
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
    answers: { 200: { description: 'The turn', schema: row } },
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
    answers: { 200: { description: 'Accepted', schema: row } },
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
    answers: { 200: { description: 'A page of conversations', schema: row } },
    async handle({ query, caller }) {
      const { rows, total } = await readPage(
        db,
        `select s.id, s.requester_name, s.requester_email, s.channel, s.external_thread_id, s.consumer, s.latest_ticket_id, s.status,
           s.created_at, s.updated_at, count(m.id) as message_count, max(m.created_at) as last_message_at, count(*) over () as total
         from ops_chat_sessions s left join ops_chat_messages m on m.session_id = s.id
         where $1 or s.person_id = $2 group by s.id order by s.id desc`,
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
    answers: { 200: { description: 'Messages', schema: row } },
    async handle({ params, caller }) {
      const session = await db.query('select from ops_chat_sessions where id = $1 and ($2 or person_id = $3)', [
        params.id,
        caller.view.tickets.has('all'),
        caller.personId,
      ]);
      if (session.rowCount !== 1) return notFound('Session');
      const { rows } = await db.query<Record<string, unknown>>(
        'select id, role, body, metadata, ticket_id, created_at from ops_chat_messages where session_id = $1 order by id limit 1000',
        [params.id],
      );
      return ok({ session_id: params.id, messages: rows, total: rows.length });
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
  return [message(options), turn(options), result(options), sessions(options), messages(options), health(options)];
}
