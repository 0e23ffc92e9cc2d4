import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { Network } from '../../../api/knowledge/index.js';

export type PageServer = {
  /** Names lead to `addresses`, and every connection, whatever its address, to the server here. */
  readonly network: Network;
  readonly addresses: Map<string, readonly string[]>;
  /** Where connections were asked for, in order. */
  readonly dialled: string[];
  readonly requests: IncomingMessage[];
  /** What the server answers; set by each test. */
  answer: RequestListener;
  stop(): Promise<void>;
};

export const somewhere = '93.184.216.34';

/** The internet of a test: a server on loopback that is reached under public addresses. */
export async function startPageServer(): Promise<PageServer> {
  const requests: IncomingMessage[] = [];
  const http = createServer((request, response) => {
    requests.push(request);
    server.answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  const addresses = new Map<string, readonly string[]>([['docs.example.org', [somewhere]]]);
  const dialled: string[] = [];
  const server: PageServer = {
    addresses,
    dialled,
    requests,
    answer: (_, response) => response.end(),
    network: {
      resolve: (host) => {
        const found = addresses.get(host);
        return found ? Promise.resolve(found) : Promise.reject(new Error('ENOTFOUND'));
      },
      dial(address, wanted) {
        dialled.push(`${address}:${wanted}`);
        return connect({ host: '127.0.0.1', port });
      },
    },
    async stop() {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
  return server;
}

/** Answers every request with this page. */
export function page(type: string, body: string | Buffer, headers: Record<string, string> = {}): RequestListener {
  return (_, response) => {
    response.writeHead(200, { 'content-type': type, ...headers }).end(body);
  };
}
