/** Files of tickets: the words and shapes of contract 7.11, and the content that the reference leaves to others. */
import { z } from 'zod';
import { anyObject, id, optionalText, page } from '../http/fields.js';
import { cleanFileName } from './fileName.js';

const fileName = optionalText(1_000).transform((value) => (value === null ? null : cleanFileName(value)));
const sha256 = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[0-9a-f]{64}$/, 'a SHA-256 has 64 hexadecimal digits')
  .nullish()
  .transform((value) => value ?? null);
const visibility = z.enum(['internal', 'user', 'public']).nullish();
const noteId = id().nullish();
/** Characters of the metadata as JSON: facts about a file, not a second file. */
const mostMetadata = 16_384;
const metadata = anyObject
  .nullish()
  .transform((value) => value ?? {})
  .refine((value) => JSON.stringify(value).length <= mostMetadata, `more than ${mostMetadata} characters as JSON`);

/** A reference is read by everybody who sees the ticket: one that signs in on its own would give the password away. */
export function holdsPassword(reference: string | null): boolean {
  return reference !== null && URL.canParse(reference) && new URL(reference).password !== '';
}

export const metadataBody = z
  .object({
    filename: fileName.refine((value) => value !== null, 'the name of the file is missing'),
    content_type: optionalText(255),
    storage_ref: optionalText(2_000).refine((value) => !holdsPassword(value), 'leave the password out of the address'),
    sha256,
    size_bytes: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullish(),
    note_id: noteId,
    visibility,
    metadata,
  })
  .meta({
    examples: [{ filename: 'report.pdf', content_type: 'application/pdf', storage_ref: 's3://evidence/report.pdf' }],
  });

export const uploadQuery = z.object({
  filename: fileName.meta({ description: 'Name of the file that is the body itself. Without it the body is JSON.' }),
  sha256: sha256.meta({ description: 'What the content has to hash to.' }),
  note_id: noteId,
  visibility,
});

export const uploadBody = z
  .object({
    filename: fileName,
    content_type: optionalText(255),
    data_base64: z.string().nullish(),
    sha256,
    note_id: noteId,
    visibility,
    metadata,
  })
  .meta({ examples: [{ filename: 'notes.txt', content_type: 'text/plain', data_base64: 'SGVsbG8=' }] });

export const listQuery = z.object(page(100, 500));
export const attachmentParams = z.object({ id: id(), attachment_id: id() });

export type NewAttachment = {
  readonly filename: string;
  readonly contentType: string | null;
  readonly storageRef: string | null;
  readonly sha256: string | null;
  readonly size: number | null;
  readonly noteId: number | null;
  readonly visibility: 'internal' | 'user' | 'public' | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly stored: boolean;
};

const moment = z.iso.datetime({ offset: true });
export const attachmentShape = z
  .object({
    id: z.int(),
    ticket_id: z.int(),
    note_id: z.int().nullable(),
    filename: z.string(),
    content_type: z.string().nullable(),
    storage_ref: z.string().nullable(),
    sha256: z.string().nullable(),
    size_bytes: z.number().nullable(),
    visibility: z.enum(['internal', 'user', 'public']),
    stored: z.boolean().meta({ description: 'Whether the content is kept here' }),
    uploaded_by: z.string(),
    metadata: anyObject,
    content_url: z.string().nullable(),
    created_at: moment,
  })
  .loose();
export const addedShape = z.object({ id: z.int(), ticket_id: z.int(), status: z.literal('created') });
export const uploadedShape = z.object({
  ...addedShape.shape,
  filename: z.string(),
  content_type: z.string(),
  sha256: z.string(),
  size_bytes: z.int(),
  visibility: z.enum(['internal', 'user', 'public']),
  content_url: z.string(),
});
