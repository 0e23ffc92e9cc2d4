import { record, recordEvent } from '../audit/index.js';
import type { Connection } from '../db/index.js';
import type { Actor } from '../http/caller.js';
import { addNote } from './addNote.js';
import { cardChanged } from './announce.js';
import type { Note, RequestInfo, Ticket } from './contract.js';

/**
 * Contract 8.1. The first four lines are what conversations leave out when they pass the question on (23.8): they end at the
 * first empty line, so a name or an address in them is one line.
 */
export function questionNote(
  asked: RequestInfo & { readonly requestedBy: string; readonly recipient: string },
): string {
  const heading = [
    'Awaiting user response',
    `Requested by: ${asked.requestedBy}`,
    `Contact method: ${asked.contact_method}`,
    `Recipient: ${asked.recipient}`,
  ].join('\n');
  const context = asked.context?.trim() ?? '';
  return [heading, asked.question.trim(), ...(context === '' ? [] : [`Context:\n${context}`])].join('\n\n');
}

/**
 * Contract 8.1, in the caller's transaction: the question for the requester, and the status that the answer brings back. A
 * second question before the first answer keeps that status (27.26).
 */
export async function requestInfo(
  q: Connection,
  ticket: Ticket,
  actor: Actor,
  asked: RequestInfo,
): Promise<{ ticket: Ticket; note: Note }> {
  const { rows } = await q.query<Ticket>(
    `update tickets set status = 'awaiting_user_response', version = version + 1, updated_at = clock_timestamp(),
       resolution = null, provider_payload = provider_payload || jsonb_build_object('awaiting_user_response', jsonb_build_object(
         'previous_status', case when status = 'awaiting_user_response'
           then coalesce(provider_payload -> 'awaiting_user_response' ->> 'previous_status', 'in_progress') else status end,
         'requested_by', $2::text))
     where id = $1 returning *`,
    [ticket.id, actor.name],
  );
  const waiting = rows[0];
  if (!waiting) throw new Error(`Ticket ${ticket.id} went away while its row was locked.`);
  const recipient = asked.recipient ?? ticket.requester_email ?? ticket.requester_name ?? 'the requester';
  const note = await addNote(q, waiting, actor, {
    source: 'user-info-request',
    body: questionNote({ ...asked, requestedBy: actor.name, recipient }),
    audience: 'user',
    externalRef: `awaiting_user_response:${ticket.id}`,
  });
  const target = `ticket_${ticket.id}`;
  const details = { note_id: note.id, from: ticket.status, contact_method: asked.contact_method };
  await record(q, { actor, action: 'user_info_requested', target, details });
  await recordEvent(q, { category: 'ticket', actor: actor.name, action: 'user_info_requested', target, details });
  await cardChanged(q, waiting);
  return { ticket: waiting, note };
}
