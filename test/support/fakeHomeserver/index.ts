import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { commit, makeInterruptions, type Interruptions } from './interruptions.js';
import { makeSyncStream, type SyncBody } from './syncStream.js';

export { badGateway, nullBody, rateLimited, refused } from './interruptions.js';

export type SentEvent = {
  roomId: string;
  type: string;
  transaction: string;
  content: Record<string, unknown>;
  eventId: string;
  redacts?: string;
  at: number;
};

export type FakeHomeserver = {
  readonly url: string;
  readonly userId: string;
  readonly token: string;
  /** Appends an answer to the sync; returns the token after it. */
  push(body: SyncBody): string;
  /** What a room's `/messages` show, oldest first. `prev_batch` tokens are `p<index>`: everything before that index. */
  readonly history: Map<string, object[]>;
  readonly encryption: Map<string, boolean>;
  readonly sent: SentEvent[];
  readonly calls: { method: string; path: string; body: unknown }[];
  /** Requests that no homeserver would have understood. A test ends with none. */
  readonly nonsense: string[];
  readonly asked: (string | null)[];
  readonly plan: Interruptions['plan'];
  /** Forgets transaction ids, as a homeserver does after half an hour. */
  forgetTransactions(): void;
  stop(): Promise<void>;
};

type Answer = { status: number; body: unknown };
const ok = (body: unknown): Answer => ({ status: 200, body });
const matrixError = (status: number, errcode: string): Answer => ({ status, body: { errcode, error: errcode } });

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * A homeserver on loopback for what a real one does not do on request. Follows the client-server API (spec.matrix.org,
 * v1.11) for the few endpoints that the bot uses, and refuses everything else, wrong tokens and bodies that are no objects.
 */
export async function startFakeHomeserver(userId = '@opsbot:localhost'): Promise<FakeHomeserver> {
  const token = 'fake-token-never-to-be-logged';
  const interruptions = makeInterruptions();
  const stream = makeSyncStream();
  const history = new Map<string, object[]>();
  const encryption = new Map<string, boolean>();
  const transactions = new Map<string, SentEvent>();
  const sent: SentEvent[] = [];
  const calls: FakeHomeserver['calls'] = [];
  const nonsense: string[] = [];
  let count = 0;

  const send = (event: Omit<SentEvent, 'eventId' | 'at'>): Answer => {
    // By device and transaction alone, whatever the room, type or body: as measured at a real one.
    const before = transactions.get(event.transaction);
    if (before) return ok({ event_id: before.eventId });
    const made = { ...event, eventId: `$sent${(count += 1)}`, at: Date.now() };
    transactions.set(event.transaction, made);
    sent.push(made);
    const { roomId, type, content, eventId, at } = made;
    const line = { event_id: eventId, sender: userId, type, content, origin_server_ts: at };
    history.set(roomId, [...(history.get(roomId) ?? []), line]);
    return ok({ event_id: eventId });
  };
  const page = (roomId: string, query: URLSearchParams): Answer => {
    const events = history.get(roomId) ?? [];
    const from = query.get('from');
    const end = from === null ? events.length : Number(from.slice(1));
    const start = Math.max(0, end - Number(query.get('limit')));
    return ok({ chunk: events.slice(start, end).reverse(), start: `p${end}`, ...(start > 0 && { end: `p${start}` }) });
  };

  const route = async (method: string, url: URL, body: Record<string, unknown>): Promise<Answer> => {
    const path = url.pathname;
    if (method === 'GET' && path === '/_matrix/client/versions') return ok({ versions: ['v1.11'] });
    if (method === 'GET' && path === '/_matrix/client/v3/sync') {
      JSON.parse(url.searchParams.get('filter') ?? '');
      return ok(await stream.answer(url.searchParams.get('since'), Number(url.searchParams.get('timeout'))));
    }
    const parts = /^\/_matrix\/client\/v3\/rooms\/([^/]+)\/(.+)$/.exec(path);
    const roomId = decodeURIComponent(parts?.[1] ?? '');
    const [action, ...rest] = (parts?.[2] ?? '').split('/').map(decodeURIComponent);
    const [first = '', second = ''] = rest;
    switch (`${method} ${action ?? ''}`) {
      case 'PUT send':
        return send({ roomId, type: first, transaction: second, content: body });
      case 'PUT redact':
        return send({ roomId, type: 'm.room.redaction', redacts: first, transaction: second, content: body });
      case 'GET messages':
        if (url.searchParams.get('dir') !== 'b') return matrixError(400, 'M_BAD_PARAM');
        return page(roomId, url.searchParams);
      case 'GET state':
        if (first !== 'm.room.encryption') break;
        if (encryption.get(roomId) === true) return ok({ algorithm: 'm.megolm.v1.aes-sha2' });
        return encryption.has(roomId) ? matrixError(404, 'M_NOT_FOUND') : matrixError(403, 'M_FORBIDDEN');
      case 'POST join':
        return ok({ room_id: roomId });
      case 'POST leave':
        return ok({});
      case 'PUT typing':
        return typeof body['typing'] === 'boolean' ? ok({}) : matrixError(400, 'M_BAD_JSON');
      case 'POST receipt':
        return first === 'm.read' ? ok({}) : matrixError(400, 'M_INVALID_PARAM');
    }
    nonsense.push(`${method} ${path}`);
    return matrixError(404, 'M_UNRECOGNIZED');
  };

  const server = createServer((request, response) => {
    void (async () => {
      const method = request.method ?? '';
      const url = new URL(request.url ?? '', 'http://fake');
      const text = await bodyOf(request);
      const body: unknown = text === '' ? {} : JSON.parse(text);
      calls.push({ method, path: url.pathname, body });
      const fault = interruptions.take(method, url.pathname);
      const before = fault && !('after' in fault && fault.after);
      if (fault && before) {
        commit(fault, request, response);
        return;
      }
      const signedIn = request.headers.authorization === `Bearer ${token}`;
      const shaped = typeof body === 'object' && body !== null && !Array.isArray(body);
      if (!shaped) nonsense.push(`${method} ${url.pathname} with ${text}`);
      const answer = !signedIn
        ? matrixError(401, 'M_UNKNOWN_TOKEN')
        : await route(method, url, shaped ? (body as Record<string, unknown>) : {});
      if (fault) commit(fault, request, response);
      else {
        response.writeHead(answer.status, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify(answer.body));
      }
    })().catch((error: unknown) => {
      nonsense.push(String(error));
      response.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    ...{ userId, token, history, encryption, sent, calls, nonsense },
    url: `http://127.0.0.1:${address.port}`,
    asked: stream.asked,
    push: stream.push,
    plan: interruptions.plan,
    forgetTransactions: () => {
      transactions.clear();
    },
    async stop() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      stream.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
