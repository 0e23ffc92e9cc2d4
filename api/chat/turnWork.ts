import { issueRunToken, revokeRunTokens } from '../access/index.js';
import { recordEvent } from '../audit/index.js';
import {
  claim,
  giveBack,
  holds,
  notify,
  transaction,
  type Connection,
  type Database,
  type Lease,
  type Queryable,
} from '../db/index.js';
import { leaveToPerson } from '../agents/index.js';
import { say } from '../rooms/index.js';
import { finalStatuses, lockTicket } from '../tickets/index.js';
import type { Question, Session, TurnResult } from './contract.js';
import { filesOfTurn, type TurnFile } from './files/sql/filesOfTurn.js';
import { placeOf } from './placeOf.js';
import { statusLineEnds } from './statusLine.js';

/** What an agent has to know of its turn; also `GET /api/ops-chat/turns/{id}`. */
export type TurnBrief = {
  readonly turn_id: number;
  readonly session_id: number;
  readonly harness: string;
  readonly model: string | null;
  readonly message: { readonly id: number; readonly body: string; readonly created_at: Date };
  readonly requester: { readonly name: string; readonly email: string | null };
  readonly history: readonly { readonly role: 'user' | 'assistant'; readonly body: string }[];
  readonly tickets: readonly {
    readonly id: number;
    readonly title: string;
    readonly status: string;
    readonly priority: string | null;
    readonly assignment_group: string | null;
    readonly provider: string;
    readonly provider_ref: string | null;
    readonly provider_sync_status: string;
    readonly provider_url: string | null;
  }[];
  readonly question: Pick<Question, 'id' | 'question' | 'choices' | 'answer'> | null;
  readonly force_new_ticket: boolean;
  readonly spawn_agent: boolean;
  readonly assignment_groups: readonly string[];
  /** What came with the message, and with those whose question it answers. */
  readonly attachments: readonly TurnFile[];
};

type TurnRow = {
  session_id: number;
  harness: string;
  model: string | null;
  message_id: number;
  body: string;
  created_at: Date;
  requester_name: string;
  requester_email: string | null;
  question_id: number | null;
  spawn_agent: boolean;
  force_new_ticket: boolean;
  attempt: number;
};

export async function readTurn(q: Queryable, turnId: number): Promise<TurnBrief | undefined> {
  const { rows } = await q.query<TurnRow>(
    `select t.session_id, t.harness, t.model, t.message_id, m.body, m.created_at, t.question_id, t.spawn_agent, t.force_new_ticket, t.attempt,
       coalesce(p.display_name, m.metadata ->> 'requester_name', s.requester_name) as requester_name, coalesce(p.email, s.requester_email) as requester_email
     from ops_chat_turns t join ops_chat_messages m on m.id = t.message_id join ops_chat_sessions s on s.id = t.session_id
     left join persons p on p.id = t.person_id where t.id = $1`,
    [turnId],
  );
  const turn = rows[0];
  if (!turn) return undefined;
  // Contract 23.4: the last eight messages before this one, 360 characters each, and at most five tickets.
  const history = await q.query<{ role: 'user' | 'assistant'; body: string }>(
    `select role, left(body, 360) as body from (select id, role, body from ops_chat_messages
       where session_id = $1 and id < $2 order by id desc limit 8) as last order by id`,
    [turn.session_id, turn.message_id],
  );
  // Without what an earlier attempt at this very message filed before it was lost: this one would take the message for a
  // follow-up to it. When it files its ticket it gets that one.
  const tickets = await q.query<TurnBrief['tickets'][number]>(
    `select id, title, status, priority, owning_group as assignment_group, provider, provider_ref, provider_sync_status, provider_url
     from tickets where session_id = $1
       and (access_scope -> 'turn_id' = to_jsonb($2::bigint) and access_scope -> 'attempt' < to_jsonb($3::integer)) is not true
     order by id desc limit 5`,
    [turn.session_id, turnId, turn.attempt],
  );
  const question = await q.query<TurnBrief['question'] & object>(
    'select id, question, choices, answer from ops_chat_questions where id = $1',
    [turn.question_id],
  );
  const groups = await q.query<{ name: string }>(
    `select name from groups where kind = 'service' and enabled order by name`,
  );
  return {
    turn_id: turnId,
    session_id: turn.session_id,
    harness: turn.harness,
    model: turn.model,
    message: { id: turn.message_id, body: turn.body, created_at: turn.created_at },
    requester: { name: turn.requester_name, email: turn.requester_email },
    history: history.rows,
    tickets: tickets.rows,
    question: question.rows[0] ?? null,
    force_new_ticket: turn.force_new_ticket,
    spawn_agent: turn.spawn_agent,
    assignment_groups: groups.rows.map(({ name }) => name),
    attachments: await filesOfTurn(q, turnId),
  };
}

