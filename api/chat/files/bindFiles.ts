import { insertAttachment } from '../../attachments/index.js';
import type { Connection } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import type { Ticket } from '../../tickets/index.js';
import { turnsBefore, type TurnFile } from './sql/filesOfTurn.js';

type Row = TurnFile & {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly uploaded_by: string;
  readonly principal_id: number | null;
  readonly person_id: number | null;
};

/**
 * The files that came with a turn are those of the ticket that it files or continues, in the caller's transaction, which
 * holds the ticket's row. Each goes to one ticket, once, whoever of two attempts comes first. They are the sender's own, so
 * that the sender may see them there. Of a ticket that can take no more, the rest stays with the conversation.
 */
export async function bindFiles(q: Connection, caller: Caller, ticket: Ticket): Promise<void> {
  if (caller.run?.kind !== 'turn' || ticket.session_id !== caller.run.sessionId) return;
  const { rows } = await q.query<Row>(
    `${turnsBefore}
     select f.* from ops_chat_files f join asked on asked.turn_id = f.turn_id where f.attachment_id is null order by f.id for update of f`,
    [caller.run.turnId],
  );
  for (const row of rows) {
    const sender = { name: row.uploaded_by, principalId: row.principal_id, personId: row.person_id };
    const added = await insertAttachment(q, ticket, sender, {
      ...{ filename: row.filename, contentType: row.content_type, storageRef: row.storage_ref, sha256: row.sha256 },
      ...{ size: row.size_bytes, metadata: row.metadata, stored: row.stored, noteId: null, visibility: 'user' },
    });
    if (added.kind === 'too_many') return;
    await q.query('update ops_chat_files set attachment_id = $2 where id = $1', [row.id, added.id]);
  }
}
