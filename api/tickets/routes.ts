import { createHash } from 'node:crypto';
import { z } from 'zod';
import { wireStatus, type ChangeState } from '../changes/index.js';
import { transaction, type Connection, type Database } from '../db/index.js';
import { notFound, ok, problem, type Answer } from '../http/answer.js';
import type { Caller } from '../http/caller.js';
import { idParams, row } from '../http/fields.js';
import { defineRoute, type Route } from '../http/route.js';
import { addNote } from './addNote.js';
import { cardChanged } from './announce.js';
import { assign, groupExists } from './assign.js';
import {
  assignmentBody,
  createBody,
  finalStatuses,
  listQuery,
  noteBody,
  statusBody,
  userResponseBody,
  type CreateTicket,
  type Ticket,
} from './contract.js';
import { createTicket, type Origin } from './createTicket.js';
import { respond } from './respond.js';
import { setStatus } from './setStatus.js';
import { shownTicket } from './shown.js';
import { waitForPerson } from './waitForPerson.js';
import { getTicket } from './sql/getTicket.js';
import { listTickets } from './sql/listTickets.js';
import { readContext } from './sql/readContext.js';

const area = 'tickets';
const noTicket = notFound('Ticket');
const ticketAnswer = { 200: { description: 'The ticket', schema: row } };

/** Runs `work` on the ticket with its row locked, when the caller may see it. */
export async function onTicket(
  db: Database,
  id: number,
  caller: Caller,
  work: (q: Connection, ticket: Ticket) => Promise<Answer>,
): Promise<Answer> {
  return transaction(db, async (q) => {
    await q.query('select from tickets where id = $1 for update', [id]);
    const ticket = await getTicket(q, id, caller);
    return ticket ? work(q, ticket) : noTicket;
  });
}

function list(db: Database): Route {
  return defineRoute({
    method: 'get',
    path: '/api/tickets',
    area,
    summary: 'Tickets that the caller may see, newest change first.',
    access: { kind: 'signed-in', permission: 'tickets:read', agents: 'any' },
    query: listQuery,
    answers: {
      200: {
        description: 'A page of tickets',
        schema: z.object({ tickets: z.array(row), total: z.number(), limit: z.number(), offset: z.number() }),
      },
    },
    async handle({ query, caller }) {
      const { tickets, total } = await listTickets(db, caller, query);
      return ok({ tickets: tickets.map(shownTicket), total, limit: query.limit, offset: query.offset });
    },
  });
}

type SessionRow = {
  thread_id: number | null;
  person_id: number | null;
  requester_name: string;
  requester_email: string | null;
  body: string;
};

/** What a chat turn files belongs to its conversation: the platform says so, whatever stands in the body. */
async function fromTurn(
  q: Connection,
  caller: Caller,
  input: CreateTicket,
): Promise<{ input: CreateTicket; origin: Origin } | undefined> {
  if (caller.run?.kind !== 'turn') {
    const origin = {
      sessionId: null,
      threadId: null,
      requesterPersonId: caller.type === 'person' ? caller.personId : null,
    };
    if (caller.type === 'service') return { input, origin };
    // A person is who is signed in, and cannot name a conversation: the answer may be the ticket that it already has.
    const scope = input.access_scope?.['source'] === 'ops-chat' ? null : input.access_scope;
    return { input: { ...input, created_by: null, access_scope: scope }, origin };
  }
  const { rows } = await q.query<SessionRow>(
    `select s.thread_id, coalesce(turn.person_id, s.person_id) as person_id, s.requester_name, s.requester_email, m.body
     from ops_chat_turns turn join ops_chat_sessions s on s.id = turn.session_id join ops_chat_messages m on m.id = turn.message_id
     where turn.id = $1`,
    [caller.run.turnId],
  );
  const session = rows[0];
  if (!session) return undefined;
  const hash = createHash('sha256')
    .update(session.body.toLowerCase().replaceAll(/\s+/g, ' ').trim())
    .digest('hex')
    .slice(0, 24);
  return {
    input: {
      ...input,
      created_by: 'ops-chat-agent',
      opened_by_name: 'Ops Chat Agent',
      requester_name: session.requester_name,
      requester_email: session.requester_email,
      access_scope: {
        source: 'ops-chat',
        session_id: caller.run.sessionId,
        turn_id: caller.run.turnId,
        attempt: caller.run.attempt,
        message_hash: hash,
        message_preview: session.body.slice(0, 220),
      },
    },
    origin: { sessionId: caller.run.sessionId, threadId: session.thread_id, requesterPersonId: session.person_id },
  };
}

