import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import type { Logger } from 'pino';
import { z } from 'zod';
import { grants } from '../../config/roles.js';
import { isLostConnection, type Queryable } from '../db/index.js';
import { forbidden, problem, type Answer, type FieldError } from './answer.js';
import type { Caller } from './caller.js';
import { once, scopedKey } from './idempotency.js';
import type { RateLimit } from './rateLimit.js';
import { readBody } from './readBody.js';
import type { EndOfWaiting, ReceivedFile, Route } from './route.js';

/** Who is calling; a refusal names why (contract 2.2) and goes to the client as 401. */
export type Identified =
  | { readonly kind: 'caller'; readonly caller: Caller }
  | { readonly kind: 'refused'; readonly reason: string; readonly detail: string };

export type Gateway = {
  readonly db: Queryable;
  readonly log: Logger;
  /** False in the authentication modes of tests: a missing permission is written down and blocks nobody. */
  readonly enforces: boolean;
  identify(context: Context): Promise<Identified>;
  /** How often one caller may ask; undefined: as often as it likes. */
  readonly limit?: RateLimit | undefined;
  /** Hears of every refused request of somebody who is known; the audit trail is written there. */
  refused(caller: Caller, route: Route, context: Context, reason: string): Promise<void>;
};

const defaultMaxBody = 1_048_576;
const anonymous: Caller = {
  type: 'system',
  principalId: 0,
  name: 'anonymous',
  personId: null,
  channel: 'rest',
  capabilities: [],
  view: {
    tickets: new Set(['none']),
    changes: new Set(['none']),
    notes: new Set(),
    maxClassification: 'public',
    groups: [],
    ticketIds: [],
  },
  roles: [],
  displayName: 'anonymous',
  email: null,
  submittedBy: null,
  run: null,
  sessionId: null,
};

function fieldErrors(where: string, error: z.ZodError): FieldError[] {
  return error.issues.map((issue) => ({ path: [where, ...issue.path.map(String)].join('.'), message: issue.message }));
}

/** Whose requests are counted together: of an agent those of one run, of nobody known those of an address. */
function countedAs({ principalId, run }: Caller, ip: string): string {
  if (run !== null) return run.kind === 'turn' ? `turn ${run.turnId}` : `task ${run.taskId}`;
  return principalId === 0 ? `address ${ip}` : `principal ${principalId}`;
}

function tooMany(seconds: number): Answer {
  const detail = `You ask more often than is let through. Come again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`;
  const answer = problem(429, 'too_many_requests', detail);
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(seconds) } };
}

type Refusal = { readonly reason: 'agents_not_allowed' | 'missing_required_permission'; readonly answer: Answer };

function refusalOf(route: Route, caller: Caller): Refusal | undefined {
  if (route.access.kind === 'public') return undefined;
  const { permission, agents } = route.access;
  if (caller.type === 'agent' && agents !== 'any' && agents !== caller.run?.kind) {
    const detail = 'Agents cannot do this, whatever their permissions are. A person has to.';
    return { reason: 'agents_not_allowed', answer: forbidden(permission, detail) };
  }
  if (grants(caller.capabilities, permission)) return undefined;
  return { reason: 'missing_required_permission', answer: forbidden(permission) };
}

/** Fields of all three places at once, so that one answer names every mistake. */
function validate(route: Route, context: Context, body: unknown): { values: unknown[] } | { answer: Answer } {
  const params = (route.params ?? z.object({})).safeParse(context['params']);
  if (!params.success) return { answer: problem(404, 'not_found', 'There is nothing at this address.') };
  const query = (route.query ?? z.object({})).safeParse(context.query);
  const parsed = (route.body ?? z.unknown()).safeParse(body);
  const errors = [
    ...(query.success ? [] : fieldErrors('query', query.error)),
    ...(parsed.success ? [] : fieldErrors('body', parsed.error)),
  ];
  if (errors.length > 0) {
    const detail = `Wrong fields: ${errors.map(({ path, message }) => `${path} (${message})`).join('; ')}.`;
    return { answer: problem(422, 'invalid_fields', detail, { errors }) };
  }
  return { values: [params.data, query.data, parsed.data] };
}

async function answerTo(
  route: Route,
  context: Context,
  gateway: Gateway,
  request: { readonly id: string; readonly gone: AbortController },
): Promise<Answer> {
  let caller = anonymous;
  const identified = route.access.kind === 'public' ? undefined : await gateway.identify(context);
  if (identified?.kind === 'caller') caller = identified.caller;
  const wait = gateway.limit?.take(countedAs(caller, context.ip)) ?? 0;
  if (wait > 0) return tooMany(wait);
  if (identified !== undefined) {
    if (identified.kind === 'refused') {
      return {
        ...problem(401, identified.reason, identified.detail),
        headers: { 'content-type': 'application/problem+json', 'www-authenticate': 'Bearer realm="opsroom"' },
      };
    }
    const refusal = refusalOf(route, caller);
    if (refusal) {
      await gateway.refused(caller, route, context, refusal.reason);
      // An agent stays outside in every mode.
      if (gateway.enforces || refusal.reason === 'agents_not_allowed') return refusal.answer;
    }
  }
  const received = await route.receive?.({ request: context.req, query: context.query });
  if (received !== undefined && 'answer' in received) return received.answer;
  const file = received?.file;
  try {
    return await handled(route, context, gateway, { ...request, caller, file });
  } finally {
    await file?.discard();
  }
}

