import { holdContent } from '../../attachments/index.js';
import { jsonText, type Connection, type Queryable } from '../../db/index.js';
import type { Json } from '../../audit/index.js';
import type { Session } from '../contract.js';
import type { Speaker } from '../takeMessage.js';
import { warning } from './contract.js';
import type { SentFile } from './receiveFiles.js';

/** Contract 23.3: how what is kept here is called outside. A name, and no place in any file system. */
function referenceOf(sessionId: number, { filename, storageRef, content }: SentFile): string | null {
  if (content === null) return storageRef;
  const name = filename.replaceAll(/[^A-Za-z0-9._ -]/g, '_').slice(-180);
  return `ops-chat-upload://session-${sessionId}/${content.sha256.slice(0, 16)}_${name}`;
}

/** What the message itself says of its files (contract 23.2), for who reads the conversation. */
export function saidOf(sessionId: number, files: readonly SentFile[]): Json[] {
  return files.map((file) => ({
    filename: file.filename,
    content_type: file.contentType,
    size_bytes: file.size,
    sha256: file.content?.sha256 ?? null,
    storage_ref: referenceOf(sessionId, file),
    ...file.from,
  }));
}

/**
 * Writes the files of a new turn down, in the caller's transaction, which does nothing more that could be refused: the
 * contents are put in place last, and what a fault leaves without a row is swept.
 */
export async function keepFiles(
  q: Connection,
  turnId: number,
  session: Pick<Session, 'id'>,
  sender: Speaker & { readonly account: string },
  files: readonly SentFile[],
): Promise<void> {
  for (const file of files) {
    if (file.content !== null) await holdContent(q, file.content.sha256);
    await q.query(
      `insert into ops_chat_files (turn_id, filename, content_type, storage_ref, sha256, size_bytes, metadata, stored, uploaded_by,
         principal_id, person_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        turnId,
        file.filename,
        file.contentType,
        referenceOf(session.id, file),
        file.content?.sha256 ?? null,
        file.size,
        jsonText({ ...file.from, source: 'ops-chat', warning }),
        file.content !== null,
        sender.account.slice(0, 100),
        sender.principalId,
        sender.personId ?? sender.spokenForPersonId ?? null,
      ],
    );
  }
  for (const { content } of files) await content?.keep();
}

/** Whether the message that came before under the same key brought these very files. */
export async function broughtTheSame(q: Queryable, turnId: number, files: readonly SentFile[]): Promise<boolean> {
  const { rows } = await q.query<{ filename: string; mark: string | null }>(
    `select filename, case when stored then sha256 else storage_ref end as mark from ops_chat_files where turn_id = $1 order by id`,
    [turnId],
  );
  const marks = files.map(({ filename, content, storageRef }) => [filename, content?.sha256 ?? storageRef]);
  return JSON.stringify(marks) === JSON.stringify(rows.map(({ filename, mark }) => [filename, mark]));
}
