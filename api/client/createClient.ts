import type { paths } from './schema.mjs';

export type { paths } from './schema.mjs';
type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** The addresses that take this method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, infer O> ? (O extends { responses: unknown } ? P : never) : never;
}[keyof paths];

type OperationOf<M extends Method, P extends PathOf<M>> = paths[P] extends Record<M, infer O> ? O : never;
type Json<C> = C extends { content: { 'application/json': infer B } } ? B : undefined;
type In<O, Where extends string> = O extends { parameters: Partial<Record<Where, infer V>> } ? NonNullable<V> : never;
type BodyOf<O> = O extends { requestBody?: infer B } ? Json<NonNullable<B>> : never;

/** What comes back when all is well, whichever of the good statuses it is. */
export type AnswerOf<M extends Method, P extends PathOf<M>> =
  OperationOf<M, P> extends { responses: infer R }
    ? { [S in keyof R]: S extends 200 | 201 | 202 | 204 ? Json<R[S]> : never }[keyof R]
    : never;

type Given<Name extends string, V> = [V] extends [never]
  ? { readonly [N in Name]?: never }
  : Record<string, never> extends V
    ? { readonly [N in Name]?: V }
    : { readonly [N in Name]: V };

/** What a request needs: each part is there when the address has it, and required when it requires something. */
export type RequestTo<M extends Method, P extends PathOf<M>> = Given<'path', In<OperationOf<M, P>, 'path'>> &
  Given<'query', In<OperationOf<M, P>, 'query'>> & {
    readonly body?: BodyOf<OperationOf<M, P>>;
    readonly headers?: Readonly<Record<string, string>>;
    readonly signal?: AbortSignal;
  };

/** RFC 9457, with the stable word of ours. */
export type Problem = {
  readonly status: number;
  readonly error: string;
  readonly detail: string;
  readonly [more: string]: unknown;
};

export type Result<T> =
  | { readonly ok: true; readonly status: number; readonly data: T; readonly headers: Headers }
  | { readonly ok: false; readonly status: number; readonly problem: Problem; readonly headers: Headers };

type Call<M extends Method> = <P extends PathOf<M>>(
  path: P,
  ...request: Record<string, never> extends RequestTo<M, P> ? [RequestTo<M, P>?] : [RequestTo<M, P>]
) => Promise<Result<AnswerOf<M, P>>>;

export type Client = { readonly [M in Method]: Call<M> };

type Scalar = string | number | boolean | null | undefined;
type Sent = {
  readonly path?: Readonly<Record<string, Scalar>>;
  readonly query?: Readonly<Record<string, Scalar>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
};

function addressOf(baseUrl: string, path: string, { path: params = {}, query = {} }: Sent): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) =>
      value === undefined || value === null ? [] : [[name, String(value)]],
    ),
  ).toString();
  return `${baseUrl.replace(/\/+$/, '')}${filled}${search === '' ? '' : `?${search}`}`;
}

function problemOf(status: number, body: unknown): Problem {
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const { error = 'unreadable_answer', detail = `The API answered with status ${status}.` } = fields;
  return { ...fields, status, error: String(error), detail: String(detail) };
}

/**
 * The API, typed by its own OpenAPI document. A refusal is a value, not an exception; what rejects is the network. `token` is
 * any bearer token: personal, of a sign-in, of a run, or the service token.
 */
export function createClient(options: {
  readonly baseUrl: string;
  readonly token?: string;
  readonly fetch?: typeof fetch;
}): Client {
  const { baseUrl, token, fetch: ask = fetch } = options;
  const call = async (method: Method, path: string, sent: Sent = {}): Promise<Result<never>> => {
    const { body, headers = {}, signal } = sent;
    const answer = await ask(addressOf(baseUrl, path, sent), {
      method: method.toUpperCase(),
      headers: {
        accept: 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    const text = await answer.text();
    let parsed: unknown;
    try {
      parsed = text === '' ? undefined : JSON.parse(text);
    } catch {
      parsed = undefined;
    }
    const shared = { status: answer.status, headers: answer.headers };
    // The document says what it is; whether that is so, the tests of the API have checked.
    return answer.ok
      ? { ok: true, ...shared, data: parsed as never }
      : { ok: false, ...shared, problem: problemOf(answer.status, parsed) };
  };
  const by =
    <M extends Method>(method: M): Call<M> =>
    (path: string, sent?: Sent) =>
      call(method, path, sent);
  return { get: by('get'), post: by('post'), put: by('put'), patch: by('patch'), delete: by('delete') };
}
