import { contactOf, contactsByMatrixId, contactsOfGroup, type Contact } from '../api/access/index.js';
import { agentOfTicket, liveRunners } from '../api/agents/index.js';
import { gateFacts } from '../api/changes/index.js';
import { choiceKeys, readQuestion, turnTimes } from '../api/chat/index.js';
import type { Database } from '../api/db/index.js';
import { joinedMembers, originalOf, type OutboxRow } from '../api/rooms/index.js';
import { finalStatuses, readSayableNote, readTicket, type Ticket } from '../api/tickets/index.js';
import {
  gateCard,
  helpedQuestion,
  noteCard,
  questionCard,
  replyCard,
  statusLine,
  ticketCard,
  waitsForTaker,
  type Whole,
} from './cards/index.js';
import type { Render, RoomMessage } from './matrix/index.js';

export type RendererParts = {
  readonly db: Database;
  readonly botUserId: string;
  /** The address under which people reach the API, without a slash at its end; undefined when nobody said one. */
  readonly publicUrl?: string | undefined;
  /** Characters of one text of people or agents; what is longer is cut, with a sentence that says so. */
  readonly maxBodyChars: number;
};

type Said = RoomMessage | { drop: string };

const gone = (what: string): Said => ({ drop: `${what} is gone` });

/** What each outbox row says at the moment at which it is sent: read from the domain, in the words of the cards. */
export function renderer(parts: RendererParts): Render {
  return async (row) => {
    const said = await messageFor(parts, row);
    if ('drop' in said) return said;
    // The bot is in every room that it writes to; calling itself would only make other bots look.
    return { ...said, mentions: said.mentions.filter((id) => id !== parts.botUserId) };
  };
}

function messageFor(parts: RendererParts, row: OutboxRow): Promise<Said> {
  switch (row.kind) {
    case 'ticket_card':
      return ticket(parts, row);
    case 'gate_card':
      return gate(parts, row);
    case 'note':
      return note(parts, row);
    case 'reply':
      return reply(parts, row);
    case 'question':
      return question(parts, row);
    case 'status_line':
      return status(parts, row);
    case 'helped_question':
      return helped(parts, row);
    default:
      return Promise.resolve({ drop: `nothing is known of rows of kind ${row.kind}` });
  }
}

function wholeAt({ publicUrl }: RendererParts, path: string): Whole {
  return { path, publicUrl };
}

async function requesterOf({ db }: RendererParts, ticket: Ticket): Promise<Contact | null> {
  if (ticket.requester_person_id !== null) return (await contactOf(db, ticket.requester_person_id)) ?? null;
  return ticket.requester_name === null ? null : { name: ticket.requester_name, matrixId: null };
}

/** Members of the owning group who would read it: joined in this room at this moment. */
async function groupHere({ db }: RendererParts, ticket: Ticket, roomId: string): Promise<Contact[]> {
  if (ticket.owning_group === null) return [];
  const joined = new Set((await joinedMembers(db, roomId)).map(({ userId }) => userId));
  const members = await contactsOfGroup(db, ticket.owning_group);
  return members.filter(({ matrixId }) => matrixId !== null && joined.has(matrixId));
}

async function ticket(parts: RendererParts, row: OutboxRow): Promise<Said> {
  const found = row.ticketId === null ? undefined : await readTicket(parts.db, row.ticketId);
  if (!found) return gone('the ticket');
  const agent = (await agentOfTicket(parts.db, found.id)) ?? null;
  return ticketCard({
    ...{ ticket: found, agent },
    requester: await requesterOf(parts, found),
    unisolated: agent?.live === true && (await isUnisolated(parts, agent.runnerId)),
    groupHere: waitsForTaker({ ticket: found, agent }) ? await groupHere(parts, found, row.roomId) : [],
  });
}

/** Whether that runner, or any that could come to run it, has no isolation. */
async function isUnisolated({ db }: RendererParts, runnerId: string | null): Promise<boolean> {
  const runners = await liveRunners(db);
  const own = runners.find(({ id }) => id === runnerId);
  return (own ? [own] : runners).some(({ isolation }) => isolation.kind === 'none');
}

