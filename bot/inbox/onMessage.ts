import { grants } from '../../config/index.js';
import {
  editMessage,
  freshQuestion,
  openQuestion,
  sessionByThread,
  sessionOfThread,
  threadOfEvent,
  type Session,
} from '../../api/chat/index.js';
import type { Caller } from '../../api/http/index.js';
import {
  arrivedAt,
  findSent,
  receivedEvent,
  roomById,
  threadByRoot,
  threadOf,
  type InboxEvent,
  type Thread,
} from '../../api/rooms/index.js';
import { addNote, readTicket, type Ticket } from '../../api/tickets/index.js';
import { readMessage, type Message } from '../matrix/index.js';
import { addressed } from './addressing.js';
import { castVote, voterOf } from './castVote.js';
import { answerTo, finishing, type Handled, type InboxParts } from './inboxParts.js';
import { readCommand, runCommand, runIntroduction } from './runCommand.js';
import { speakerOf } from './speaker.js';
import { noFiles, notAllowed, takeIn } from './takeIn.js';
import { voteInWords } from './voteInWords.js';

/** Where a message stands, as far as it is known here. */
type Place = {
  readonly thread: Thread | undefined;
  readonly session: Session | undefined;
  readonly ticket: Ticket | undefined;
  readonly inThread: boolean;
};

async function placeOf({ db }: InboxParts, event: InboxEvent, message: Message): Promise<Place> {
  const { threadRoot, replyTo } = message;
  const thread =
    threadRoot !== undefined
      ? await threadByRoot(db, event.roomId, threadRoot)
      : replyTo !== undefined
        ? await threadOfEvent(db, event.roomId, replyTo)
        : undefined;
  const session = thread && (await sessionByThread(db, thread.id));
  const latest = session?.latest_ticket_id ?? null;
  const ticket = latest === null ? undefined : await readTicket(db, latest);
  return { thread, session, ticket, inThread: threadRoot !== undefined };
}

/** The thread in which something said about this message stands. */
function threadFor({ db }: InboxParts, event: InboxEvent, message: Message, place: Place): Promise<number> {
  if (place.thread) return Promise.resolve(place.thread.id);
  return threadOf(db, event.roomId, message.threadRoot ?? event.eventId, 'chat');
}

type Age = 'now' | 'too_old' | 'before_us';

/** A gap that was closed holds messages that nobody has read; what was said before the bot came was not said to it. */
async function ageOf({ db, botUserId, horizonMs }: InboxParts, event: InboxEvent): Promise<Age> {
  if (!event.backfilled) return 'now';
  const arrived = await arrivedAt(db, event.roomId, botUserId);
  if (arrived !== undefined && event.originServerTs < arrived) return 'before_us';
  return event.originServerTs < event.receivedAt.getTime() - horizonMs ? 'too_old' : 'now';
}

/** One message of a room: an edit, a command, a vote in words, words to the bot, or nothing of ours. */
export async function onMessage(parts: InboxParts, event: InboxEvent): Promise<Handled> {
  const drop = (outcome: string): Promise<Handled> => finishing(parts, event, () => Promise.resolve(outcome));
  if (event.sender === parts.botUserId) return drop('own');
  const read = readMessage(event.content);
  if (read.kind === 'nothing') return drop('nothing');
  if (read.kind === 'edit') return onEdit(parts, event, read);
  const { message } = read;
  const ballot = await voteByReply(parts, event, message);
  if (ballot) return ballot;
  const repliedTo = message.replyTo;
  // Side by side: the sooner it is known whom a message is for, the sooner its writer sees that it was heard.
  const [place, person, room, answered] = await Promise.all([
    placeOf(parts, event, message),
    parts.people.byMatrixId(parts.db, event.sender, 'matrix-message'),
    roomById(parts.db, event.roomId),
    repliedTo === undefined ? undefined : receivedEvent(parts.db, event.roomId, repliedTo),
  ]);
  const whom = addressed({
    purpose: room?.purpose ?? 'other',
    mentionsBot: message.mentions.has(parts.botUserId),
    mentionsOthers: [...message.mentions].some((id) => id !== parts.botUserId),
    repliesToOther: answered !== undefined && answered.sender !== parts.botUserId && answered.sender !== event.sender,
    thread: place.session && {
      ownerId: place.session.person_id,
      hasTicket: place.ticket !== undefined,
      waitsForOwner: place.ticket?.status === 'awaiting_user_response',
    },
    inThread: place.inThread,
    personId: person?.personId ?? null,
  });
  const asked = readCommand(message.body);
  // A name that we do not know may be meant for another bot, unless it is said to us.
  const command = asked?.command !== undefined || whom !== 'nobody' ? asked : undefined;
  if (!command && (whom === 'nobody' || whom === 'ticket')) return talk(parts, event, message, place, person, whom);
  const age = await ageOf(parts, event);
  if (age === 'before_us') return drop('before_us');
  const late = age === 'too_old' || (command !== undefined && event.backfilled);
  const admitted = admit(message, person, { late, command: command !== undefined });
  // Before anything is written down: within a moment its writer sees that it was heard.
  if (admitted.kind === 'heard' && !command && message.body !== '') parts.waiting(event.roomId);
  const threadId = await threadFor(parts, event, message, place);
  if (command && !late) {
    const introduced = await runIntroduction(parts, event, command, threadId);
    if (introduced) return introduced;
  }
  if (admitted.kind === 'refused')
    return finishing(parts, event, async (q) => {
      await answerTo(q, event, threadId, admitted.text);
      return admitted.outcome;
    });
  if (command) {
    const where = { threadId, session: place.session, ticket: place.ticket };
    return runCommand(parts, event, command, { person: admitted.person, ...where });
  }
  return message.body === '' ? drop('empty') : hear(parts, event, message, place, admitted.person, threadId);
}

