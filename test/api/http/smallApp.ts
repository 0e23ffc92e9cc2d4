import { request } from 'node:http';
import pino from 'pino';
import type { Queryable } from '../../../api/db/index.js';
import type { Caller } from '../../../api/http/caller.js';
import { listen } from '../../../api/http/listen.js';
import { makeApp } from '../../../api/http/makeApp.js';
import { serveRoutes, type Identified } from '../../../api/http/serve.js';
import type { Route } from '../../../api/http/route.js';

export type Reply = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, unknown>;
};

export type SmallApp = {
  readonly url: string;
  readonly logged: string[];
  readonly refusals: { readonly name: string; readonly path: string; readonly reason: string }[];
  call(
    method: string,
    path: string,
    sent?: { readonly body?: string; readonly headers?: Record<string, string> },
  ): Promise<Reply>;
  endWaiting(): void;
  close(): Promise<void>;
};

const view = {
  tickets: new Set(['all'] as const),
  changes: new Set(['all'] as const),
  notes: new Set(['user'] as const),
  maxClassification: 'internal',
  groups: [],
  ticketIds: [],
} as const;

export function callerNamed(name: string, more: Partial<Caller> = {}): Caller {
  return {
    ...{ type: 'person', principalId: 1, name, personId: 1, channel: 'rest', capabilities: ['*'], view, roles: [] },
    ...{ displayName: name, email: null, submittedBy: null, run: null, sessionId: null },
    ...more,
  };
}

const noDatabase: Queryable = {
  query: () => {
    throw new Error('this application has no database');
  },
};

/** Everything that a request passes in the API, around routes of the test's own. The bearer token names the caller. */
export async function smallApp(
  routes: readonly Route[],
  more: {
    readonly db?: Queryable;
    readonly callers?: readonly Caller[];
    readonly https?: boolean;
    readonly origins?: readonly string[];
    readonly enforces?: boolean;
  } = {},
): Promise<SmallApp> {
  const callers = more.callers ?? [callerNamed('ana')];
  const logged: string[] = [];
  const refusals: { name: string; path: string; reason: string }[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) });
  const served = serveRoutes(routes, {
    ...{ db: more.db ?? noDatabase, log, enforces: more.enforces ?? true },
    identify(context): Promise<Identified> {
      const caller = callers.find(({ name }) => context.get('authorization') === `Bearer ${name}`);
      const refused: Identified = { kind: 'refused', reason: 'not_signed_in', detail: 'Sign in.' };
      return Promise.resolve(caller ? { kind: 'caller', caller } : refused);
    },
    refused(caller, route, _, reason) {
      refusals.push({ name: caller.name, path: route.path, reason });
      return Promise.resolve();
    },
  });
  const app = makeApp({
    ...{ log, https: more.https ?? false, origins: more.origins ?? [], routes, first: [], then: [served.middleware] },
  });
  const answer = app.callback();
  const listening = await listen((incoming, response) => void answer(incoming, response), {
    host: '127.0.0.1',
    port: 0,
  });
  return {
    ...{ url: listening.url, logged, refusals },
    endWaiting: () => {
      served.endWaiting();
    },
    close: () => listening.close(),
    /** Not with fetch, which tidies addresses up before it sends them. */
    call: (method, path, { body, headers = {} } = {}) =>
      new Promise((resolve, reject) => {
        const sent = request(
          {
            ...{ host: '127.0.0.1', port: listening.port, method, path, agent: false },
            headers: { authorization: 'Bearer ana', ...headers },
          },
          (got) => {
            const parts: Buffer[] = [];
            got.on('data', (part: Buffer) => parts.push(part));
            got.on('end', () => {
              const text = Buffer.concat(parts).toString('utf8');
              const flat = Object.entries(got.headers).map(([name, value]): [string, string] => [name, String(value)]);
              resolve({ status: got.statusCode ?? 0, headers: new Headers(flat), text, body: fieldsOf(text) });
            });
          },
        );
        sent.on('error', reject);
        sent.end(body);
      }),
  };
}

function fieldsOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
