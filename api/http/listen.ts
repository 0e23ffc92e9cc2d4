import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isIPv6 } from 'node:net';

/** Milliseconds for a request to come in; how long its answer takes is not limited, since a message may take an hour. */
const requestTimeout = 120_000;
const headersTimeout = 30_000;
/** Milliseconds that an idle connection is kept; longer than proxies keep theirs, so that they never use a closing one. */
const keepAliveTimeout = 75_000;
/** Milliseconds before the first probe of a silent connection: a client that vanished is found out while it waits. */
const probeAfter = 30_000;
/** Milliseconds at a stop: for answers that are being written, then everything is cut. */
const grace = 1_500;
const lookEvery = 25;

export type Listening = { readonly url: string; readonly port: number; close(): Promise<void> };

function urlOf(host: string, port: number): string {
  // "All interfaces" is no address that one can go to.
  const reached = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${isIPv6(reached) ? `[${reached}]` : reached}:${port}`;
}

/** Listens for HTTP at the address. Throws a sentence that says what to do when that is not possible. */
export async function listen(
  handle: RequestListener,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listening> {
  const server = createServer(
    { requestTimeout, headersTimeout, keepAliveTimeout, keepAlive: true, keepAliveInitialDelay: probeAfter },
    handle,
  );
  await new Promise<void>((resolve, reject) => {
    const refused = (error: NodeJS.ErrnoException): void => {
      const why = error.code === 'EADDRINUSE' ? 'something else listens there' : (error.code ?? error.message);
      const sentence = `The API cannot listen on ${host}:${port}: ${why}. Set OPSROOM_PORT or OPSROOM_HOST to another one.`;
      reject(new Error(sentence, { cause: error }));
    };
    server.once('error', refused);
    server.listen(port, host, () => {
      server.off('error', refused);
      resolve();
    });
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    url: urlOf(host, bound),
    port: bound,
    async close() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      // A connection whose answer is out becomes idle only now and then: it is looked for until none is left.
      const idle = setInterval(() => {
        server.closeIdleConnections();
      }, lookEvery);
      const cut = setTimeout(() => {
        server.closeAllConnections();
      }, grace);
      await closed;
      clearInterval(idle);
      clearTimeout(cut);
    },
  };
}
