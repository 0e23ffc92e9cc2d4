import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Secret } from '../../config/secret.js';

export type Answer<T> =
  | { kind: 'ok'; value: T }
  /** The homeserver said no. `error` is its own text. */
  | { kind: 'refused'; status: number; errcode: string; error: string }
  /** No answer, or none that a homeserver gives. */
  | { kind: 'unreachable'; reason: string };

export type Call = {
  method: 'GET' | 'POST' | 'PUT';
  /** Encoded where needed, from the slash on. */
  path: string;
  token?: Secret;
  body?: unknown;
};

/** Milliseconds for one request; bcrypt on a busy machine is the slowest of ours at about a second. */
const requestTimeout = 20_000;

/** Milliseconds that a rate limit is waited for, once; a homeserver that asks for more is reported instead. */
const longestWait = 10_000;
const waits = 3;

const refusal = z.object({ errcode: z.string(), error: z.string().default(''), retry_after_ms: z.number().optional() });

/** One request to the client or admin API, checked against `schema`. Rate limits are obeyed; nothing is thrown. */
export async function request<T>(homeserver: string, call: Call, schema: z.ZodType<T>): Promise<Answer<T>> {
  for (let attempt = 1; ; attempt += 1) {
    let response: Response;
    let json: unknown;
    try {
      response = await fetch(`${homeserver.replace(/\/+$/, '')}${call.path}`, {
        method: call.method,
        headers: {
          accept: 'application/json',
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(call.token ? { authorization: `Bearer ${call.token.reveal()}` } : {}),
        },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        // A redirect would carry the token to wherever it points.
        redirect: 'error',
        signal: AbortSignal.timeout(requestTimeout),
      });
      json = await response.json();
    } catch (error) {
      return { kind: 'unreachable', reason: reasonOf(error) };
    }
    if (response.ok) {
      const parsed = schema.safeParse(json);
      return parsed.success
        ? { kind: 'ok', value: parsed.data }
        : {
            kind: 'unreachable',
            reason: `its answer to ${call.method} ${call.path.split('?')[0] ?? ''} is not Matrix`,
          };
    }
    const parsed = refusal.safeParse(json);
    if (!parsed.success) return { kind: 'unreachable', reason: `it answers with HTTP ${response.status}` };
    const { errcode, error, retry_after_ms: wait = 1_000 } = parsed.data;
    if (response.status === 429 && attempt <= waits && wait <= longestWait) {
      await sleep(wait);
      continue;
    }
    return { kind: 'refused', status: response.status, errcode, error };
  }
}

/** The value, or an error that says what was being done and what the homeserver said. */
export function expectOk<T>(answer: Answer<T>, doing: string): T {
  if (answer.kind === 'ok') return answer.value;
  throw new Error(`${doing} failed: ${saidBy(answer)}`);
}

export function saidBy(answer: Exclude<Answer<unknown>, { kind: 'ok' }>): string {
  return answer.kind === 'refused'
    ? `the homeserver says ${answer.errcode} (${answer.error || answer.status})`
    : `the homeserver does not answer (${answer.reason})`;
}

const versions = z.object({ versions: z.array(z.string()) });

export async function isHomeserver(url: string): Promise<boolean> {
  return (await request(url, { method: 'GET', path: '/_matrix/client/versions' }, versions)).kind === 'ok';
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'TimeoutError') return `no answer within ${requestTimeout / 1_000} s`;
  if (error instanceof SyntaxError) return 'its answer is no JSON';
  const { cause } = error;
  // fetch says only "fetch failed"; the cause holds the system's or TLS's code.
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  return code ?? (cause instanceof Error ? cause.message : error.message);
}
