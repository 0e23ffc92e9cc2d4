import { z } from 'zod';
import type { Database } from '../db/index.js';
import { notFound, ok, problem, type Answer } from '../http/answer.js';
import type { Caller } from '../http/caller.js';
import { idParams } from '../http/fields.js';
import { defineRoute, type ReceivedFile, type Route } from '../http/route.js';
import { getTicket, onTicket } from '../tickets/index.js';
import { addAttachment, type Added } from './addAttachment.js';
import { contentAnswer } from './contentAnswer.js';
import type { ContentStore } from './contentStore.js';
import { mediaType } from './contentType.js';
import {
  addedShape,
  attachmentParams,
  attachmentShape,
  listQuery,
  metadataBody,
  uploadBody,
  uploadedShape,
  uploadQuery,
  type NewAttachment,
} from './contract.js';
import { receiveBase64, receiveFile, refusedType, tooLarge, type FileLimits } from './receiveFile.js';
import { getAttachment, listAttachments } from './sql/readAttachments.js';
import { holdContent } from './sweepContents.js';

export type AttachmentRoutes = {
  readonly db: Database;
  readonly store: ContentStore;
  readonly limits: FileLimits;
};

const area = 'attachments';
const noTicket = notFound('Ticket');
const noAttachment = notFound('Attachment');
const path = '/api/tickets/{id}/attachments';
const writes = { kind: 'signed-in', permission: 'tickets:note', agents: 'any' } as const;
const reads = { kind: 'signed-in', permission: 'tickets:read', agents: 'any' } as const;

function refusalOf(added: Exclude<Added, { kind: 'added' }>): Answer {
  if (added.kind === 'unknown_note') {
    const errors = [{ path: 'body.note_id', message: 'no note of this ticket' }];
    return problem(422, 'unknown_note', 'There is no such note on this ticket.', { errors });
  }
  return problem(409, 'too_many_attachments', `The ticket has ${added.most} attachments already, which is the most.`);
}

function invalid(field: string, message: string): Answer {
  const errors = [{ path: field, message }];
  return problem(422, 'invalid_fields', `Wrong fields: ${field} (${message}).`, { errors });
}

function add({ db }: AttachmentRoutes): Route {
  return defineRoute({
    method: 'post',
    path,
    area,
    summary: 'Name a file that is kept elsewhere; nothing of its content comes here.',
    access: writes,
    params: idParams,
    body: metadataBody,
    answers: { 200: { description: 'The attachment', schema: addedShape, etag: true } },
    concurrency: 'if-match',
    handle: ({ params, body, caller, header }) =>
      onTicket(
        db,
        params.id,
        caller,
        async (q, ticket) => {
          const added = await addAttachment(q, ticket, caller, {
            filename: body.filename,
            contentType: body.content_type,
            storageRef: body.storage_ref,
            sha256: body.sha256,
            size: body.size_bytes ?? null,
            noteId: body.note_id ?? null,
            visibility: body.visibility ?? null,
            metadata: body.metadata,
            stored: false,
          });
          if (added.kind !== 'added') return refusalOf(added);
          return ok({ id: added.id, ticket_id: ticket.id, status: 'created' });
        },
        header('if-match'),
      ),
  });
}

/** The row is written first and committed last: between the two the content is put where it stays. */
function store(
  { db }: AttachmentRoutes,
  ticketId: number,
  caller: Caller,
  received: ReceivedFile,
  attachment: NewAttachment & { readonly contentType: string },
  ifMatch: string | undefined,
): Promise<Answer> {
  return onTicket(
    db,
    ticketId,
    caller,
    async (q, ticket) => {
      await holdContent(q, received.sha256);
      const added = await addAttachment(q, ticket, caller, attachment);
      if (added.kind !== 'added') return refusalOf(added);
      await received.keep();
      return ok({
        ...{ id: added.id, ticket_id: ticket.id, status: 'created' },
        ...{ filename: attachment.filename, content_type: attachment.contentType },
        ...{ sha256: received.sha256, size_bytes: received.size, visibility: added.visibility },
        content_url: `/api/tickets/${ticket.id}/attachments/${added.id}/content`,
      });
    },
    ifMatch,
  );
}