type Admitted =
  | { readonly kind: 'heard'; readonly person: Caller }
  | { readonly kind: 'refused'; readonly outcome: string; readonly text: string };

/** Whether what is said to the bot is taken in, or what its writer is told instead. */
function admit(
  message: Message,
  person: Caller | undefined,
  { late, command }: { readonly late: boolean; readonly command: boolean },
): Admitted {
  if (!person) return { kind: 'refused', outcome: 'unlinked', text: unlinked };
  if (late) return { kind: 'refused', outcome: 'too_old', text: tooOld };
  // What a command needs, it says itself.
  if (command) return { kind: 'heard', person };
  if (!grants(person.capabilities, 'ops-chat:write'))
    return { kind: 'refused', outcome: 'not_allowed', text: notAllowed };
  if (message.kind === 'file') return { kind: 'refused', outcome: 'file', text: noFiles };
  return { kind: 'heard', person };
}

const unlinked =
  'I do not know who you are: this Matrix account is not linked to a person here. An administrator can add you under `people:` in the configuration.';
const tooOld = 'I was away when you wrote this, and it is too old to act on now. If it still matters, write it again.';

async function onEdit(parts: InboxParts, event: InboxEvent, edit: { of: string; body: string }): Promise<Handled> {
  return finishing(parts, event, async (q) => {
    // Only who wrote a message edits it; that is for clients to check, and here for us.
    const original = await receivedEvent(q, event.roomId, edit.of);
    if (original?.sender !== event.sender) return 'edit_of_another';
    return (await editMessage(q, edit.of, edit.body)) ? 'edit_taken' : 'edit_too_late';
  });
}

/** "approve" or "reject because …" as an answer to the card of a gate. */
async function voteByReply(parts: InboxParts, event: InboxEvent, message: Message): Promise<Handled | undefined> {
  if (message.replyTo === undefined || event.backfilled) return undefined;
  const words = voteInWords(message.body);
  if (!words) return undefined;
  const card = await findSent(parts.db, event.roomId, message.replyTo);
  if (card?.kind !== 'gate_card' || card.changeId === null) return undefined;
  const threadId = card.threadId ?? (await threadOf(parts.db, event.roomId, message.replyTo, 'gate'));
  const voter = await voterOf(parts, event.sender, 'matrix-reply');
  return castVote(parts, event, { changeId: card.changeId, ...words, channel: 'matrix-reply', threadId }, voter);
}

/** People talk: about a ticket it is kept with it as a note, and starts nothing. */
async function talk(
  parts: InboxParts,
  event: InboxEvent,
  message: Message,
  { ticket }: Place,
  person: Caller | undefined,
  whom: 'ticket' | 'nobody',
): Promise<Handled> {
  return finishing(parts, event, async (q) => {
    if (whom === 'nobody' || !ticket || !person || message.body === '') return 'not_to_us';
    await addNote(q, ticket, person, {
      source: 'chat-comment',
      author: person.displayName,
      body: message.body,
      audience: 'user',
      externalRef: event.eventId,
    });
    return 'comment';
  });
}

/** Words to the bot: the answer to its question, more of a conversation, or the beginning of one. */
async function hear(
  parts: InboxParts,
  event: InboxEvent,
  message: Message,
  place: Place,
  person: Caller,
  threadId: number,
): Promise<Handled> {
  const { db, joinQuestion } = parts;
  const { body } = message;
  const seen = event.eventId;
  if (place.session) {
    const question = await openQuestion(db, place.session.id);
    const answers = question !== undefined && question.person_id === person.personId;
    return takeIn(parts, event, {
      session: place.session,
      person,
      body,
      questionId: answers ? question.id : null,
      seen,
    });
  }
  const topLevel = !place.inThread && message.replyTo === undefined;
  const fresh =
    topLevel && person.personId !== null && joinQuestion > 0
      ? await freshQuestion(db, person.personId, event.roomId, joinQuestion)
      : undefined;
  if (fresh) return takeIn(parts, event, { session: fresh.session, person, body, questionId: fresh.question.id, seen });
  return takeIn(parts, event, { session: (q) => sessionOfThread(q, threadId, speakerOf(person)), person, body, seen });
}