function create(db: Database): Route {
  return defineRoute({
    method: 'post',
    path: '/api/tickets',
    area,
    summary: 'File a ticket. From a chat turn it belongs to its conversation; the same message files it once.',
    access: { kind: 'signed-in', permission: 'tickets:create', agents: 'turn' },
    body: createBody,
    answers: ticketAnswer,
    handle: ({ body, caller }) =>
      transaction(db, async (q) => {
        const group = body.owning_group ?? body.assignee_team;
        if (group !== null && !(await groupExists(q, group))) {
          const { rows } = await q.query<{ name: string }>(
            `select name from groups where kind = 'service' and enabled order by name`,
          );
          const names = rows.map(({ name }) => name);
          return problem(422, 'unknown_group', `There is no group ${group}. Use one of: ${names.join(', ')}.`, {
            errors: [{ path: 'body.owning_group', message: 'unknown group' }],
          });
        }
        const source = await fromTurn(q, caller, body);
        if (!source) return noTicket;
        const { ticket, replayed } = await createTicket(q, caller, source.input, source.origin);
        if (!replayed) {
          await cardChanged(q, ticket);
          // Nobody starts on it by itself: until somebody assigns an agent, it is a person's.
          if (source.origin.sessionId === null && !finalStatuses.includes(ticket.status))
            await waitForPerson(q, ticket);
          if (source.origin.sessionId !== null) {
            await q.query(
              'update ops_chat_sessions set latest_ticket_id = $2, updated_at = clock_timestamp() where id = $1',
              [source.origin.sessionId, ticket.id],
            );
          }
        }
        return ok({ ...shownTicket(ticket), external_url: null, ...(replayed ? { _idempotent_replay: true } : {}) });
      }),
  });
}

function get(db: Database): Route {
  return defineRoute({
    method: 'get',
    path: '/api/tickets/{id}',
    area,
    summary: 'One ticket with its agent and its changes.',
    access: { kind: 'signed-in', permission: 'tickets:read', agents: 'any' },
    params: idParams,
    answers: ticketAnswer,
    async handle({ params, caller }) {
      const ticket = await getTicket(db, params.id, caller);
      if (!ticket) return noTicket;
      const agent = await db.query<Record<string, unknown>>(
        `select id as agent_instance_id, status as agent_status, model as agent_model, heartbeat as agent_heartbeat,
           started_at as agent_started, error_message as agent_error from agents where id = $1`,
        [ticket.agent_id],
      );
      const changes = await db.query<Record<string, unknown> & { state: ChangeState }>(
        `select id, action, target, risk_level, state, state_reason, requested_by, requested_at, expires_at, decided_at, result
         from changes where ticket_id = $1 order by id desc limit 50`,
        [ticket.id],
      );
      const requests = changes.rows.map((change) => ({ ...change, status: wireStatus(change.state) }));
      return ok({ ...shownTicket(ticket), ...agent.rows[0], external_url: null, change_requests: requests });
    },
  });
}

function context(db: Database): Route {
  return defineRoute({
    method: 'get',
    path: '/api/tickets/{id}/context',
    area,
    summary: 'Everything that one needs to go on with the ticket; bounded, and says what it left out.',
    access: { kind: 'signed-in', permission: 'tickets:read', agents: 'any' },
    params: idParams,
    answers: { 200: { description: 'The context', schema: row } },
    async handle({ params, caller }) {
      const ticket = await getTicket(db, params.id, caller);
      return ticket ? ok(await readContext(db, ticket, caller)) : noTicket;
    },
  });
}

