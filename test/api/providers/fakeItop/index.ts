import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Refusal, type Fields } from './model.js';
import { FakeObjects } from './operations.js';

/** What happens to the next request that it names: the outside world as it is. */
export type Trouble =
  /** This one goes well; for what happens to the next. */
  | 'none'
  | 'http_500'
  /** A page of a proxy in place of an answer. */
  | 'html'
  /** Done, and nobody hears of it: the connection ends before the answer. */
  | 'done_and_cut'
  /** The connection ends before anything is done. */
  | 'cut'
  /** No answer at all, until `release`. */
  | 'silence'
  | { readonly code: number; readonly message: string };

export type FakeItop = {
  readonly url: string;
  readonly objects: FakeObjects;
  /** Every operation that came in, with its class. */
  readonly seen: { readonly operation: string; readonly itopClass: string; readonly sent: Fields }[];
  /** The next requests of this operation (`*` for any) meet this trouble, one each. */
  trouble(operation: string, ...troubles: readonly Trouble[]): void;
  /** Answers what was left in silence. */
  release(): void;
  /** An iTop without tickets that answers everything. */
  fresh(): Promise<void>;
  /** Stops answering, as a server that is down; `start` brings it back at the same address. */
  goDown(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
};

export const account = { user: 'opsroom', password: 'a-password-of-the-test' };

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

function signedIn(request: IncomingMessage, form: URLSearchParams): void {
  const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const given = basic === undefined ? '' : Buffer.from(basic, 'base64').toString('utf8');
  const [user, password] =
    basic === undefined
      ? [form.get('auth_user'), form.get('auth_pwd')]
      : [given.split(':')[0], given.slice(given.indexOf(':') + 1)];
  if (!user) throw new Refusal(5, "Missing parameter 'auth_user'");
  if (user !== account.user || password !== account.password) throw new Refusal(1, 'Invalid login');
}

/**
 * A loopback iTop: one address, POST, form fields, and the codes of its REST/JSON services. Follows
 * https://www.itophub.io/wiki/page?id=latest:advancedtopics:rest_json and answers every error as iTop does, with 200 and a code.
 */
export async function startFakeItop(): Promise<FakeItop> {
  const objects = new FakeObjects();
  const seen: FakeItop['seen'] = [];
  const waiting: { operation: string; trouble: Trouble }[] = [];
  const silent: ServerResponse[] = [];

  const answer = (response: ServerResponse, body: unknown): void => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

  function operate(form: URLSearchParams): { sent: Fields; run: () => unknown } {
    if (form.get('version') === null) throw new Refusal(2, "Missing parameter 'version' (e.g. '1.0')");
    if (form.get('version') !== '1.4')
      throw new Refusal(10, `There is no service available for version '${form.get('version') ?? ''}'`);
    const json = form.get('json_data');
    if (json === null) throw new Refusal(3, "Missing parameter 'json_data'");
    let sent: Fields;
    try {
      sent = JSON.parse(json) as Fields;
    } catch {
      throw new Refusal(4, 'Parameter json_data is not a valid JSON structure');
    }
    seen.push({ operation: String(sent['operation']), itopClass: String(sent['class']), sent });
    return { sent, run: () => objects.execute(sent, 'Opsroom Account') };
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://itop');
    const form = new URLSearchParams(await bodyOf(request));
    if (url.pathname !== '/webservices/rest.php' || request.method !== 'POST') {
      response.writeHead(request.method === 'POST' ? 404 : 405).end();
      return;
    }
    try {
      signedIn(request, form);
      const { sent, run } = operate(form);
      const index = waiting.findIndex(({ operation }) => operation === '*' || operation === sent['operation']);
      const trouble = index < 0 ? undefined : waiting.splice(index, 1)[0]?.trouble;
      if (trouble === 'http_500') response.writeHead(500).end('Internal Server Error');
      else if (trouble === 'html')
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html>maintenance</html>');
      else if (trouble === 'cut') request.socket.destroy();
      else if (trouble === 'silence') silent.push(response);
      else if (trouble === 'done_and_cut') {
        run();
        request.socket.destroy();
      } else if (trouble && trouble !== 'none') throw new Refusal(trouble.code, trouble.message);
      else answer(response, run());
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      answer(response, { code: error.code, message: error.message });
    }
  }

  let port = 0;
  let server = createServer();
  const start = async (): Promise<void> => {
    server = createServer((request, response) => void handle(request, response));
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  };
  const goDown = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  await start();
  return {
    url: `http://127.0.0.1:${port}`,
    ...{ objects, seen, start, goDown },
    trouble: (operation, ...troubles) => void waiting.push(...troubles.map((trouble) => ({ operation, trouble }))),
    release() {
      for (const response of silent.splice(0)) response.writeHead(503).end();
    },
    async fresh() {
      objects.clear();
      seen.length = 0;
      waiting.length = 0;
      for (const response of silent.splice(0)) response.destroy();
      if (!server.listening) await start();
    },
    async stop() {
      for (const response of silent.splice(0)) response.destroy();
      await goDown();
    },
  };
}
