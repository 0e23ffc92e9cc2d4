import type { Secret } from '../../config/secret.js';
import type { Failure } from './port.js';

/** Milliseconds; contract 25.1. A provider that takes longer may still have done it. */
export const patience = 15_000;
/** Bytes of an answer. A page of fifty tickets with their logs is far below it. */
const largestAnswer = 32 * 1_048_576;

export type Sent = {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
};
export type Reply = { readonly kind: 'answered'; readonly status: number; readonly text: string } | Failure;

/** A text without what nobody may read; providers like to repeat what they were sent. */
export function redact(text: string, secrets: readonly (Secret | undefined)[]): string {
  return secrets.reduce((left, secret) => {
    const value = secret?.reveal() ?? '';
    return value.length < 4
      ? left
      : left.replaceAll(value, '[redacted]').replaceAll(encodeURIComponent(value), '[redacted]');
  }, text);
}

async function bounded({ body }: Response): Promise<string | undefined> {
  if (body === null) return '';
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body as unknown as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > largestAnswer) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function whyNot(error: unknown, timeout: number): string {
  if (!(error instanceof Error)) return 'the connection failed';
  if (error.name === 'TimeoutError') return `no answer within ${timeout / 1000} seconds`;
  const { cause } = error;
  const code = typeof cause === 'object' && cause !== null ? (Reflect.get(cause, 'code') as unknown) : undefined;
  if (typeof code === 'string') return `the connection failed (${code})`;
  return error.name === 'AbortError' ? 'it was interrupted' : 'the connection failed';
}

/**
 * One request to a provider. TLS is verified as Node does it, and there is no way to switch that off; a redirection is not
 * followed, because credentials go to the configured address and nowhere else. Never throws for what the other side does.
 */
export async function send(label: string, sent: Sent, signal: AbortSignal, timeout = patience): Promise<Reply> {
  let response: Response;
  let text: string | undefined;
  try {
    response = await fetch(sent.url, {
      method: sent.method ?? 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
      ...(sent.headers ? { headers: sent.headers } : {}),
      ...(sent.body === undefined ? {} : { body: sent.body }),
    });
    text = await bounded(response);
  } catch (error) {
    return { kind: 'unreachable', message: `${label} could not be reached: ${whyNot(error, timeout)}.` };
  }
  const { status } = response;
  if (text === undefined)
    return { kind: 'broken', message: `${label} answered with more than ${largestAnswer} bytes.` };
  if (status === 429) {
    const seconds = Number(response.headers.get('retry-after'));
    const retryAfterMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null;
    return { kind: 'rate_limited', message: `${label} asks for fewer requests.`, retryAfterMs };
  }
  if (status === 401 || status === 403) {
    return { kind: 'unauthorised', message: `${label} does not accept the configured account (HTTP ${status}).` };
  }
  if (status >= 500) return { kind: 'broken', message: `${label} failed with HTTP ${status}.` };
  if (status >= 300 && status < 400) {
    return { kind: 'broken', message: `${label} sends us elsewhere (HTTP ${status}); set its final address.` };
  }
  return { kind: 'answered', status, text };
}

/** The text as a JSON object, or undefined where it is none. */
export function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
