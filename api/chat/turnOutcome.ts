import type { Database } from '../db/index.js';
import { ok, problem, type Answer } from '../http/answer.js';
import type { TurnResult } from './contract.js';
import { filesOfTurn } from './files/sql/filesOfTurn.js';

export type Outcome = {
  status: string;
  result: TurnResult | null;
  session_id: number;
  person_id: number | null;
  harness: string;
  model: string | null;
  error_ref: string | null;
};

export async function outcomeOf(db: Database, turnId: number): Promise<Outcome | undefined> {
  const { rows } = await db.query<Outcome>(
    'select status, result, session_id, person_id, harness, model, error_ref from ops_chat_turns where id = $1',
    [turnId],
  );
  return rows[0];
}

/** Contract 23.2, "Responses (200), by outcome". */
export async function answerFor(db: Database, turnId: number, outcome: Outcome): Promise<Answer> {
  const { session_id, harness, model, result } = outcome;
  const shared = { session_id, turn_id: turnId, harness, model, attachments: await filesOfTurn(db, turnId) };
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
      ...(created ? {} : { status_update: result.status_update ?? null, response: result.response ?? null }),
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
