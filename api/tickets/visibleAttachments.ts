import type { Caller } from '../http/caller.js';

/** Attachments as they stand on the wire: `visibility` is the audience, `content_url` where the content is, when it is here. */
export const attachmentColumns = `f.id, f.ticket_id, f.note_id, f.filename, f.content_type, f.storage_ref, f.sha256, f.size_bytes,
  f.audience as visibility, f.stored, f.uploaded_by, f.metadata, f.created_at,
  case when f.stored then '/api/tickets/' || f.ticket_id || '/attachments/' || f.id || '/content' end as content_url`;

export const attachmentRows = 'ticket_attachments f left join ticket_notes n on n.id = f.note_id';

/**
 * Which attachments of a ticket that the caller sees are for them, with the parameters numbered by `add`: a file of a note is
 * as internal as the note, and what people say to each other is not for agents (GATES.md, "The card in the room").
 */
export function forCaller(caller: Caller, add: (value: unknown) => string): string {
  const audiences = add([...caller.view.notes]);
  const comments = add(caller.type !== 'agent');
  return `f.audience = any(${audiences}::text[]) and (n.id is null or n.audience = any(${audiences}::text[]))
    and (${comments}::boolean or n.source is distinct from 'chat-comment')`;
}
