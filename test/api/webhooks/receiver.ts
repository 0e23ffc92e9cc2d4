import { createServer, type IncomingHttpHeaders } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

export type Received = { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string };

/** A receiver of webhooks on loopback, as Standard Webhooks describes one. */
export type Receiver = {
  readonly url: string;
  readonly received: Received[];
  /** What it answers from now on; undefined: nothing at all. */
  answers: number | undefined;
  /** The next request that comes, or one that came and was not taken yet. */
  next(): Promise<Received>;
  close(): Promise<void>;
};

export async function startReceiver(): Promise<Receiver> {
  const waiting: ((received: Received) => void)[] = [];
  const untaken: Received[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const received = {
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(parts).toString('utf8'),
      };
      receiver.received.push(received);
      if (receiver.answers !== undefined) {
        response.writeHead(receiver.answers, { location: `${receiver.url}/elsewhere` });
        response.end('an answer that nobody reads');
      }
      const taker = waiting.shift();
      if (taker) taker(received);
      else untaken.push(received);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: [],
    answers: 204,
    next() {
      const first = untaken.shift();
      return first ? Promise.resolve(first) : new Promise((resolve) => waiting.push(resolve));
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}