/** An agent writes as itself, whatever it calls itself (contract 7.8, FLAW: attribution could be spoofed). */
function sourceOf(caller: Caller, given: string | null): string {
  if (caller.type === 'agent') return given === 'agent-resolution' ? given : 'agent';
  if (caller.type === 'service') return given ?? 'dashboard';
  return 'dashboard';
}

function notes(db: Database): Route {
  return defineRoute({
    method: 'post',
    path: '/api/tickets/{id}/notes',
    area,
    summary: 'Add a note. "internal" stays in the house, "user" reaches the requester, "public" everybody.',
    access: { kind: 'signed-in', permission: 'tickets:note', agents: 'any' },
    params: idParams,
    body: noteBody,
    answers: { 200: { description: 'The note', schema: row } },
    handle: ({ params, body, caller }) =>
      onTicket(db, params.id, caller, async (q, ticket) => {
        const note = await addNote(q, ticket, caller, {
          source: sourceOf(caller, body.source),
          body: body.body,
          audience: body.visibility,
          externalRef: body.external_ref,
        });
        return ok({
          id: note.id,
          ticket_id: ticket.id,
          status: 'created',
          steering: { status: 'not_checked', events: [] },
        });
      }),
  });
}

function status(db: Database): Route {
  return defineRoute({
    method: 'post',
    path: '/api/tickets/{id}/status',
    area,
    summary: 'Set the status; the reason of a final one is the resolution that the requester reads.',
    access: { kind: 'signed-in', permission: 'tickets:note', agents: 'any' },
    params: idParams,
    body: statusBody,
    answers: { 200: { description: 'The new status', schema: row } },
    handle: ({ params, body, caller }) =>
      onTicket(db, params.id, caller, async (q, ticket) => {
        const done = await setStatus(q, ticket, caller, body);
        const provider = { status: 'skipped', reason: 'not_requested' };
        return ok({
          status: done.ticket.status,
          ticket_id: ticket.id,
          note_id: done.note.id,
          provider_result: provider,
        });
      }),
  });
}

function assignment(db: Database): Route {
  return defineRoute({
    method: 'post',
    path: '/api/tickets/{id}/assignment',
    area,
    summary: 'Change group, team, assignee or priority, or escalate.',
    access: { kind: 'signed-in', permission: 'tickets:note', agents: 'turn' },
    params: idParams,
    body: assignmentBody,
    answers: { 200: { description: 'The ticket', schema: row } },
    handle: ({ params, body, caller }) =>
      onTicket(db, params.id, caller, async (q, ticket) => {
        if (body.owning_group !== null && !(await groupExists(q, body.owning_group))) {
          return problem(422, 'unknown_group', `There is no group ${body.owning_group}.`);
        }
        const changed = await assign(q, ticket, caller, body);
        return ok({ status: 'updated', ticket: shownTicket(changed.ticket), note_id: changed.note.id });
      }),
  });
}

function userResponse(db: Database): Route {
  return defineRoute({
    method: 'post',
    path: '/api/tickets/{id}/user-response',
    area,
    summary: "Record the requester's words on a ticket; one that waited for them goes on.",
    access: { kind: 'signed-in', permission: 'tickets:reply', agents: 'turn' },
    params: idParams,
    body: userResponseBody,
    answers: { 200: { description: 'Recorded', schema: row } },
    handle: ({ params, body, caller }) =>
      onTicket(db, params.id, caller, async (q, ticket) => {
        const responder =
          caller.type === 'person' ? caller.displayName : (body.responder_name ?? caller.submittedBy ?? 'Requester');
        const { note } = await respond(q, ticket, caller, { response: body.response, responder });
        return ok({
          status: 'user_response_recorded',
          ticket_id: ticket.id,
          note_id: note.id,
          resume: { status: 'not_requested' },
        });
      }),
  });
}

export function ticketRoutes(db: Database): Route[] {
  return [list(db), create(db), get(db), context(db), notes(db), status(db), assignment(db), userResponse(db)];
}
