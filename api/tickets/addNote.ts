import { recordEvent } from '../audit/index.js';
import type { Queryable } from '../db/index.js';
import type { Actor, Audience } from '../http/caller.js';
import { noteAdded } from './announce.js';
import type { Note, Ticket } from './contract.js';

export type NewNote = {
  readonly source: string;
  readonly body: string;
  readonly audience: Audience;
  readonly externalRef?: string | null;
  /** Of a person who is not the caller, such as somebody who wrote in a room. */
  readonly author?: string;
};

/** Contract 7.8, in the caller's transaction: the note, the event, and the word to the ticket's conversation. */
export async function addNote(q: Queryable, ticket: Ticket, actor: Actor, note: NewNote): Promise<Note> {
  const { rows } = await q.query<Note>(
    `insert into ticket_notes (ticket_id, source, author, principal_id, body, audience, external_ref)
     values ($1, $2, $3, $4, $5, $6, $7) returning *`,
    [
      ticket.id,
      note.source,
      (note.author ?? actor.name).slice(0, 100),
      actor.principalId === 0 ? null : actor.principalId,
      note.body,
      note.audience,
      note.externalRef ?? null,
    ],
  );
  const added = rows[0];
  if (!added) throw new Error('A note was inserted and did not come back.');
  await q.query('update tickets set updated_at = clock_timestamp() where id = $1', [ticket.id]);
  await recordEvent(q, {
    category: 'ticket',
    actor: actor.name,
    action: 'ticket_note_added',
    target: `ticket_${ticket.id}`,
    details: { note_id: added.id, visibility: note.audience },
  });
  await noteAdded(q, ticket, added);
  return added;
}
