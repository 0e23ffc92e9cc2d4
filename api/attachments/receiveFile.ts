import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { problem, type Answer } from '../http/answer.js';
import type { Incoming, ReceivedFile, Reception } from '../http/route.js';
import { isTaken, mediaType } from './contentType.js';
import type { ContentStore } from './contentStore.js';

export type FileLimits = { readonly maxBytes: number; readonly types: readonly string[] };

/** Bytes beyond the limit that are still read: a client that writes on does not look for the answer yet. */
const patience = 32 * 1_048_576;

export function tooLarge(max: number): Answer {
  return problem(413, 'file_too_large', `A file may have at most ${max} bytes.`, { max_bytes: max });
}

export function refusedType(type: string, { types }: FileLimits): Answer | undefined {
  if (isTaken(type, types)) return undefined;
  return problem(415, 'file_type_not_taken', `Files of the type ${type} are not taken here; ${types.join(', ')} are.`, {
    allowed_types: types,
  });
}

/** The bytes of a request; leaving the loop does not end the connection that the answer has to go through. */
function bytesOf(request: IncomingMessage): AsyncIterable<Uint8Array> {
  return request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
}

async function drain(request: IncomingMessage): Promise<void> {
  let size = 0;
  for await (const part of bytesOf(request)) {
    size += part.length;
    if (size > patience) return;
  }
}

/**
 * Takes in a body that is the file itself, which is when the address names the file, whatever its type is: a JSON document
 * is a file as well. Otherwise the body is read as JSON.
 */
export async function receiveFile(
  store: ContentStore,
  limits: FileLimits,
  { request, query }: Incoming,
): Promise<Reception> {
  const given = request.headers['content-type'];
  if (query['filename'] === undefined) {
    const type = mediaType(given ?? 'application/json');
    if (type === 'application/json' || type.endsWith('+json')) return undefined;
    await drain(request).catch(() => undefined);
    const detail = 'Name the file in the address, ?filename=report.pdf, or send JSON with filename and data_base64.';
    const errors = [{ path: 'query.filename', message: 'missing' }];
    return { answer: problem(422, 'invalid_fields', detail, { errors }) };
  }
  const type = mediaType(given);
  const isForm = type === 'multipart/form-data';
  const form = 'Send the file as the body itself, not as a form: curl --data-binary @report.pdf.';
  const refused = isForm ? problem(415, 'unsupported_media_type', form) : refusedType(type, limits);
  const isDeclaredTooLarge = Number(request.headers['content-length'] ?? 0) > limits.maxBytes;
  if (refused ?? isDeclaredTooLarge) {
    await drain(request).catch(() => undefined);
    return { answer: refused ?? tooLarge(limits.maxBytes) };
  }
  let file: ReceivedFile | 'too_large';
  try {
    file = await store.receive(bytesOf(request), limits.maxBytes);
  } catch (error) {
    // Its client hung up; a disk that is full is another matter.
    if (!request.destroyed) throw error;
    return { answer: problem(400, 'incomplete_body', 'The body ended before its end.') };
  }
  if (file !== 'too_large') return { file };
  await drain(request).catch(() => undefined);
  return { answer: tooLarge(limits.maxBytes) };
}

/** The content that stands in a field; undefined when it is no base64. */
export async function receiveBase64(
  store: ContentStore,
  limits: FileLimits,
  text: string,
): Promise<ReceivedFile | 'too_large' | undefined> {
  const dense = text.replaceAll(/\s+/g, '');
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(dense) || dense.replace(/=+$/, '').length % 4 === 1) return undefined;
  return store.receive(Readable.from([Buffer.from(dense, 'base64')]), limits.maxBytes);
}
