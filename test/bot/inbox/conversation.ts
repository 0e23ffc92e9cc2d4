import { turnResultBody } from '../../../api/chat/contract.js';
import { claimTurn, finishTurn, type TurnWork } from '../../../api/chat/index.js';
import { writeTurnResult } from '../../../api/chat/writeTurnResult.js';
import { transaction } from '../../../api/db/index.js';
import { createBody } from '../../../api/tickets/contract.js';
import { createTicket } from '../../../api/tickets/index.js';
import { lowRiskRestart } from '../../api/changes/house.js';
import type { FrontRoom } from './frontRoom.js';

/** What agents do in a conversation of the room, without an agent. */
async function work(room: FrontRoom, message: string): Promise<TurnWork> {
  const turnId = await room.house.one<number>(
    'select t.id from ops_chat_turns t join ops_chat_messages m on m.id = t.message_id where m.event_id = $1',
    [message],
  );
  // Turns that other tests left open come first.
  for (;;) {
    const claimed = await claimTurn(room.house.db, 'runner-1', 600);
    if (!claimed) throw new Error(`the turn of ${message} can not be claimed`);
    if (claimed.lease.id === turnId) return claimed;
  }
}

async function ends({ house }: FrontRoom, { lease }: TurnWork, result: object): Promise<void> {
  const written = await writeTurnResult(house.db, lease, turnResultBody.parse(result));
  if (written.kind !== 'written') throw new Error(`the result was not taken: ${written.kind}`);
  await finishTurn(house.db, lease, { stopped: false, how: 'exit 0', reference: 'r1', tries: 2 });
}

export async function answers(room: FrontRoom, message: string, reply = 'It is up.'): Promise<void> {
  await ends(room, await work(room, message), { mode: 'general', reply });
}

/** The answer to this message is a question; the event of its card. */
export async function asks(room: FrontRoom, message: string, choices: readonly string[] = []): Promise<string> {
  await ends(room, await work(room, message), { mode: 'question', question: 'Which host?', choices });
  return room.eventOf('question');
}

/** What was answered to the room's newest question, by now. */
export async function answered(room: FrontRoom): Promise<string | null> {
  const { rows } = await room.house.db.query<{ answer: string | null }>(
    `select q.answer from ops_chat_questions q join ops_chat_sessions s on s.id = q.session_id join threads t on t.id = s.thread_id
     where t.room_id = $1 order by q.id desc limit 1`,
    [room.id],
  );
  return rows[0]?.answer ?? null;
}

export type Filed = { readonly ticketId: number; readonly root: string };

/** Ana asks, and a ticket is filed on the thread of her message. */
export async function files(room: FrontRoom, owningGroup = 'ops', title = 'Web is slow'): Promise<Filed> {
  const { eventId: root } = await room.says('ana', title);
  const turn = await work(room, root);
  const ana = await room.house.caller('ana');
  const { session_id: sessionId } = turn.brief;
  const threadId = await room.house.one<number>('select thread_id from ops_chat_sessions where id = $1', [sessionId]);
  const { ticket } = await transaction(room.house.db, (q) =>
    createTicket(q, ana, createBody.parse({ title, owning_group: owningGroup, priority: 'P2' }), {
      ...{ sessionId, threadId, requesterPersonId: ana.personId },
    }),
  );
  await ends(room, turn, { mode: 'ticket', reply: `Filed as ${ticket.id}.`, ticket_id: ticket.id });
  return { ticketId: ticket.id, root };
}

export type Gate = { readonly changeId: number; readonly card: string };

/** An agent on the ticket asks for something, and the card of the gate is in the room. */
export async function opensGate(room: FrontRoom, ticketId: number, asked: object = lowRiskRestart): Promise<Gate> {
  const changeId = await room.house.gate(asked, { ticketId });
  return { changeId, card: await room.eventOf('gate_card') };
}

export type TicketFacts = {
  readonly status: string;
  readonly assignee: string | null;
  readonly owning_group: string | null;
  readonly helped: boolean | null;
  readonly resolution: string | null;
  readonly agent_id: number | null;
};

export async function ticketNow({ house }: FrontRoom, id: number): Promise<TicketFacts> {
  const { rows } = await house.db.query<TicketFacts>(
    'select status, assignee, owning_group, helped, resolution, agent_id from tickets where id = $1',
    [id],
  );
  if (!rows[0]) throw new Error(`there is no ticket ${id}`);
  return rows[0];
}

export async function notesOf(
  { house }: FrontRoom,
  ticketId: number,
  source: string,
): Promise<{ author: string; body: string; audience: string; external_ref: string | null }[]> {
  const { rows } = await house.db.query<{
    author: string;
    body: string;
    audience: string;
    external_ref: string | null;
  }>('select author, body, audience, external_ref from ticket_notes where ticket_id = $1 and source = $2 order by id', [
    ticketId,
    source,
  ]);
  return rows;
}

/** Votes that count now, as "bo approve". */
export async function votesOn({ house }: FrontRoom, changeId: number): Promise<string[]> {
  return house.one<string[]>(
    `select coalesce(array_agg(p.name || ' ' || v.verb order by v.vote_event_id), '{}') from votes v join persons p on p.id = v.person_id
     where v.change_id = $1`,
    [changeId],
  );
}

/** Every attempt at the gate, as "bo approve applied matrix-reaction". */
export async function attemptsOn({ house }: FrontRoom, changeId: number): Promise<string[]> {
  return house.one<string[]>(
    `select coalesce(array_agg(concat_ws(' ', actor, verb, outcome, channel) order by id), '{}') from vote_events where change_id = $1`,
    [changeId],
  );
}
