import { createHash } from 'node:crypto';
import { personBehind } from '../access/index.js';
import type { Connection } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import type { CreateTicket } from './contract.js';
import type { Origin } from './createTicket.js';

type SessionRow = {
  thread_id: number | null;
  person_id: number | null;
  requester_name: string;
  requester_email: string | null;
  body: string;
};

/** What a chat turn files belongs to its conversation: the platform says so, whatever stands in the body. */
export async function fromTurn(
  q: Connection,
  caller: Caller,
  input: CreateTicket,
): Promise<{ input: CreateTicket; origin: Origin } | undefined> {
  if (caller.run?.kind !== 'turn') {
    // Whom a service files it for is who asks, as a person who files it is.
    const origin = { sessionId: null, threadId: null, requesterPersonId: await personBehind(q, caller) };
    if (caller.type === 'service') return { input, origin };
    // A person is who is signed in, and cannot name a conversation: the answer may be the ticket that it already has.
    const scope = input.access_scope?.['source'] === 'ops-chat' ? null : input.access_scope;
    return { input: { ...input, created_by: null, access_scope: scope }, origin };
  }
  const { rows } = await q.query<SessionRow>(
    `select s.thread_id, coalesce(turn.person_id, turn.spoken_for_person_id, s.person_id) as person_id, s.requester_name, s.requester_email, m.body
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
