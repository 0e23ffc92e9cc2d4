import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import pino from 'pino';
import { prepareInstallation, startApi, type ApiOptions, type RunningApi } from '../../api/index.js';
import { openListener, openPool, type Database, type Listener } from '../../api/db/index.js';
import { configSchema, type Config } from '../../config/schema.js';
import { loadPolicies, loadRaci, loadRoles, loadWorkflows, Secret } from '../../config/index.js';
import { onePostgres } from '../api/rooms/onePostgres.js';
import { answersAsDeclared, notAsDeclared } from './answersAsDeclared.js';

/** The people of the first start: one who asks, two who approve, one who administers. */
export const testPeople = ['ana', 'bo', 'cy', 'admin'] as const;
export type TestPerson = (typeof testPeople)[number];
export type Who = TestPerson | 'nobody' | 'service' | { readonly token: string };

export type Fields = Readonly<Record<string, unknown>>;
export type Called = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Fields;
  readonly text: string;
};

export type TestApi = {
  readonly url: string;
  readonly db: Database;
  readonly listener: Listener;
  readonly config: Config;
  readonly running: RunningApi;
  /** What it was started with, for a second process on the same database. */
  readonly options: ApiOptions;
  readonly serviceToken: string;
  /** The log file of `<kind>-<id>-<attempt>` lies here. */
  readonly runLogs: string;
  readonly passwordOf: (name: TestPerson) => string;
  /** The bearer token of a sign-in that was made at the start. */
  readonly tokenOf: (name: TestPerson) => string;
  /** One request with a JSON body; a body that is text is sent as it is. */
  call(as: Who, method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Called>;
  stop(): Promise<void>;
};

export type TestApiOptions = {
  /** Sections of the configuration that are other than at a first start. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly api?: Partial<ApiOptions>;
  /** A migrated database that holds something already; a fresh one unless told. */
  readonly database?: Secret;
};

export function numberIn(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number') throw new Error(`${name} is no number in ${JSON.stringify(fields)}`);
  return value;
}

export function textIn(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw new Error(`${name} is no text in ${JSON.stringify(fields)}`);
  return value;
}

function fieldsOf(text: string): Fields {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Fields) : {};
  } catch {
    return {};
  }
}

/**
 * The whole API in this process, on a fresh database of the shared PostgreSQL, at a free port of loopback. Every answer that
 * any test gets is held against the `answers` of its route, as /openapi.json shows them: one that has another shape, an
 * undeclared field or an undeclared status makes `call` throw, or `stop` where nobody looked (support/answersAsDeclared.ts).
 */
export async function startTestApi({ config: sections, api, database }: TestApiOptions = {}): Promise<TestApi> {
  const url = database ?? (await (await onePostgres()).freshDatabase());
  const log = pino({ level: process.env['TEST_LOG'] ?? 'silent' });
  const db = openPool(url, () => undefined);
  const listener = openListener(url, log);
  const dataDirectory = await mkdtemp('/tmp/opsroom-test-data-');
  const server = { environment: 'test', rate_limit: 0, data_dir: dataDirectory, ...(sections?.['server'] as object) };
  const config = configSchema.parse({ ...sections, server });
  const [roles, raci] = [loadRoles(), loadRaci()];
  const passwordOf = (name: TestPerson): string => `the password of ${name}`;
  const people = testPeople.map((name) => ({
    name,
    matrixId: `@${name}:localhost`,
    password: new Secret(passwordOf(name)),
  }));
  await prepareInstallation(db, { config, instanceId: 'test', roles, raci, workflows: loadWorkflows(), people });
  const runLogs = await mkdtemp('/tmp/opsroom-test-logs-');
  const serviceToken = randomBytes(24).toString('hex');
  const declared = answersAsDeclared();
  const options: ApiOptions = {
    ...{ config, db, listener, log, roles, raci, runLogs, policies: loadPolicies(undefined), version: '0.0.0-test' },
    serviceToken: new Secret(serviceToken),
    homeserverUrl: () => undefined,
    matrix: { userId: () => undefined, roomAlias: () => undefined },
    listen: { host: '127.0.0.1', port: 0 },
    eachRoute: declared.each,
    ...api,
  };
  const running = await startApi(options);
  const tokens = new Map<string, string>([['service', serviceToken]]);
  const tokenFor = (as: Who): string | undefined => (typeof as === 'object' ? as.token : tokens.get(as));
  const call: TestApi['call'] = async (as, method, path, body, headers = {}) => {
    const token = tokenFor(as);
    const answer = await fetch(running.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    // A stream of events has no end that could be awaited: whoever wants to read one opens it (support/eventSource.ts).
    const endless = method === 'GET' && answer.headers.get('content-type')?.startsWith('text/event-stream') === true;
    if (endless) await answer.body?.cancel();
    const text = endless ? '' : await answer.text();
    const fields = fieldsOf(text);
    if (fields['error'] === notAsDeclared) throw new Error(declared.faults.shift() ?? text);
    return { status: answer.status, headers: answer.headers, text, body: fields };
  };
  for (const name of testPeople) {
    const { body } = await call('nobody', 'POST', '/api/auth/login', { username: name, password: passwordOf(name) });
    tokens.set(name, textIn(body, 'token'));
  }
  return {
    ...{ url: running.url, db, listener, config, running, options, serviceToken, runLogs, passwordOf, call },
    tokenOf: (name) => tokens.get(name) ?? '',
    async stop() {
      await running.stop();
      await listener.stop();
      await db.end();
      await rm(runLogs, { recursive: true, force: true });
      await rm(dataDirectory, { recursive: true, force: true });
      if (declared.faults.length > 0) throw new Error(declared.faults.join('\n'));
    },
  };
}
