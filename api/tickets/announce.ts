import type { Queryable } from '../db/index.js';
import { contactsOfGroup } from '../access/index.js';
import { say } from '../rooms/index.js';
import type { Note, Ticket } from './contract.js';

type Place = { roomId: string; threadId: number };

async function placeOf(q: Queryable, ticket: Pick<Ticket, 'thread_id'>): Promise<Place | undefined> {
  if (ticket.thread_id === null) return undefined;
  const { rows } = await q.query<{ room_id: string }>('select room_id from threads where id = $1', [ticket.thread_id]);
  const roomId = rows[0]?.room_id;
  return roomId === undefined ? undefined : { roomId, threadId: ticket.thread_id };
}

/** The live card of the ticket is brought up to date; it is the first message of the bot in the thread. */
export async function cardChanged(q: Queryable, ticket: Pick<Ticket, 'id' | 'thread_id'>): Promise<void> {
  const place = await placeOf(q, ticket);
  if (!place) return;
  await say(q, { ...place, kind: 'ticket_card', coalesceKey: `ticket_card:${ticket.id}`, ticketId: ticket.id });
}

/** What people said in the thread themselves is not told to them again. */
const alreadySaid = new Set(['user-response', 'chat-comment', 'ops-chat', 'ticket-contact']);

export type SayableNote = Note & { readonly audience: 'user' | 'public' };

export function isSayable(note: Note): note is SayableNote {
  return note.audience !== 'internal' && !alreadySaid.has(note.source);
}

/** Tells the conversation of the ticket about a note. An internal note does not have the type that is told. */
export async function noteAdded(q: Queryable, ticket: Ticket, note: Note): Promise<void> {
  if (!isSayable(note) || ticket.session_id === null) return;
  await tell(q, ticket, note, ticket.session_id);
}

async function tell(q: Queryable, ticket: Ticket, note: SayableNote, sessionId: number): Promise<void> {
  const { rows } = await q.query<{ id: number; consumer: string }>(
    `insert into deliveries (note_id, session_id, audience, consumer)
     select $1, id, $3, consumer from ops_chat_sessions where id = $2
     on conflict (note_id, session_id, audience) do nothing returning id, consumer`,
    [note.id, sessionId, note.audience],
  );
  const delivery = rows[0];
  const place = await placeOf(q, ticket);
  if (delivery?.consumer !== 'bot' || !place) return;
  const outboxId = await say(q, {
    ...place,
    kind: 'note',
    onceKey: `note:${note.id}`,
    ticketId: ticket.id,
    noteId: note.id,
  });
  if (outboxId !== undefined)
    await q.query('update deliveries set outbox_id = $2 where id = $1', [delivery.id, outboxId]);
}

/** Asks the requester whether it helped, with the two answers as reactions to tap. */
export async function askWhetherItHelped(q: Queryable, ticket: Ticket): Promise<void> {
  const place = await placeOf(q, ticket);
  if (!place) return;
  const question = await say(q, {
    ...place,
    kind: 'helped_question',
    // Once per resolution: a ticket that is opened again and resolved again asks again.
    onceKey: `helped:${ticket.id}:${ticket.version}`,
    ticketId: ticket.id,
  });
  if (question === undefined) return;
  for (const key of ['✅', '❌']) {
    await say(q, { ...place, kind: 'reaction', payload: { target_outbox_id: question, key }, ticketId: ticket.id });
  }
}

/** Tells the people of the group that the ticket waits for one of them: a card that is edited notifies nobody. */
export async function askForPerson(q: Queryable, ticket: Ticket, group: string): Promise<void> {
  const place = await placeOf(q, ticket);
  if (!place) return;
  const people = (await contactsOfGroup(q, group)).filter(({ matrixId }) => matrixId !== null);
  const names = people.map(({ matrixId }) => matrixId).filter((id) => id !== null);
  // Whoever is called is named in front of the text by its renderer.
  const whom = people.length === 0 ? '' : ' Can one of you take it?';
  await say(q, {
    ...place,
    kind: 'reply',
    payload: {
      text: `Ticket ${ticket.id} waits for a person of ${group}.${whom} \`!take ${ticket.id}\``,
      mentions: names,
    },
    // Again when it waits again, and never twice for one wait.
    onceKey: `person:${ticket.id}:${ticket.version}`,
    ticketId: ticket.id,
  });
}
