export type FailureKind = 'rate_limited' | 'refused' | 'unreachable' | 'server';

type Facts = { status?: number; errcode?: string; retryAfterMs?: number };

/**
 * Every way in which the homeserver can fail us, as one type. `unreachable`: nobody answered, or only a proxy in front of it;
 * `server`: it answered with an error of its own or with nonsense; `refused`: it understood and said no. Holds no headers
 * and no request, so that logging it can not show a token.
 */
export class MatrixFailure extends Error {
  readonly kind: FailureKind;
  readonly status?: number;
  readonly errcode?: string;
  readonly retryAfterMs?: number;

  constructor(kind: FailureKind, message: string, facts: Facts = {}) {
    super(message);
    this.name = 'MatrixFailure';
    this.kind = kind;
    if (facts.status !== undefined) this.status = facts.status;
    if (facts.errcode !== undefined) this.errcode = facts.errcode;
    if (facts.retryAfterMs !== undefined) this.retryAfterMs = facts.retryAfterMs;
  }
}

/** Answers of proxies whose homeserver is away: waiting helps, and nothing is wrong with the request. */
const proxyErrors = new Set([502, 503, 504, 520, 521, 522, 523, 524]);

/** Milliseconds from a `Retry-After` header: seconds or a date. */
function retryAfterOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

/** `body` is what was read of the answer, parsed where it was JSON. */
export function failureOfAnswer(status: number, retryAfter: string | null, body: unknown): MatrixFailure {
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const errcode = typeof fields['errcode'] === 'string' ? fields['errcode'] : undefined;
  const said = typeof fields['error'] === 'string' ? fields['error'].slice(0, 300) : 'no Matrix error in the answer';
  const facts: Facts = { status, ...(errcode !== undefined && { errcode }) };
  const message = `${status} ${errcode ?? ''} ${said}`.replace('  ', ' ');
  if (status === 429 || errcode === 'M_LIMIT_EXCEEDED') {
    const asked = fields['retry_after_ms'];
    const retryAfterMs = typeof asked === 'number' && asked >= 0 ? asked : retryAfterOf(retryAfter);
    return new MatrixFailure('rate_limited', message, {
      ...facts,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    });
  }
  if (proxyErrors.has(status)) return new MatrixFailure('unreachable', message, facts);
  if (status >= 500 || status === 408) return new MatrixFailure('server', message, facts);
  // A refusal without a Matrix error code comes from something that is no homeserver, such as a proxy with the wrong route.
  return new MatrixFailure(errcode === undefined ? 'server' : 'refused', message, facts);
}

/** What `fetch` throws when there is no answer. */
export function failureOfConnection(error: unknown): MatrixFailure {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  const name = error instanceof Error ? error.name : 'unknown';
  return new MatrixFailure('unreachable', `no answer from the homeserver (${code ?? name})`);
}

/** Anything thrown, as a failure: what is no MatrixFailure is a fault of ours and counts as `server`, to be tried again. */
export function asFailure(error: unknown): MatrixFailure {
  if (error instanceof MatrixFailure) return error;
  return new MatrixFailure('server', error instanceof Error ? error.message : String(error));
}
