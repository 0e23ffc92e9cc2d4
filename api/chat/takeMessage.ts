import { notify, type Connection, type Queryable } from '../db/index.js';
import { harnessFor } from '../agents/index.js';
import type { Question, Session } from './contract.js';

/** Whoever wrote a message: a linked person, or only a name and an address that a bridge gave. */
export type Speaker = {
  readonly principalId: number;
  readonly personId: number | null;
  readonly name: string;
  readonly email: string | null;
  /** For whom a service says that it speaks, who then decides nothing of what comes of it. */
  readonly spokenForPersonId?: number | null;
};

export type NewMessage = {
  readonly session: Session;
  readonly speaker: Speaker;
  readonly body: string;
  /** The event or request that it came as: a second delivery is the same message. */
  readonly eventId: string | null;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly harness?: string | null;
  readonly model?: string | null;
  readonly spawnAgent?: boolean;
  readonly forceNewTicket?: boolean;
  /** The open question that these words answer. */
  readonly questionId?: number | null;
};

export type Taken = { readonly kind: 'queued' | 'known'; readonly turnId: number; readonly messageId: number };

/** The message that came as this event or request before. */
export async function knownMessage(
  q: Queryable,
  eventId: string,
): Promise<(Taken & { body: string; said: string | null }) | undefined> {
  const { rows } = await q.query<{ turn_id: number; message_id: number; body: string; said: string | null }>(
    `select t.id as turn_id, m.id as message_id, m.body, m.metadata ->> 'request_digest' as said from ops_chat_messages m join ops_chat_turns t on t.message_id = m.id where m.event_id = $1`,
    [eventId],
  );
  const row = rows[0];
  return row && { kind: 'known', turnId: row.turn_id, messageId: row.message_id, body: row.body, said: row.said };
}

/** Takes a message in, in the caller's transaction: the message, its turn, and the hint to the runners. */
export async function takeMessage(q: Connection, message: NewMessage): Promise<Taken> {
  const { session, speaker, eventId } = message;
  const inserted = await q.query<{ id: number }>(
    `insert into ops_chat_messages (session_id, role, body, metadata, event_id) values ($1, 'user', $2, $3, $4)
     on conflict (event_id) do nothing returning id`,
    [session.id, message.body, JSON.stringify({ ...message.metadata, requester_name: speaker.name }), eventId],
  );
  const messageId = inserted.rows[0]?.id;
  if (messageId === undefined) {
    const before = eventId === null ? undefined : await knownMessage(q, eventId);
    if (!before) throw new Error('A message was neither inserted nor known.');
    return before;
  }
  if (message.questionId !== undefined && message.questionId !== null) {
    await q.query(
      'update ops_chat_questions set answer = $2, answered_at = clock_timestamp() where id = $1 and answered_at is null',
      [message.questionId, message.body],
    );
  }
  const turn = await q.query<{ id: number }>(
    `insert into ops_chat_turns (session_id, message_id, principal_id, person_id, question_id, harness, model, spawn_agent, force_new_ticket,
       spoken_for_person_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id`,
    [
      session.id,
      messageId,
      speaker.principalId,
      speaker.personId,
      message.questionId ?? null,
      message.harness ?? (await harnessFor(q, 'chat')),
      message.model ?? null,
      message.spawnAgent ?? true,
      message.forceNewTicket ?? false,
      speaker.spokenForPersonId ?? null,
    ],
  );
  await q.query('update ops_chat_sessions set updated_at = clock_timestamp() where id = $1', [session.id]);
  await notify(q, 'turns');
  return { kind: 'queued', turnId: turn.rows[0]?.id ?? 0, messageId };
}

/** The newest question of the session that nobody has answered. */
export async function openQuestion(q: Queryable, sessionId: number): Promise<Question | undefined> {
  const { rows } = await q.query<Question>(
    'select * from ops_chat_questions where session_id = $1 and answered_at is null order by id desc limit 1',
    [sessionId],
  );
  return rows[0];
}

/** A question to this person, in this room, so fresh that a top-level message may be its answer. */
export async function freshQuestion(
  q: Queryable,
  personId: number,
  roomId: string,
  seconds: number,
): Promise<{ question: Question; session: Session } | undefined> {
  const { rows } = await q.query<Question>(
    `select q.* from ops_chat_questions q join ops_chat_sessions s on s.id = q.session_id join threads t on t.id = s.thread_id
     where q.person_id = $1 and t.room_id = $2 and q.answered_at is null
       and q.created_at > clock_timestamp() - make_interval(secs => $3) order by q.id desc limit 1`,
    [personId, roomId, seconds],
  );
  const question = rows[0];
  if (!question) return undefined;
  const session = await q.query<Session>('select * from ops_chat_sessions where id = $1', [question.session_id]);
  return session.rows[0] && { question, session: session.rows[0] };
}

/** The session of a thread in Element: made with its first message, delivered by the bot. */
export async function sessionOfThread(q: Connection, threadId: number, speaker: Speaker): Promise<Session> {
  const { rows } = await q.query<Session>(
    `insert into ops_chat_sessions (requester_name, requester_email, person_id, channel, thread_id, consumer)
     values ($1, $2, $3, 'matrix', $4, 'bot') on conflict (thread_id) do update set updated_at = clock_timestamp() returning *`,
    [speaker.name, speaker.email, speaker.personId, threadId],
  );
  const session = rows[0];
  if (!session) throw new Error(`The session of thread ${threadId} could not be written.`);
  return session;
}

/** The session that a thread already has. */
export async function sessionByThread(q: Queryable, threadId: number): Promise<Session | undefined> {
  const { rows } = await q.query<Session>('select * from ops_chat_sessions where thread_id = $1', [threadId]);
  return rows[0];
}

/** An edit before the turn has started is what counts; later it changes nothing. */
export async function editMessage(q: Queryable, eventId: string, body: string): Promise<boolean> {
  const { rowCount } = await q.query(
    `update ops_chat_messages m set body = $2 from ops_chat_turns t
     where t.message_id = m.id and m.event_id = $1 and t.status = 'queued'`,
    [eventId, body],
  );
  return rowCount === 1;
}

type WhichTurns = { sessionId: number } | { turnId: number } | { eventId: string };

function chosen(which: WhichTurns): { condition: string; key: number | string } {
  if ('sessionId' in which) return { condition: 't.session_id = $1', key: which.sessionId };
  if ('turnId' in which) return { condition: 't.id = $1', key: which.turnId };
  const condition = 't.message_id = (select id from ops_chat_messages where event_id = $1)';
  return { condition, key: which.eventId };
}

/** Cancels the open turns of a session, one turn, or the one of a message; those that run are ended by their runner. */
export async function cancelTurns(q: Queryable, which: WhichTurns): Promise<number> {
  const { condition, key } = chosen(which);
  const { rowCount } = await q.query(
    `update ops_chat_turns t set cancel_requested_at = clock_timestamp(),
       status = case when status = 'queued' then 'cancelled' else status end,
       completed_at = case when status = 'queued' then clock_timestamp() end
     where ${condition} and t.status in ('queued', 'running') and t.cancel_requested_at is null`,
    [key],
  );
  if ((rowCount ?? 0) > 0) {
    await notify(q, 'stops');
    await notify(q, 'turns');
  }
  return rowCount ?? 0;
}
