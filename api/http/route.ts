import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import type { Answer } from './answer.js';
import type { Caller } from './caller.js';

/**
 * Who may come in. Every route has to say it: there is no default that a new route could fall into. `agents` is by kind
 * of run token and comes before any permission: a decision is `never` open to an agent, whatever its permissions say.
 */
export type Access =
  | { readonly kind: 'public' }
  | {
      readonly kind: 'signed-in';
      /** Contract 3.4. */
      readonly permission: string;
      readonly agents: 'never' | 'turn' | 'task' | 'any';
    };

/** Why a waiting request has to end: nobody listens any more, or this process is about to. */
export type EndOfWaiting = 'client_gone' | 'stopping';

/** A file that was the body itself. It is kept aside until the route takes it over, and gone when the route does not. */
export type ReceivedFile = {
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** Puts the content where it stays; may be called more than once. */
  keep(): Promise<void>;
  discard(): Promise<void>;
};

export type Incoming = {
  readonly request: IncomingMessage;
  /** As it stands in the address, not validated yet. */
  readonly query: Readonly<Record<string, unknown>>;
};

/** Undefined: it is no file, and is read as every body is. */
export type Reception = { readonly file: ReceivedFile } | { readonly answer: Answer } | undefined;

export type RouteRequest<P, Q, B> = {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** What `receive` took in; the body is an empty object then. */
  readonly file?: ReceivedFile | undefined;
  readonly caller: Caller;
  readonly header: (name: string) => string | undefined;
  /** Aborted when the client hangs up or the process stops; its reason is an `EndOfWaiting`. */
  readonly signal: AbortSignal;
  readonly requestId: string;
  /** The client's address, for the record of failed sign-ins. */
  readonly ip: string;
};

/** How a refusal looks on a route whose clients cannot read problems; the answer as it is for everybody else. */
export type ShowRefusal = (answer: Answer, header: (name: string) => string | undefined) => Answer;

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** An answer without a schema has no body, unless its type says otherwise. */
type Described = {
  readonly description: string;
  readonly schema?: z.ZodType;
  readonly type?: string;
  /** It comes with an ETag. */
  readonly etag?: true;
};

type Declaration<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = {
  readonly method: Method;
  /** With parameters in braces: `/api/tickets/{id}`. */
  readonly path: string;
  readonly area: string;
  readonly summary: string;
  readonly access: Access;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** Headers that mean something here, by name, with what they mean. Optional ones; the route reads them itself. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What comes back, by status; problems need not be listed. */
  readonly answers: Readonly<Record<number, Described>>;
  /**
   * `own`: the route itself makes a repeated request find the first one's result. `none`: it takes no Idempotency-Key, for
   * the reason that is given, which stands in the OpenAPI document.
   */
  readonly idempotency?: 'own' | { readonly none: string };
  /** The route reads If-Match and refuses a stale one; `required`: to approve, the version is sent there or in the body. */
  readonly concurrency?: 'if-match' | 'required';
  /** Bytes; 1 MiB unless told. */
  readonly maxBody?: number;
  readonly showRefusal?: ShowRefusal;
  /** Takes in a body that is a file. It is asked after the caller was let in, and before anything is validated. */
  receive?(incoming: Incoming): Promise<Reception>;
  handle(request: RouteRequest<z.output<P>, z.output<Q>, z.output<B>>): Promise<Answer>;
};

export type Route = Omit<Declaration<z.ZodType, z.ZodType, z.ZodType>, 'handle'> & {
  handle(request: RouteRequest<unknown, unknown, unknown>): Promise<Answer>;
};

/** One declaration is the validation, the permission, the idempotency and the OpenAPI entry of a route. */
export function defineRoute<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  declaration: Declaration<P, Q, B>,
): Route {
  // The server calls `handle` only with what these very schemas returned.
  return declaration;
}
