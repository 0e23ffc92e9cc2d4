import { record, recordEvent } from '../audit/index.js';
import type { Connection } from '../db/index.js';
import type { Actor } from '../http/caller.js';
import { addNote, type AddedNote } from './addNote.js';
import { cardChanged } from './announce.js';
import type { Contacts, Ticket } from './contract.js';

export type ContactsSet =
  | { readonly kind: 'updated'; readonly ticket: Ticket; readonly note: AddedNote }
  | { readonly kind: 'no_contact_fields' };

const fields = [
  ...(['opened_by_name', 'opened_by_email', 'requester_name', 'requester_email'] as const),
  ...(['affected_user_name', 'affected_user_email'] as const),
];

/**
 * Contract 7.10, in the caller's transaction. They are words about people: whose ticket it is, and so who reads it, is the
 * requester's person, which this does not touch.
 */
export async function setContacts(q: Connection, ticket: Ticket, actor: Actor, given: Contacts): Promise<ContactsSet> {
  const supplied = fields.filter((name) => given[name] !== null);
  if (supplied.length === 0) return { kind: 'no_contact_fields' };
  const { rows } = await q.query<Ticket>(
    `update tickets set opened_by_name = coalesce($2, opened_by_name), opened_by_email = coalesce($3, opened_by_email),
       requester_name = coalesce($4, requester_name), requester_email = coalesce($5, requester_email),
       affected_user_name = coalesce($6, affected_user_name), affected_user_email = coalesce($7, affected_user_email),
       version = version + 1, updated_at = clock_timestamp() where id = $1 returning *`,
    [ticket.id, ...fields.map((name) => given[name])],
  );
  const changed = rows[0];
  if (!changed) throw new Error(`Ticket ${ticket.id} went away while its row was locked.`);
  const differing = supplied.filter((name) => ticket[name] !== changed[name]);
  const lines = differing.map((name) => `${name}: ${ticket[name] ?? 'none'} -> ${changed[name] ?? 'none'}`);
  const note = await addNote(q, changed, actor, {
    source: 'ticket-contact',
    body: [...(lines.length === 0 ? ['Nothing changed.'] : lines), `reason: ${given.reason}`].join('\n'),
    audience: 'internal',
  });
  const target = `ticket_${ticket.id}`;
  const details = { note_id: note.id, fields: differing };
  await record(q, { actor, action: 'ticket_contacts_updated', target, details });
  await recordEvent(q, { category: 'ticket', actor: actor.name, action: 'ticket_contacts_updated', target, details });
  await cardChanged(q, changed);
  return { kind: 'updated', ticket: changed, note };
}
