import { problem, type Answer } from '../http/answer.js';
import type { ContentStore } from './contentStore.js';
import { servedType } from './contentType.js';
import { contentDisposition } from './fileName.js';

/** What nothing of it may do, if a browser ever showed it: run, load, submit, or be framed. */
const locked = "default-src 'none'; sandbox; frame-ancestors 'none'";

export type KeptFile = {
  readonly filename: string;
  readonly content_type: string | null;
  readonly storage_ref: string | null;
  readonly sha256: string | null;
  readonly size_bytes: number | null;
  readonly stored: boolean;
};

/** The content of a file, to be saved and never to be shown; or why it cannot be had. */
export async function contentAnswer(contents: ContentStore, file: KeptFile): Promise<Answer> {
  const { sha256, size_bytes: size } = file;
  if (!file.stored || sha256 === null || size === null) {
    const detail = 'The content of this file is not kept here; storage_ref says where it is.';
    return problem(404, 'content_not_here', detail, { storage_ref: file.storage_ref });
  }
  const stream = await contents.read(sha256, size);
  if (!stream) {
    const detail = 'The content of this file is missing from the data directory. It has to come from a backup.';
    return problem(503, 'content_missing', detail);
  }
  return {
    status: 200,
    body: undefined,
    stream,
    headers: {
      'content-type': servedType(file.content_type),
      'content-length': String(size),
      'content-disposition': contentDisposition(file.filename),
      'content-security-policy': locked,
      etag: `"${sha256}"`,
    },
  };
}
