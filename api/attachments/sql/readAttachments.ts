import { readPage, type Queryable } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import { attachmentColumns, attachmentRows, forCaller } from '../../tickets/index.js';

export type AttachmentRow = Record<string, unknown> & {
  readonly id: number;
  readonly filename: string;
  readonly content_type: string | null;
  readonly storage_ref: string | null;
  readonly sha256: string | null;
  readonly size_bytes: number | null;
  readonly stored: boolean;
};

/** A page of the attachments of a ticket that the caller sees, oldest first. */
export async function listAttachments(
  q: Queryable,
  ticketId: number,
  caller: Caller,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ rows: AttachmentRow[]; total: number }> {
  const params: unknown[] = [ticketId];
  const condition = forCaller(caller, (value) => `$${params.push(value)}`);
  return readPage<AttachmentRow>(
    q,
    `select ${attachmentColumns}, count(*) over () as total from ${attachmentRows}
     where f.ticket_id = $1 and ${condition} order by f.id`,
    params,
    page,
  );
}

export async function getAttachment(
  q: Queryable,
  ticketId: number,
  id: number,
  caller: Caller,
): Promise<AttachmentRow | undefined> {
  const params: unknown[] = [ticketId, id];
  const condition = forCaller(caller, (value) => `$${params.push(value)}`);
  const { rows } = await q.query<AttachmentRow>(
    `select ${attachmentColumns} from ${attachmentRows} where f.ticket_id = $1 and f.id = $2 and ${condition}`,
    params,
  );
  return rows[0];
}