function upload(options: AttachmentRoutes): Route {
  const { limits } = options;
  return defineRoute({
    method: 'post',
    path: `${path}/content`,
    area,
    summary: 'Upload a file: as the body itself with its name in the address, or in JSON as base64.',
    access: writes,
    params: idParams,
    query: uploadQuery,
    body: uploadBody,
    // Base64 is a third longer, and there are the other fields.
    maxBody: Math.ceil((limits.maxBytes * 4) / 3) + 65_536,
    receive: (incoming) => receiveFile(options.store, limits, incoming),
    answers: { 200: { description: 'The attachment', schema: uploadedShape, etag: true } },
    concurrency: 'if-match',
    async handle({ params, query, body, file, caller, header }) {
      const filename = query.filename ?? body.filename;
      if (filename === null) return invalid('body.filename', 'the name of the file is missing');
      const contentType = mediaType(file ? header('content-type') : body.content_type);
      const refused = refusedType(contentType, limits);
      if (refused) return refused;
      if (!file && typeof body.data_base64 !== 'string') return invalid('body.data_base64', 'the content is missing');
      const received = file ?? (await receiveBase64(options.store, limits, body.data_base64 ?? ''));
      if (received === undefined) return invalid('body.data_base64', 'this is no base64');
      if (received === 'too_large') return tooLarge(limits.maxBytes);
      try {
        const wanted = query.sha256 ?? body.sha256;
        if (wanted !== null && wanted !== received.sha256) {
          return invalid(query.sha256 === null ? 'body.sha256' : 'query.sha256', `the content has ${received.sha256}`);
        }
        const attachment = {
          ...{ filename, contentType, storageRef: null, sha256: received.sha256, size: received.size },
          ...{ noteId: query.note_id ?? body.note_id ?? null, visibility: query.visibility ?? body.visibility ?? null },
          ...{ metadata: body.metadata, stored: true },
        };
        return await store(options, params.id, caller, received, attachment, header('if-match'));
      } finally {
        await received.discard();
      }
    },
  });
}

function list({ db }: AttachmentRoutes): Route {
  return defineRoute({
    method: 'get',
    path,
    area,
    summary: 'The files of a ticket, oldest first.',
    access: reads,
    params: idParams,
    query: listQuery,
    answers: {
      200: {
        description: 'A page of attachments',
        schema: z.object({
          attachments: z.array(attachmentShape),
          total: z.int(),
          limit: z.int(),
          offset: z.int(),
        }),
      },
    },
    async handle({ params, query, caller }) {
      if (!(await getTicket(db, params.id, caller))) return noTicket;
      const { rows, total } = await listAttachments(db, params.id, caller, query);
      return ok({ attachments: rows, total, limit: query.limit, offset: query.offset });
    },
  });
}

function get({ db }: AttachmentRoutes): Route {
  return defineRoute({
    method: 'get',
    path: `${path}/{attachment_id}`,
    area,
    summary: 'One file of a ticket, without its content.',
    access: reads,
    params: attachmentParams,
    answers: { 200: { description: 'The attachment', schema: attachmentShape } },
    async handle({ params, caller }) {
      if (!(await getTicket(db, params.id, caller))) return noTicket;
      const found = await getAttachment(db, params.id, params.attachment_id, caller);
      return found ? ok(found) : noAttachment;
    },
  });
}

function content({ db, store: contents }: AttachmentRoutes): Route {
  return defineRoute({
    method: 'get',
    path: `${path}/{attachment_id}/content`,
    area,
    summary: 'The content of a file, to be saved.',
    access: reads,
    params: attachmentParams,
    answers: { 200: { description: 'The content', type: 'application/octet-stream', etag: true } },
    async handle({ params, caller }) {
      if (!(await getTicket(db, params.id, caller))) return noTicket;
      const found = await getAttachment(db, params.id, params.attachment_id, caller);
      return found ? contentAnswer(contents, found) : noAttachment;
    },
  });
}

export function attachmentRoutes(options: AttachmentRoutes): Route[] {
  return [add(options), upload(options), list(options), get(options), content(options)];
}
