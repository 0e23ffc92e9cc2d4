import { personBehind } from '../access/index.js';
import { recordEvent } from '../audit/index.js';
import { jsonText, type Connection } from '../db/index.js';
import type { Audience, Caller } from '../http/caller.js';
import { enqueuePush } from '../providers/index.js';
import type { Ticket } from '../tickets/index.js';
import type { NewAttachment } from './contract.js';

/** Files of one ticket: a program that attaches in a loop is stopped before it has filled a disk. */
const mostOfOneTicket = 1_000;

export type Added =
  | { readonly kind: 'added'; readonly id: number; readonly visibility: Audience }
  | { readonly kind: 'unknown_note' }
  | { readonly kind: 'too_many'; readonly most: number };

/** Whose file it is: a name for people, and who stands behind it, who then decides nothing of what an agent reads in it. */
export type Sender = { readonly name: string; readonly principalId: number | null; readonly personId: number | null };

/**
 * Contract 7.11, in the caller's transaction, which holds the ticket's row. A file of a note has the note's audience; another
 * is internal unless it says otherwise, as a note is.
 */
export async function addAttachment(
  q: Connection,
  ticket: Ticket,
  caller: Caller,
  file: NewAttachment,
): Promise<Added> {
  let visibility = file.visibility ?? 'internal';
  if (file.noteId !== null) {
    const { rows } = await q.query<{ audience: Audience }>(
      'select audience from ticket_notes where id = $1 and ticket_id = $2 and audience = any($3)',
      [file.noteId, ticket.id, [...caller.view.notes]],
    );
    if (!rows[0]) return { kind: 'unknown_note' };
    visibility = rows[0].audience;
  }
  const { name, principalId } = caller;
  const personId = await personBehind(q, caller);
  const sender = { name, principalId: principalId === 0 ? null : principalId, personId };
  return insertAttachment(q, ticket, sender, { ...file, visibility });
}

/** A file with the audience that it has, in the caller's transaction, which holds the ticket's row. */
export async function insertAttachment(
  q: Connection,
  ticket: Ticket,
  sender: Sender,
  file: NewAttachment & { readonly visibility: Audience },
): Promise<Exclude<Added, { kind: 'unknown_note' }>> {
  const { rows: counted } = await q.query<{ count: number }>(
    'select count(*) from (select from ticket_attachments where ticket_id = $1 limit $2) f',
    [ticket.id, mostOfOneTicket],
  );
  if ((counted[0]?.count ?? 0) >= mostOfOneTicket) return { kind: 'too_many', most: mostOfOneTicket };
  const { visibility } = file;
  const { rows } = await q.query<{ id: number }>(
    `insert into ticket_attachments (ticket_id, note_id, filename, content_type, storage_ref, sha256, size_bytes, metadata, audience,
       stored, uploaded_by, principal_id, person_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) returning id`,
    [
      ticket.id,
      file.noteId,
      file.filename,
      file.contentType,
      file.storageRef,
      file.sha256,
      file.size,
      jsonText(file.metadata),
      visibility,
      file.stored,
      sender.name.slice(0, 100),
      sender.principalId,
      sender.personId,
    ],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('An attachment was inserted and did not come back.');
  await q.query('update tickets set updated_at = clock_timestamp() where id = $1', [ticket.id]);
  await recordEvent(q, {
    category: 'ticket',
    actor: sender.name,
    action: 'ticket_attachment_added',
    target: `ticket_${ticket.id}`,
    details: { attachment_id: id, filename: file.filename, size_bytes: file.size, stored: file.stored, visibility },
  });
  if (visibility !== 'internal') await enqueuePush(q, ticket, { kind: 'attachment', attachmentId: id });
  return { kind: 'added', id, visibility };
}
