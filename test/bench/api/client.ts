import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Secret } from '../../../config/secret.js';
import { person, type Kind, type Told } from './wire.js';

export type Asked = { readonly method: 'GET' | 'POST'; readonly path: string; readonly body?: object };

/** One server of the bench, with the sign-in of its person. */
export type Server = {
  /** Milliseconds until the whole answer was there; throws when it is not a 200. */
  ask(asked: Asked): Promise<number>;
  /** The text of an answer. */
  read(asked: Asked): Promise<string>;
  /** Megabytes. */
  rss(): Promise<number>;
  readonly token: string;
  stop(): Promise<void>;
};

async function told<Key extends 'url' | 'rss'>(
  child: ChildProcess,
  key: Key,
): Promise<Extract<Told, Record<Key, unknown>>> {
  for (;;) {
    const [message] = (await once(child, 'message')) as [Told];
    if (key in message) return message as Extract<Told, Record<Key, unknown>>;
  }
}

/** `token`: a sign-in that another server on the same database gave; else one is made. */
export async function startServer(kind: Kind, database: Secret, token?: string): Promise<Server> {
  const program = fileURLToPath(new URL('server.js', import.meta.url));
  const child = fork(program, [kind], {
    env: { ...process.env, BENCH_DATABASE: database.reveal() },
    execArgv: ['--expose-gc', '--enable-source-maps'],
  });
  const { url } = await told(child, 'url');
  const agent = new Agent({ keepAlive: true, maxSockets: 1_000 });
  let bearer = token ?? '';
  const send = ({ method, path, body }: Asked): Promise<string> =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const sent = request(url + path, {
        agent,
        method,
        headers: {
          authorization: `Bearer ${bearer}`,
          ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
        },
      });
      sent.on('error', reject);
      sent.on('response', (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('error', reject);
        answer.on('end', () => {
          const whole = Buffer.concat(parts).toString();
          if (answer.statusCode === 200) resolve(whole);
          else reject(new Error(`${method} ${path}: ${answer.statusCode ?? 0} ${whole.slice(0, 300)}`));
        });
      });
      sent.end(text);
    });
  if (token === undefined) {
    const login = {
      method: 'POST',
      path: '/api/auth/login',
      body: { username: person.name, password: person.password },
    } as const;
    bearer = (JSON.parse(await send(login)) as { token: string }).token;
  }
  return {
    token: bearer,
    read: send,
    async ask(asked) {
      const from = performance.now();
      await send(asked);
      return performance.now() - from;
    },
    async rss() {
      child.send('rss');
      return (await told(child, 'rss')).rss;
    },
    async stop() {
      agent.destroy();
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
