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

export type RouteRequest<P, Q, B> = {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly caller: Caller;
  readonly header: (name: string) => string | undefined;
  /** Aborted when the client hangs up or the process stops; its reason is an `EndOfWaiting`. */
  readonly signal: AbortSignal;
  readonly requestId: string;
  /** The client's address, for the record of failed sign-ins. */
  readonly ip: string;
};

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** An answer without a schema has no body, unless its type says otherwise. */
type Described = { readonly description: string; readonly schema?: z.ZodType; readonly type?: string };

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
  /** What comes back, by status; problems need not be listed. */
  readonly answers: Readonly<Record<number, Described>>;
  /** `own`: the route itself makes a repeated request find the first one's result. */
  readonly idempotency?: 'own';
  /** Bytes; 1 MiB unless told. */
  readonly maxBody?: number;
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
