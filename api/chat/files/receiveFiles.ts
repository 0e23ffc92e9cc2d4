import { isTaken, mediaType, receiveBase64, type ContentStore, type FileLimits } from '../../attachments/index.js';
import { problem, type Answer } from '../../http/answer.js';
import type { ReceivedFile } from '../../http/route.js';
import type { GivenFile } from './contract.js';

/** A file of a message whose content, where it has one, waits beside the contents until somebody keeps it. */
export type SentFile = {
  readonly filename: string;
  readonly contentType: string | null;
  readonly storageRef: string | null;
  readonly size: number | null;
  readonly from: Readonly<Record<string, string>>;
  readonly content: ReceivedFile | null;
};

export type Reception =
  | { readonly kind: 'files'; readonly files: readonly SentFile[] }
  | { readonly kind: 'refused'; readonly answer: Answer };

/** Files of the largest size that one message may bring: its body is held in memory until it is read. */
export const mostTogether = 2;

function refusal(status: 413 | 422, code: string, path: string, message: string, more: object = {}): Answer {
  return problem(status, code, `Wrong fields: ${path} (${message}).`, { errors: [{ path, message }], ...more });
}

/** `data:image/png;base64,iVBO…`: the type that it names, and what comes after the comma; other addresses are no base64. */
function partsOf(text: string): { readonly type: string | null; readonly base64: string } {
  const address = /^\s*data:([^,]{0,300}?)(;base64)?,/i.exec(text);
  if (!address) return { type: null, base64: text };
  const type = address[1] === '' ? null : (address[1] ?? null);
  return { type, base64: address[2] === undefined ? text : text.slice(address[0].length) };
}

async function receiveOne(
  store: ContentStore,
  limits: FileLimits,
  given: GivenFile,
  at: string,
): Promise<SentFile | Answer> {
  const { filename, size, storageRef, from } = given;
  const parts = given.base64 === null ? null : partsOf(given.base64);
  const named = given.contentType ?? parts?.type ?? null;
  const contentType = named === null && parts === null ? null : mediaType(named);
  if (contentType !== null && !isTaken(contentType, limits.types)) {
    const message = `files of the type ${contentType} are not taken here; ${limits.types.join(', ')} are`;
    const allowed = { allowed_types: limits.types };
    return refusal(422, 'file_type_not_taken', `${at}.content_type`, message, allowed);
  }
  const shared = { filename: filename ?? 'file', contentType, from };
  if (parts === null) {
    if (size !== null && size > limits.maxBytes) return tooLarge(limits.maxBytes, `${at}.size_bytes`);
    return { ...shared, storageRef, size, content: null };
  }
  const field = `${at}.${given.base64Field}`;
  const received = await receiveBase64(store, limits, parts.base64);
  if (received === undefined) return refusal(422, 'invalid_fields', field, 'this is no base64');
  if (received === 'too_large') return tooLarge(limits.maxBytes, field);
  return { ...shared, storageRef: null, size: received.size, content: received };
}

function tooLarge(max: number, path: string, what = 'a file may have'): Answer {
  return refusal(413, 'file_too_large', path, `${what} at most ${max} bytes`, { max_bytes: max });
}

/**
 * Takes the contents of a message in, all or none: where one is refused nothing stays. Who gets the files discards them when
 * the message is settled, also those that were kept.
 */
export async function receiveFiles(
  store: ContentStore,
  limits: FileLimits,
  given: readonly GivenFile[],
): Promise<Reception> {
  const files: SentFile[] = [];
  let settled = false;
  try {
    for (const [index, one] of given.entries()) {
      const received = await receiveOne(store, limits, one, `body.attachments.${index}`);
      if (!('filename' in received)) return { kind: 'refused', answer: received };
      files.push(received);
      const together = files.reduce((sum, { content }) => sum + (content?.size ?? 0), 0);
      const most = limits.maxBytes * mostTogether;
      if (together > most) {
        return { kind: 'refused', answer: tooLarge(most, 'body.attachments', 'the files of one message may have') };
      }
    }
    settled = true;
    return { kind: 'files', files };
  } finally {
    if (!settled) await discardFiles(files);
  }
}

export async function discardFiles(files: readonly SentFile[]): Promise<void> {
  for (const { content } of files) await content?.discard();
}
