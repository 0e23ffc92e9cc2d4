import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDataDirectory } from '../../config/datadir/index.js';
import { startOpsroom, type Opsroom } from '../../bot/main.js';
import { sharedVenv, testSettings } from './synapse.js';
import { signIn, type Person } from './element.js';

export type Credentials = {
  readonly api: { readonly base_url: string; readonly service_token: string };
  readonly matrix: {
    readonly homeserver_url: string;
    readonly server_name: string;
    readonly room_id: string;
    readonly room_alias: string;
  };
  readonly people: Readonly<
    Record<
      string,
      {
        readonly user_id: string;
        readonly username: string;
        readonly password: string;
        readonly roles: readonly string[];
      }
    >
  >;
};

export type ApiAnswer = { readonly status: number; readonly body: Readonly<Record<string, unknown>> };

/** The whole product in a folder of its own, with a real homeserver and a real database. */
export type TestOpsroom = {
  readonly directory: string;
  credentials(): Promise<Credentials>;
  person(name: string): Promise<Person>;
  /** Calls the API as a person, with the service token, or with a token. */
  call(as: string | { token: string }, method: string, path: string, body?: unknown): Promise<ApiAnswer>;
  printed(): string;
  start(env?: Record<string, string>): Promise<void>;
  /** Stops the product as Ctrl-C does; what it had is kept. */
  stop(): Promise<void>;
  /** Stops it and removes everything. */
  remove(): Promise<void>;
  /** Only for a product that runs as a process of its own. */
  readonly process: () => ChildProcess | undefined;
};

/** What local homeservers of tests have otherwise: one virtual environment for all, hashes that cost nothing, any port. */
export const localForTests = async () => ({ venv: await sharedVenv(), preferredPort: 0, overrides: testSettings });

const program = fileURLToPath(new URL('./opsroomProgram.js', import.meta.url));

export function baseEnv(directory: string, more: Record<string, string> = {}): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '/root',
    OPSROOM_DATA_DIR: directory,
    OPSROOM_PORT: '0',
    AGENT_HARNESS: 'builtin',
    ...more,
  };
}

/** `asProcess`: in a process of its own, which can be killed. */
export async function makeOpsroom({ asProcess = false }: { asProcess?: boolean } = {}): Promise<TestOpsroom> {
  const folder = await mkdtemp('/tmp/opsroom-test-');
  const directory = path.join(folder, 'data');
  let printed = '';
  let inside: Opsroom | undefined;
  let child: ChildProcess | undefined;
  const people = new Map<string, Person>();
  const sessions = new Map<string, string>();

  const credentials = async (): Promise<Credentials> =>
    JSON.parse(await readFile(path.join(directory, 'credentials.json'), 'utf8')) as Credentials;
  const request = async (
    token: string | undefined,
    method: string,
    url: string,
    body?: unknown,
  ): Promise<ApiAnswer> => {
    const { api } = await credentials();
    const answer = await fetch(`${api.base_url}${url}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: (text.startsWith('{') ? JSON.parse(text) : { text }) as ApiAnswer['body'] };
  };
  const tokenOf = async (as: string | { token: string }): Promise<string> => {
    if (typeof as !== 'string') return as.token;
    const { api, people: known } = await credentials();
    if (as === 'service') return api.service_token;
    const kept = sessions.get(as);
    if (kept !== undefined) return kept;
    const { username = as, password = '' } = known[as] ?? {};
    const { body } = await request(undefined, 'POST', '/api/auth/login', { username, password });
    const token = String(body['token']);
    sessions.set(as, token);
    return token;
  };
  const startChild = async (env: Record<string, string>): Promise<void> => {
    const started = spawn(process.execPath, ['--enable-source-maps', program], {
      env: baseEnv(directory, env),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child = started;
    started.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString('utf8');
    });
    while (!printed.includes('Ctrl-C stops') && started.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 50));
    if (started.exitCode !== null) throw new Error(`Opsroom ended with ${started.exitCode}: ${printed}`);
  };
  const opsroom: TestOpsroom = {
    directory,
    credentials,
    process: () => child,
    printed: () => printed,
    async person(name) {
      const known = people.get(name);
      if (known) return known;
      const { matrix, people: secrets } = await credentials();
      const person = await signIn(matrix.homeserver_url, matrix.room_id, name, secrets[name]?.password ?? '');
      people.set(name, person);
      return person;
    },
    call: async (as, method, url, body) => request(await tokenOf(as), method, url, body),
    async start(env = {}) {
      printed = '';
      if (asProcess) return startChild(env);
      inside = await startOpsroom({
        env: baseEnv(directory, env),
        cwd: folder,
        print: (line) => {
          printed += `${line}\n`;
        },
        local: await localForTests(),
      });
    },
    async stop() {
      await inside?.stop();
      inside = undefined;
      if (child && child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      }
      child = undefined;
    },
    async remove() {
      for (const person of people.values()) await person.leave();
      await opsroom.stop();
      const { stagingRoot } = await openDataDirectory(directory);
      await rm(stagingRoot, { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
    },
  };
  return opsroom;
}
