import type { Secret } from '../../config/secret.js';
import { failureOfAnswer, failureOfConnection, MatrixFailure } from './matrixFailure.js';

/** Milliseconds for requests that should answer at once. Long enough for a homeserver under load, short of our row leases. */
export const ordinaryTimeout = 30_000;

export type RequestOptions = {
  query?: Record<string, string>;
  body?: unknown;
  /** Milliseconds until the request counts as unanswered. */
  timeoutMs?: number;
};

/** One request to the client-server API; resolves to the parsed JSON, throws only MatrixFailure. */
export type MatrixHttp = {
  request(method: string, path: string, options?: RequestOptions): Promise<unknown>;
  /** The raw answer of a successful request, for media; `done` must be called when its body was read or given up. */
  open(
    method: string,
    path: string,
    options: { headers?: Record<string, string>; body?: Buffer; timeoutMs: number; query?: Record<string, string> },
  ): Promise<{ answer: Response; done: () => void }>;
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Requests end with `signal`: a stopping bot does not wait for its long poll. */
export function matrixHttp(homeserverUrl: string, accessToken: Secret, signal: AbortSignal): MatrixHttp {
  const base = homeserverUrl.replace(/\/+$/, '');

  /** One controller a request, unhooked at its end: `AbortSignal.any` on a signal that lives for weeks would keep them all. */
  const timed = (timeoutMs: number): { signal: AbortSignal; done: () => void } => {
    const controller = new AbortController();
    const abort = (): void => {
      controller.abort();
    };
    const timer = setTimeout(abort, timeoutMs);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    return {
      signal: controller.signal,
      done: () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
      },
    };
  };
  const urlOf = (path: string, query: Record<string, string> = {}): string => {
    const parameters = new URLSearchParams(query).toString();
    return `${base}${path}${parameters === '' ? '' : `?${parameters}`}`;
  };
  const authorization = { Authorization: `Bearer ${accessToken.reveal()}` };

  return {
    async request(method, path, { query, body, timeoutMs = ordinaryTimeout } = {}) {
      const limit = timed(timeoutMs);
      try {
        const answer = await fetch(urlOf(path, query), {
          method,
          headers: { ...authorization, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
          signal: limit.signal,
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        const content = parsed(await answer.text());
        if (!answer.ok) throw failureOfAnswer(answer.status, answer.headers.get('retry-after'), content);
        if (content === undefined) {
          throw new MatrixFailure('server', `${answer.status} with something that is not JSON`, {
            status: answer.status,
          });
        }
        return content;
      } catch (error) {
        throw error instanceof MatrixFailure ? error : failureOfConnection(error);
      } finally {
        limit.done();
      }
    },
    async open(method, path, { headers, body, timeoutMs, query }) {
      const limit = timed(timeoutMs);
      try {
        const answer = await fetch(urlOf(path, query), {
          method,
          headers: { ...authorization, ...headers },
          signal: limit.signal,
          ...(body !== undefined && { body: new Uint8Array(body) }),
        });
        if (!answer.ok) {
          throw failureOfAnswer(answer.status, answer.headers.get('retry-after'), parsed(await answer.text()));
        }
        return { answer, done: limit.done };
      } catch (error) {
        limit.done();
        throw error instanceof MatrixFailure ? error : failureOfConnection(error);
      }
    },
  };
}
