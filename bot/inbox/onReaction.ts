import { gateReactions } from '../../api/changes/index.js';
import { choiceKeys, readQuestion, sessionByThread } from '../../api/chat/index.js';
import type { Connection } from '../../api/db/index.js';
import type { Actor } from '../../api/http/index.js';
import { systemActor } from '../../api/access/index.js';
import {
  findSent,
  outboxRow,
  parkInboxEvent,
  receivedEvent,
  threadOf,
  type InboxEvent,
  type OutboxRow,
} from '../../api/rooms/index.js';
import { readTicket, recordWhetherItHelped } from '../../api/tickets/index.js';
import { deliveryOf, readReaction } from '../matrix/index.js';
import { castVote, refuseVote, voterOf } from './castVote.js';
import { answerTo, finishing, type Handled, type InboxParts } from './inboxParts.js';
import { meaningOf } from './reactionKey.js';
import { requestByReaction, ticketKey } from './requestByReaction.js';
import { takeIn } from './takeIn.js';

/** Milliseconds that a reaction waits for the message under it to be recorded as sent; a send takes a second at most. */
const patience = 120_000;
/** Milliseconds between two looks at a parked reaction; it is woken when its message is recorded. */
const lookEvery = 5_000;

const helped: ReadonlyMap<string, boolean> = new Map([
  ['✅', true],
  ['❌', false],
]);

/** A tap on a message of ours is a vote, an answer or a word on the result; 🎫 on anybody's message makes it a request. */
export async function onReaction(parts: InboxParts, event: InboxEvent): Promise<Handled> {
  const { db, botUserId } = parts;
  const reaction = readReaction(event.content);
  if (!reaction) return finishing(parts, event, () => Promise.resolve('no_annotation'));
  const sent = await findSent(db, event.roomId, reaction.target);
  if (event.sender === botUserId) return onOwnReaction(parts, event, sent, reaction.key);
  if (sent) return onOurs(parts, event, sent, reaction.key);
  const target = await receivedEvent(db, event.roomId, reaction.target);
  if (meaningOf(ticketKey, reaction.key) && target && target.sender !== botUserId)
    return requestByReaction(parts, event, target);
  const mayBeOurs = !target || target.sender === botUserId;
  if (mayBeOurs && Date.now() - event.receivedAt.getTime() < patience) {
    // The content of an event proves nothing; only our own record of the send does, and it may be a moment behind.
    await parkInboxEvent(db, event, new Date(Date.now() + lookEvery));
    return 'parked';
  }
  return finishing(parts, event, () => Promise.resolve('not_on_ours'));
}

/** The bot's own taps are the seeds of a card. Any other one, whoever has its token, is an attempt like everybody's. */
async function onOwnReaction(
  parts: InboxParts,
  event: InboxEvent,
  sent: OutboxRow | undefined,
  key: string,
): Promise<Handled> {
  const row = await outboxRow(parts.db, deliveryOf(event.content) ?? 0);
  const seed =
    row?.kind === 'reaction' && row.roomId === event.roomId && (row.eventId ?? event.eventId) === event.eventId;
  const verb = meaningOf(gateReactions, key);
  if (seed || sent?.kind !== 'gate_card' || sent.changeId === null || verb === undefined)
    return finishing(parts, event, () => Promise.resolve('own'));
  const voter: Actor = await systemActor(parts.db, 'opsbot', 'matrix-reaction');
  const threadId = await answerPlace(parts.db, sent, event);
  return castVote(
    parts,
    event,
    { changeId: sent.changeId, verb, reason: null, channel: 'matrix-reaction', threadId },
    voter,
  );
}

async function answerPlace(q: Pick<Connection, 'query'>, sent: OutboxRow, event: InboxEvent): Promise<number> {
  return sent.threadId ?? (await threadOf(q, event.roomId, sent.eventId ?? event.eventId, 'gate'));
}

async function onOurs(parts: InboxParts, event: InboxEvent, sent: OutboxRow, key: string): Promise<Handled> {
  switch (sent.kind) {
    case 'gate_card':
      return onGate(parts, event, sent, key);
    case 'question':
      return onChoice(parts, event, sent, key);
    case 'helped_question':
      return onHelped(parts, event, sent, key);
    default:
      return finishing(parts, event, () => Promise.resolve('no_meaning'));
  }
}

async function onGate(parts: InboxParts, event: InboxEvent, sent: OutboxRow, key: string): Promise<Handled> {
  const { db } = parts;
  const verb = meaningOf(gateReactions, key);
  if (verb === undefined || sent.changeId === null) return finishing(parts, event, () => Promise.resolve('no_meaning'));
  const changeId = sent.changeId;
  const threadId = await answerPlace(db, sent, event);
  const voter = voterOf(parts, event.sender, 'matrix-reaction');
  const ballot = { changeId, verb, reason: null, channel: 'matrix-reaction', threadId } as const;
  if (event.backfilled) {
    const sentence = `Your ${key} on change ${changeId} reached me too late to count: I was away. If it is still open, write !${verb} ${changeId}.`;
    return refuseVote(parts, event, ballot, await voter, { why: 'replayed', sentence });
  }
  return castVote(parts, event, ballot, voter);
}

async function onChoice(parts: InboxParts, event: InboxEvent, sent: OutboxRow, key: string): Promise<Handled> {
  const { db } = parts;
  const found = await readQuestion(db, Number(sent.payload['question_id'] ?? 0));
  const choices = found?.question.choices ?? [];
  const meaning = meaningOf(new Map(choiceKeys.slice(0, choices.length).map((own, place) => [own, place])), key);
  const choice = meaning === undefined ? undefined : choices[meaning];
  const session = sent.threadId === null ? undefined : await sessionByThread(db, sent.threadId);
  if (!found || choice === undefined || !session || event.backfilled)
    return finishing(parts, event, () => Promise.resolve('no_meaning'));
  const person = await parts.people.byMatrixId(db, event.sender, 'matrix-message');
  if (!person || person.personId !== found.question.person_id)
    return finishing(parts, event, () => Promise.resolve('not_asked'));
  if (found.question.answer !== null) return finishing(parts, event, () => Promise.resolve('answered_before'));
  return takeIn(parts, event, { session, person, body: choice, questionId: found.question.id });
}

async function onHelped(parts: InboxParts, event: InboxEvent, sent: OutboxRow, key: string): Promise<Handled> {
  const word = meaningOf(helped, key);
  const person = await parts.people.byMatrixId(parts.db, event.sender, 'matrix-reaction');
  return finishing(parts, event, async (q) => {
    if (word === undefined || sent.ticketId === null || !person) return 'no_meaning';
    const ticket = await readTicket(q, sent.ticketId);
    if (!ticket) return 'no_ticket';
    const result = await recordWhetherItHelped(q, ticket, person, word);
    if (result === 'not_the_requester') return result;
    const next = word
      ? `Thank you. Ticket ${ticket.id} stays closed.`
      : `Sorry to hear that. Write here what is still wrong, and it goes on with ticket ${ticket.id}.`;
    if (sent.threadId !== null) await answerTo(q, event, sent.threadId, next);
    return result;
  });
}