/** A turn that this runner works now. */
export type TurnWork = {
  readonly lease: Lease;
  readonly token: string;
  readonly brief: TurnBrief;
  /** Its result is there already: the runner before died after it was written. Nothing is run again. */
  readonly finished: boolean;
};

/** Claims the next turn; turns of one session one after the other, in the order of their messages. */
export async function claimTurn(db: Database, runnerId: string, leaseSeconds: number): Promise<TurnWork | undefined> {
  return transaction(db, async (q) => {
    const inOrder = `exists (select from ops_chat_turns earlier where earlier.session_id = candidate.session_id
      and earlier.id < candidate.id and earlier.status in ('queued', 'running'))`;
    const lease = await claim(q, 'ops_chat_turns', runnerId, leaseSeconds, inOrder);
    if (!lease) return undefined;
    const brief = await readTurn(q, lease.id);
    const { rows } = await q.query<{ result: unknown }>('select result from ops_chat_turns where id = $1', [lease.id]);
    if (!brief) return undefined;
    await recordEvent(q, {
      category: 'ops-chat',
      actor: 'intake-agent',
      action: `chat_agent_turn_${lease.attempt}_harness_started`,
      target: `turn_${lease.id}`,
      details: { harness: brief.harness, runner: runnerId },
    });
    return { lease, token: await issueRunToken(q, lease, null), brief, finished: (rows[0]?.result ?? null) !== null };
  });
}

/** The numbers that a person taps to answer. */
export const choiceKeys = ['1️⃣', '2️⃣', '3️⃣', '4️⃣', '5️⃣'];

async function ask(
  q: Connection,
  session: Session,
  turnId: number,
  personId: number | null,
  result: TurnResult,
): Promise<void> {
  const { rows } = await q.query<{ id: number }>(
    `insert into ops_chat_questions (session_id, turn_id, person_id, question, choices) values ($1, $2, $3, $4, $5)
     on conflict (turn_id) do nothing returning id`,
    [session.id, turnId, personId, result.question, JSON.stringify(result.choices)],
  );
  const place = await placeOf(q, session);
  const questionId = rows[0]?.id;
  if (!place || questionId === undefined) return;
  const asked = await say(q, {
    ...place,
    kind: 'question',
    payload: { question_id: questionId },
    onceKey: `turn:${turnId}`,
    turnId,
  });
  if (asked === undefined) return;
  for (const key of choiceKeys.slice(0, result.choices.length)) {
    await say(q, { ...place, kind: 'reaction', payload: { target_outbox_id: asked, key }, turnId });
  }
}

type OpenTurn = {
  session_id: number;
  person_id: number | null;
  result: TurnResult | null;
  harness: string;
  cancel_requested_at: Date | null;
};

async function settle(
  q: Connection,
  lease: Lease,
  status: 'completed' | 'failed' | 'cancelled',
  error: { text: string; ref: string } | null,
): Promise<void> {
  await q.query(
    `update ops_chat_turns set status = $3, completed_at = clock_timestamp(), lease_owner = null, lease_until = null, error = $4, error_ref = $5
     where id = $1 and attempt = $2`,
    [lease.id, lease.attempt, status, error?.text ?? null, error?.ref ?? null],
  );
  await revokeRunTokens(q, lease);
  await notify(q, 'turns');
}

async function answer(
  q: Connection,
  lease: Lease,
  turn: OpenTurn,
  session: Session,
  result: TurnResult,
): Promise<void> {
  const ticketId = result.ticket_id ?? null;
  await q.query(
    `insert into ops_chat_messages (session_id, role, body, metadata, ticket_id) values ($1, 'assistant', $2, $3, $4)`,
    [
      session.id,
      result.mode === 'question' ? (result.question ?? '') : result.reply,
      JSON.stringify({ agent_turn: lease.id, mode: result.mode, harness: turn.harness }),
      ticketId,
    ],
  );
  if (ticketId !== null)
    await q.query('update ops_chat_sessions set latest_ticket_id = $2 where id = $1', [session.id, ticketId]);
  await settle(q, lease, 'completed', null);
  if (result.mode === 'question') {
    await ask(q, session, lease.id, turn.person_id, result);
    return;
  }
  const place = await placeOf(q, session);
  if (place) {
    await say(q, {
      ...place,
      kind: 'reply',
      payload: { text: result.reply },
      onceKey: `turn:${lease.id}`,
      turnId: lease.id,
      ...(ticketId === null ? {} : { ticketId }),
    });
  }
  if (result.mode === 'ticket' && ticketId !== null) await leaveIfNobodyWorks(q, ticketId);
}

