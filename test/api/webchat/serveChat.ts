import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { webchat } from '../../../api/webchat/index.js';
import type { WebchatOptions } from '../../../api/webchat/index.js';

export interface ServedChat {
  /** The server's address without a path. */
  readonly origin: string;
  /** The address of the page. */
  readonly url: string;
  close(): Promise<void>;
}

/** The chat on a free port of this machine, in front of an application that answers everything else. */
export async function serveChat(options: WebchatOptions): Promise<ServedChat> {
  const app = new Koa();
  app.use(webchat(options));
  app.use((context) => {
    context.body = 'the rest of Opsroom';
  });
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    url: `${origin}/chat/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
