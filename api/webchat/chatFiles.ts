import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { pageWithoutHomeserver, policyWithoutHomeserver } from './pageWithoutHomeserver.js';
import { pagePolicy, sandboxPolicy, textPolicy, workerPolicy } from './policy.js';

export interface WebchatFile {
  readonly status: 200 | 308 | 404 | 503;
  readonly type: string;
  readonly body: Buffer | string;
  readonly headers: Record<string, string>;
}

export interface WebchatFiles {
  /**
   * What to answer to a GET or HEAD of `pathname` (as it came, still percent-encoded, without query). Undefined: not an
   * address of the web chat. Throws only when a file of the build cannot be read.
   */
  match(pathname: string): Promise<WebchatFile | undefined>;
}

export interface WebchatOptions {
  /** The homeserver's address as the reader's browser reaches it; undefined while there is none. Asked at every request. */
  readonly homeserverUrl: () => string | undefined;
  /** One line above the sign-in form, such as who may sign in. Everyone who reaches the page can read it. */
  readonly hint?: () => string | undefined;
  /** Where the build put the client: dist/webchat unless given. */
  readonly directory?: string;
}

/** No dots at the start and no separators: nothing outside the folder can be named, however it is encoded. */
const assetName = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

const types: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.wasm', 'application/wasm'],
  ['.txt', 'text/plain; charset=utf-8'],
]);

/** Names in assets/ carry a hash of their content, so a copy never becomes wrong: one year, the longest that caches honour. */
const forever = 'public, max-age=31536000, immutable';
const always = 'no-cache';

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR');

/** The files of the web chat below /chat, and what a browser may do with each. */
export function webchatFiles({ homeserverUrl, hint, directory }: WebchatOptions): WebchatFiles {
  const folder = directory ?? fileURLToPath(new URL('../../webchat/', import.meta.url));

  const answer = (
    status: WebchatFile['status'],
    type: string,
    body: Buffer | string,
    policy: string,
    cache: string = always,
  ): WebchatFile => ({
    status,
    type,
    body,
    headers: {
      'Cache-Control': cache,
      'Content-Security-Policy': policy,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
    },
  });

  const missing = (): WebchatFile =>
    answer(404, 'text/plain; charset=utf-8', 'There is no such file in the chat.\n', textPolicy);

  const file = async (name: string, policy: (body: Buffer) => string, cache?: string): Promise<WebchatFile> => {
    try {
      const body = await readFile(path.join(folder, name));
      return answer(200, types.get(path.extname(name)) ?? 'application/octet-stream', body, policy(body), cache);
    } catch (error) {
      if (isMissing(error)) return missing();
      throw error;
    }
  };

  const page = async (): Promise<WebchatFile> => {
    const homeserver = homeserverUrl();
    if (!homeserver) return answer(503, 'text/html; charset=utf-8', pageWithoutHomeserver, policyWithoutHomeserver);
    return file('index.html', () => pagePolicy(homeserver));
  };

  const config = (): WebchatFile => {
    const defaultHomeServer = homeserverUrl();
    const line = hint?.();
    const body = JSON.stringify({ defaultHomeServer, ...(line && { hint: line }) });
    return answer(defaultHomeServer ? 200 : 503, 'application/json; charset=utf-8', body, textPolicy);
  };

  return {
    async match(pathname) {
      if (pathname === '/chat') {
        // Relative, so that it also holds behind a proxy that serves us below a prefix.
        const moved = answer(308, 'text/plain; charset=utf-8', 'The chat is at chat/.\n', textPolicy);
        return { ...moved, headers: { ...moved.headers, Location: 'chat/' } };
      }
      if (!pathname.startsWith('/chat/')) return undefined;
      const name = pathname.slice('/chat/'.length);
      // The service worker asks for index.html when the page is opened without a name.
      if (name === '' || name === 'index.html') return page();
      if (name === 'config.json') return config();
      if (name === 'LICENSE.txt') return file(name, () => textPolicy);
      if (name === 'sw.js') return file(name, () => workerPolicy);
      const asset = name.startsWith('assets/') ? name.slice('assets/'.length) : undefined;
      if (asset === undefined || !assetName.test(asset)) return missing();
      return file(`assets/${asset}`, (body) => (asset.endsWith('.html') ? sandboxPolicy(body) : textPolicy), forever);
    },
  };
}