async function gate(parts: RendererParts, row: OutboxRow): Promise<Said> {
  const facts = row.changeId === null ? undefined : await gateFacts(parts.db, row.changeId);
  if (!facts) return gone('the change');
  return gateCard(facts, { unisolated: await isUnisolated(parts, null) });
}

async function note(parts: RendererParts, row: OutboxRow): Promise<Said> {
  const found = row.noteId === null ? { kind: 'gone' as const } : await readSayableNote(parts.db, row.noteId);
  if (found.kind === 'gone') return gone('the note');
  if (found.kind === 'not_for_rooms') return { drop: 'the note is not for rooms' };
  const whole = wholeAt(parts, `/api/tickets/${found.note.ticket_id}/context`);
  return noteCard({ note: found.note, person: found.person, most: parts.maxBodyChars, whole });
}

/** Where all of a reply can be read: the answer to a message, else what the row is about. */
function wholeReply(parts: RendererParts, row: OutboxRow): Whole | undefined {
  if (row.turnId !== null) return wholeAt(parts, `/api/ops-chat/turns/${row.turnId}`);
  if (row.changeId !== null) return wholeAt(parts, `/api/changes/${row.changeId}`);
  return row.ticketId === null ? undefined : wholeAt(parts, `/api/tickets/${row.ticketId}/context`);
}

async function reply(parts: RendererParts, row: OutboxRow): Promise<Said> {
  const { text, mentions } = row.payload;
  if (typeof text !== 'string' || text.trim() === '') return { drop: 'it has no text' };
  const ids = Array.isArray(mentions) ? mentions.filter((id) => typeof id === 'string') : [];
  return replyCard({
    text,
    called: await namesOf(parts, row.roomId, ids),
    most: parts.maxBodyChars,
    whole: wholeReply(parts, row),
  });
}

/** Everybody called, by the name that they have here, else in the room, else by their id. */
async function namesOf(
  { db }: RendererParts,
  roomId: string,
  ids: readonly string[],
): Promise<{ name: string; matrixId: string }[]> {
  if (ids.length === 0) return [];
  const names = new Map((await joinedMembers(db, roomId)).map(({ userId, displayName }) => [userId, displayName]));
  for (const { matrixId, name } of await contactsByMatrixId(db, ids)) if (matrixId !== null) names.set(matrixId, name);
  return [...new Set(ids)].map((matrixId) => ({ matrixId, name: names.get(matrixId) ?? matrixId }));
}

async function question(parts: RendererParts, row: OutboxRow): Promise<Said> {
  const id = row.payload['question_id'];
  const found = typeof id === 'number' ? await readQuestion(parts.db, id) : undefined;
  if (!found) return gone('the question');
  if (found.question.answer !== null) return { drop: 'the question was answered before it was asked here' };
  const { question: asks, choices, person_id: personId, turn_id: turnId } = found.question;
  const asked = personId === null ? undefined : await contactOf(parts.db, personId);
  return questionCard({
    ...{ question: asks, choices, keys: choiceKeys, asked: asked ?? null, most: parts.maxBodyChars },
    whole: wholeAt(parts, `/api/ops-chat/turns/${turnId}`),
  });
}

async function status({ db }: RendererParts, row: OutboxRow): Promise<Said> {
  const times = row.turnId === null ? undefined : await turnTimes(db, row.turnId);
  if (!times) return gone('the turn');
  const over = times.status !== 'queued' && times.status !== 'running';
  const shown = row.coalesceKey === null ? undefined : await originalOf(db, row.coalesceKey, row.roomId);
  if (over && !shown) return { drop: 'the turn ended before anything was said about its length' };
  return statusLine(times);
}

async function helped(parts: RendererParts, row: OutboxRow): Promise<Said> {
  const found = row.ticketId === null ? undefined : await readTicket(parts.db, row.ticketId);
  if (!found) return gone('the ticket');
  if (!finalStatuses.includes(found.status)) return { drop: 'the ticket was opened again' };
  const requester = await requesterOf(parts, found);
  if (!requester) return { drop: 'nobody is known who asked for it' };
  const whole = wholeAt(parts, `/api/tickets/${found.id}`);
  return helpedQuestion({ ticket: found, requester, most: parts.maxBodyChars, whole });
}
