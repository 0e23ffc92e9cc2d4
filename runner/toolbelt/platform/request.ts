import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { LeaseGone, ToolFailure } from '../toolFailure.js';

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Below the API's address, with a leading slash. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>> | undefined;
  /** Same key, same effect, once. Without one a new key is made, which joins the retries of this call only. */
  readonly key?: string | undefined;
  /** Milliseconds until one attempt counts as failed; a long poll needs its own wait on top. */
  readonly timeoutMs?: number | undefined;
}

/** Sends one call and reads its answer with the schema. Throws ToolFailure; LeaseGone on 401. */
export type Request = <T>(call: Call, answer: z.ZodType<T>) => Promise<T>;

/** Milliseconds before each further attempt: a restart of the API takes a few seconds, and a longer wait would hide an outage from the agent. */
const pauses = [200, 500, 1000, 2000, 4000];
const defaultTimeoutMs = 30_000;

const problem = z.looseObject({
  title: z.string().optional(),
  detail: z.string().optional(),
  error: z.string().optional(),
  errors: z.array(z.unknown()).optional(),
});

/** What to do about a status, where the answer itself does not say so. */
const advice: Readonly<Record<number, string>> = {
  400: 'Correct the fields that are named and call the command again.',
  403: 'This run may not do that. Do not try another way; say what you need in a note or in your result.',
  404: 'Check the id with `list-tickets` or `context`; only the tickets of this run can be reached.',
  409: 'Look at the current state first (`ticket-status`, `context` or `wait-change`), then decide anew.',
  413: 'Send less text: summarise, or split it into several notes.',
  422: 'Correct the fields that are named and call the command again.',
  429: 'Wait a minute, then call the command again once.',
};

function refuse(status: number, text: string, what: string): ToolFailure {
  let body: z.output<typeof problem> = {};
  try {
    body = problem.parse(JSON.parse(text));
  } catch {
    // A proxy's HTML page or nothing: the status has to do.
  }
  const says = body.detail ?? body.title ?? body.error ?? `status ${status}`;
  const next =
    advice[status] ??
    (status >= 500
      ? 'Try the command once more in a minute; if it fails again, end with what you have.'
      : 'Do not repeat it.');
  return new ToolFailure(`${what} was refused: ${says}`, next, {
    status,
    ...(body.error === undefined ? {} : { code: body.error }),
    ...(body.errors === undefined ? {} : { errors: body.errors }),
  });
}

/** The HTTP client of a run. Every write carries an Idempotency-Key, so that a lost answer may be asked for again. */
export function openRequest(apiUrl: string, token: string, waits: readonly number[] = pauses): Request {
  async function attempt(call: Call, key: string): Promise<Response> {
    return fetch(`${apiUrl}${call.path}`, {
      method: call.method,
      redirect: 'error',
      signal: AbortSignal.timeout(call.timeoutMs ?? defaultTimeoutMs),
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(call.method === 'GET' ? {} : { 'content-type': 'application/json', 'idempotency-key': key }),
      },
      ...(call.method === 'GET' ? {} : { body: JSON.stringify(call.body ?? {}) }),
    });
  }

  return async function request<T>(call: Call, answer: z.ZodType<T>): Promise<T> {
    const key = call.key ?? randomUUID();
    const what = `${call.method} ${call.path.split('?')[0] ?? ''}`;
    for (let tries = 0; ; tries += 1) {
      const pause = waits[tries];
      let status = 0;
      let text: string;
      try {
        const response = await attempt(call, key);
        ({ status } = response);
        text = await response.text();
      } catch (error) {
        if (pause === undefined) {
          const reason =
            error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : 'unknown';
          throw new ToolFailure(
            `The platform could not be reached (${reason}).`,
            'Try the same command once more in a minute; it is safe to repeat. If it fails again, stop.',
          );
        }
        await sleep(pause);
        continue;
      }
      if (status === 401) throw new LeaseGone();
      if (status >= 500 && pause !== undefined) {
        await sleep(pause);
        continue;
      }
      if (status < 200 || status > 299) throw refuse(status, text, what);
      return read(text, answer, what);
    }
  };
}

/** The contract answers some refusals with 200 and {error} (27.19). Ours should not, but an agent must never take one for success. */
const refusedWith200 = z.object({ error: z.string(), id: z.undefined().optional() });

function read<T>(text: string, answer: z.ZodType<T>, what: string): T {
  let body: unknown;
  try {
    body = text === '' ? {} : JSON.parse(text);
  } catch {
    body = undefined;
  }
  const refused = refusedWith200.safeParse(body);
  if (refused.success)
    throw new ToolFailure(`${what} was refused: ${refused.data.error}`, 'Do not repeat it unchanged.');
  const parsed = answer.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ToolFailure(
    `${what} gave an answer that this tool does not understand.`,
    'Look at the current state with `ticket-status` or `context` before you repeat anything.',
  );
}
