import { personBehind } from '../../access/index.js';
import { jsonText, type Queryable } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import type { Attachment, Submission } from '../contract.js';

/**
 * The person behind the request, who never decides what it asks for: whose address it is, else whom the service says that
 * it speaks for, else who submits it. An address that several people have says nothing.
 */
export async function requesterOf(q: Queryable, caller: Caller, email: string | null): Promise<number | null> {
  const { rows } = await q.query<{ by_email: number | null }>(
    `select case when count(*) = 1 then min(id) end as by_email from persons where active and lower(email) = lower($1)`,
    [email],
  );
  return rows[0]?.by_email ?? (await personBehind(q, caller));
}

export async function keepAttachments(q: Queryable, ticketId: number, files: readonly Attachment[]): Promise<void> {
  for (const file of files) {
    const more = 'content_type' in file ? file : undefined;
    await q.query(
      `insert into ticket_attachments (ticket_id, filename, content_type, storage_ref, sha256, size_bytes, metadata)
       values ($1, $2, $3, $4, $5, $6, '{"source": "service-desk-intake"}')`,
      [
        ticketId,
        file.filename,
        more?.content_type ?? null,
        more?.storage_ref ?? null,
        more?.sha256?.toLowerCase() ?? null,
        more?.size_bytes ?? null,
      ],
    );
  }
}

/** What was asked and what was made of it, as it was then. */
export async function keepSession(
  q: Queryable,
  ticketId: number,
  body: Submission,
  classification: object,
): Promise<number> {
  const { rows } = await q.query<{ id: number }>(
    `insert into service_intake_sessions (requester_name, requester_email, channel, message, attachments, classification, ticket_id, status)
     values ($1, $2, $3, $4, $5, $6, $7, 'ticket_created') returning id`,
    [
      body.requester_name ?? 'Requester',
      body.requester_email,
      body.channel ?? 'dashboard',
      body.message,
      jsonText(body.attachments),
      jsonText(classification),
      ticketId,
    ],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('A session of intake was inserted and did not come back.');
  return id;
}
