import type { Queryable } from '../../db/index.js';
import { isSayable, type SayableNote } from '../announce.js';
import type { Note } from '../contract.js';

export type FoundNote =
  | {
      readonly kind: 'sayable';
      readonly note: SayableNote;
      /** The display name, when it was written by a person under their own name. */
      readonly person: string | null;
    }
  /** For the house only, or said in the room already by whoever wrote it. */
  | { readonly kind: 'not_for_rooms' }
  | { readonly kind: 'gone' };

/** A note as a room may have it: what is not meant for a room does not come out of here. */
export async function readSayableNote(q: Queryable, noteId: number): Promise<FoundNote> {
  const { rows } = await q.query<Note & { person: string | null }>(
    `select n.*, (select p.display_name from principals pr join persons p on p.id = pr.person_id
       where pr.id = n.principal_id and p.name = n.author) as person
     from ticket_notes n where n.id = $1`,
    [noteId],
  );
  const found = rows[0];
  if (!found) return { kind: 'gone' };
  const { person, ...note } = found;
  return isSayable(note) ? { kind: 'sayable', note, person } : { kind: 'not_for_rooms' };
}