/** A ticket that was filed without anybody starting on it is a person's, and they are told. */
async function leaveIfNobodyWorks(q: Connection, ticketId: number): Promise<void> {
  const ticket = await lockTicket(q, ticketId);
  if (!ticket || ticket.agent_id !== null || ticket.waiting_for !== null) return;
  if (ticket.assignee_person_id !== null || finalStatuses.includes(ticket.status)) return;
  await leaveToPerson(q, ticket, 'No agent was started.');
}

async function apologise(q: Connection, session: Session, turnId: number, text: string): Promise<void> {
  await q.query(`insert into ops_chat_messages (session_id, role, body, metadata) values ($1, 'assistant', $2, $3)`, [
    session.id,
    text,
    JSON.stringify({ agent_turn: turnId, error: 'chat_agent_tool_not_used' }),
  ]);
  const place = await placeOf(q, session);
  if (place) await say(q, { ...place, kind: 'reply', payload: { text }, onceKey: `turn:${turnId}`, turnId });
}

const eventOf: Record<TurnResult['mode'], string> = {
  general: 'general_chat_answered',
  question: 'chat_question_asked',
  ticket: 'chat_ticket_created',
  'ticket-update': 'chat_ticket_updated_by_agent',
  artifact: 'general_chat_answered',
};

export type TurnEnd = 'completed' | 'retried' | 'failed' | 'cancelled' | 'lost';

/**
 * What happens after a run of a turn. The toolbelt's result decides, not the process; without one the turn is tried again
 * `tries` times in all, and then the person is told so, with the reference under which the log has the reason.
 */
export async function finishTurn(
  db: Database,
  lease: Lease,
  run: { readonly stopped: boolean; readonly how: string; readonly reference: string; readonly tries: number },
): Promise<TurnEnd> {
  return transaction(db, async (q) => {
    if (!(await holds(q, lease))) return 'lost';
    const { rows } = await q.query<OpenTurn>(
      'select session_id, person_id, result, harness, cancel_requested_at from ops_chat_turns where id = $1',
      [lease.id],
    );
    const turn = rows[0];
    const sessions = await q.query<Session>('select * from ops_chat_sessions where id = $1', [turn?.session_id]);
    const session = sessions.rows[0];
    if (!turn || !session) return 'lost';
    const log = (action: string, level: 'info' | 'warning' = 'info'): Promise<void> =>
      recordEvent(q, {
        category: 'ops-chat',
        level,
        actor: 'intake-agent',
        action,
        target: `turn_${lease.id}`,
        details: {
          harness: turn.harness,
          how: run.how,
          reference: run.reference,
          ticket_id: turn.result?.ticket_id ?? null,
        },
      });
    if (turn.result !== null) {
      await answer(q, lease, turn, session, turn.result);
      await statusLineEnds(q, session, lease.id);
      await log(eventOf[turn.result.mode]);
      return 'completed';
    }
    if (turn.cancel_requested_at !== null) {
      await settle(q, lease, 'cancelled', null);
      await statusLineEnds(q, session, lease.id);
      await log(`chat_agent_turn_${lease.attempt}_cancelled`);
      return 'cancelled';
    }
    if (run.stopped) {
      await giveBack(q, lease, 0);
      await notify(q, 'turns');
      return 'retried';
    }
    await log(`chat_agent_turn_${lease.attempt}_failed`, 'warning');
    // Not by the lease's attempt: a restart of the platform in the middle of a turn is not the turn's failure.
    const counted = await q.query<{ tries: number }>(
      'update ops_chat_turns set tries = tries + 1 where id = $1 returning tries',
      [lease.id],
    );
    if ((counted.rows[0]?.tries ?? run.tries) < run.tries) {
      await giveBack(q, lease, 1);
      return 'retried';
    }
    await settle(q, lease, 'failed', { text: run.how, ref: run.reference });
    await statusLineEnds(q, session, lease.id);
    await apologise(
      q,
      session,
      lease.id,
      `I could not work on your message: the agent ended without a result. Please try again, or write to a person of operations. Reference: ${run.reference}.`,
    );
    return 'failed';
  });
}

/** What really reads the message, when it is another program than the turn was taken in for. */
export async function noteHarness(
  db: Database,
  lease: Lease,
  used: { readonly harness: string; readonly model: string | null },
): Promise<void> {
  await db.query(
    `update ops_chat_turns set harness = $3, model = $4 where id = $1 and attempt = $2 and status = 'running'`,
    [lease.id, lease.attempt, used.harness, used.model],
  );
}

/** Turns of these that somebody cancelled. */
export async function cancelRequests(db: Database, turnIds: readonly number[]): Promise<number[]> {
  if (turnIds.length === 0) return [];
  const { rows } = await db.query<{ id: number }>(
    'select id from ops_chat_turns where id = any($1) and cancel_requested_at is not null',
    [turnIds],
  );
  return rows.map(({ id }) => id);
}
