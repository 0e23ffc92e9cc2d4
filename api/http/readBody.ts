import type { IncomingMessage } from 'node:http';
import { jsonText } from '../db/index.js';
import { problem, type Answer } from './answer.js';
import { isNestedDeeperThan, whereJsonBreaks } from './whereJsonBreaks.js';

export type Body = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly answer: Answer };

const refuse = (status: number, code: string, detail: string): Body => ({
  ok: false,
  answer: problem(status, code, detail),
});

/** Lists and objects inside one another: far more than any body needs, and far less than any stack has. */
const deepest = 100;

/** Bytes of a body that is too large that are still read: a client that writes on does not look for the answer yet. */
const patience = 32 * 1_048_576;

/** The body, or undefined when it is larger than `max`. Throws when the client hangs up before its end. */
async function bytesOf(request: IncomingMessage, max: number): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  // Without the option, leaving the loop would end the connection that the answer has to go through.
  for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += part.length;
    if (size <= max) parts.push(part);
    else if (size > max + patience) break;
  }
  return size > max ? undefined : Buffer.concat(parts);
}

/** What JSON can say and no table keeps: half characters and zero bytes are mended, a number over all bounds is refused. */
function parsed(content: string): Body {
  const numbers = { endless: false };
  const value: unknown = JSON.parse(content, (_, item: unknown) => {
    if (item === Infinity || item === -Infinity) numbers.endless = true;
    return item;
  });
  if (numbers.endless) return refuse(400, 'malformed_json', 'A number in the body is too large.');
  const halves = /\\u(0000|d[89a-f])/i.test(content);
  return { ok: true, value: halves ? (JSON.parse(jsonText(value)) as unknown) : value };
}

/** Reads a JSON or form body of at most `max` bytes. No body at all is an empty object (contract 1.4). */
export async function readBody(request: IncomingMessage, max: number): Promise<Body> {
  let bytes: Buffer | undefined;
  try {
    bytes = await bytesOf(request, max);
  } catch {
    return refuse(400, 'incomplete_body', 'The body ended before its end.');
  }
  if (bytes === undefined) return refuse(413, 'body_too_large', `The body may have at most ${max} bytes.`);
  const content = bytes.toString('utf8');
  if (content.trim() === '') return { ok: true, value: {} };
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity') {
    return refuse(415, 'unsupported_media_type', `Send the body as it is, not as ${encoding.slice(0, 80)}.`);
  }
  const type = (request.headers['content-type'] ?? 'application/json').split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/x-www-form-urlencoded') {
    return { ok: true, value: Object.fromEntries(new URLSearchParams(content)) };
  }
  if (type !== 'application/json' && !type.endsWith('+json')) {
    return refuse(415, 'unsupported_media_type', `Send application/json, not ${type.slice(0, 80)}.`);
  }
  if (isNestedDeeperThan(content, deepest)) {
    return refuse(400, 'malformed_json', `The body is nested more than ${deepest} times.`);
  }
  try {
    return parsed(content);
  } catch {
    const position = whereJsonBreaks(content);
    const where = position.offset === content.length ? 'it ends too early' : 'something else was expected';
    const detail = `The body is not valid JSON: ${where} at line ${position.line}, column ${position.column}.`;
    return { ok: false, answer: problem(400, 'malformed_json', detail, { position }) };
  }
}