/** Of a caller who was let in. */
async function handled(
  route: Route,
  context: Context,
  gateway: Gateway,
  request: {
    readonly id: string;
    readonly gone: AbortController;
    readonly caller: Caller;
    readonly file: ReceivedFile | undefined;
  },
): Promise<Answer> {
  const { caller, file } = request;
  const reads = route.method === 'get';
  const bodiless = reads || file !== undefined;
  const body = bodiless
    ? { ok: true as const, value: {} }
    : await readBody(context.req, route.maxBody ?? defaultMaxBody);
  if (!body.ok) return body.answer;
  const valid = validate(route, context, body.value);
  if ('answer' in valid) return valid.answer;
  const [params, query, parsed] = valid.values;
  const { signal } = request.gone;
  const header = (name: string): string | undefined => context.get(name) || undefined;
  const work = (): Promise<Answer> =>
    route.handle({ params, query, body: parsed, file, caller, header, signal, requestId: request.id, ip: context.ip });
  const key = header('idempotency-key');
  if (reads || key === undefined || route.idempotency !== undefined || caller.principalId === 0) return work();
  if (key.length > 200) return problem(422, 'invalid_fields', 'The Idempotency-Key may have at most 200 characters.');
  const name = `${route.method} ${context.path}`;
  const sent = file ? { sha256: file.sha256, size: file.size, query: context.querystring } : body.value;
  const scoped = scopedKey(caller, key);
  return once(gateway.db, { principalId: caller.principalId, key: scoped, route: name, body: sent }, work);
}

/** A stream that breaks cuts the connection: an answer that only ends would look whole to the client. */
async function* watched(stream: AsyncIterable<string | Uint8Array>, broke: (error: unknown) => void) {
  try {
    yield* stream;
  } catch (error) {
    broke(error);
  }
}

function send(context: Context, answer: Answer, requestId: string, log: Logger): void {
  context.status = answer.status;
  if (answer.stream !== undefined) {
    const parts = watched(answer.stream, (error) => {
      log.error({ err: error, requestId, method: context.method, path: context.path }, 'a streamed answer broke');
      context.res.destroy();
    });
    context.body = Readable.from(parts);
  } else if (answer.status === 204 || answer.body === undefined) context.body = null;
  else if (typeof answer.body === 'string' || Buffer.isBuffer(answer.body)) context.body = answer.body;
  else {
    context.body = JSON.stringify(answer.body);
    context.type = 'application/json';
  }
  if (answer.status === 200 && answer.body === undefined && answer.stream === undefined) context.status = 204;
  for (const [name, value] of Object.entries(answer.headers ?? {})) context.set(name, value);
  context.set('x-request-id', requestId);
}

function broken(error: unknown, requestId: string): Answer {
  if (isLostConnection(error)) {
    const answer = problem(503, 'database_unavailable', 'The database cannot be reached at the moment. Try again.');
    return { ...answer, headers: { ...answer.headers, 'retry-after': '2' } };
  }
  const detail = `Something broke here. The log has the reason under ${requestId.slice(0, 8)}.`;
  return problem(500, 'internal_error', detail);
}

export type Served = {
  readonly middleware: Middleware;
  /** Ends what waits: long polls answer with what there is, and a message names where its answer will be. */
  endWaiting(): void;
};

/** The routes as Koa middleware: one place where a request is identified, allowed, validated, done once and answered. */
export function serveRoutes(routes: readonly Route[], gateway: Gateway): Served {
  // `/api/agents/tasks` is not the agent called tasks, in whatever order the areas name their routes.
  const router = new Router({ exclusive: 'specificity' });
  const open = new Set<AbortController>();
  for (const route of routes) {
    const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
    router.register(path, [route.method], async (context) => {
      const requestId = randomUUID();
      const started = performance.now();
      const gone = new AbortController();
      open.add(gone);
      context.res.once('close', () => {
        open.delete(gone);
        gone.abort('client_gone' satisfies EndOfWaiting);
      });
      let answer: Answer;
      try {
        answer = await answerTo(route, context, gateway, { id: requestId, gone });
      } catch (error) {
        gateway.log.error({ err: error, requestId, method: route.method, path: route.path }, 'a request failed');
        answer = broken(error, requestId);
      }
      if (answer.status >= 400 && route.showRefusal) {
        answer = route.showRefusal(answer, (name) => context.get(name) || undefined);
      }
      if (!context.res.writableEnded) send(context, answer, requestId, gateway.log);
      const ms = Math.round(performance.now() - started);
      gateway.log.debug(
        { requestId, method: context.method, path: context.path, status: answer.status, ms },
        'request',
      );
    });
  }
  return {
    middleware: router.routes() as unknown as Middleware,
    endWaiting() {
      for (const gone of open) gone.abort('stopping' satisfies EndOfWaiting);
    },
  };
}
