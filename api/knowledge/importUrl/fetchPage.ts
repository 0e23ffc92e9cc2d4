import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { connect as startTls } from 'node:tls';
import type { Network } from './network.js';
import { isPublicAddress } from './publicAddress.js';

/** Milliseconds for everything: names, redirects and the page itself (contract 20.1). */
const patience = 20_000;
/** Bytes of a page that are read; a larger one is refused instead of cut in the middle of a sentence. */
export const largestPage = 2 * 1_048_576;
const mostRedirects = 3;
const readable = ['text/html', 'text/plain', 'text/markdown'];

export type Page = { readonly url: string; readonly type: string; readonly charset: string; readonly bytes: Buffer };
export type Fetched =
  | { readonly kind: 'page'; readonly page: Page }
  /** The caller's address is the cause. */
  | { readonly kind: 'refused'; readonly code: string; readonly sentence: string }
  /** The other side is the cause, or the way there. */
  | { readonly kind: 'failed'; readonly code: string; readonly sentence: string };

type Stop = Exclude<Fetched, { kind: 'page' }>;
const refuse = (code: string, sentence: string): Stop => ({ kind: 'refused', code, sentence });
const fail = (code: string, sentence: string): Stop => ({ kind: 'failed', code, sentence });
const notReached = fail('url_unreachable', 'The page could not be reached.');

/** A host as the URL writes it; IPv6 stands in brackets there. */
const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1');

function usableUrl(given: string, base?: URL): URL | Stop {
  if (!URL.canParse(given, base)) return refuse('url_invalid', 'This is not a URL. Send a whole one, with https://.');
  const url = new URL(given, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return refuse('url_scheme_not_allowed', 'Only http and https pages can be imported.');
  }
  if (url.username !== '' || url.password !== '') {
    return refuse('url_with_credentials', 'A URL with a user name or password in it is not fetched. Leave them out.');
  }
  return url;
}

/**
 * The address to connect to. Every address of the name has to be public: one that is not says that the name is made to
 * lead inside, and the next look-up could choose it.
 */
async function checkedAddress(network: Network, url: URL, signal: AbortSignal): Promise<string | Stop> {
  const host = hostOf(url);
  let addresses: readonly string[];
  try {
    addresses = isIP(host) === 0 ? await orAbort(network.resolve(host), signal) : [host];
  } catch {
    return signal.aborted ? tooSlow : fail('url_unreachable', 'The name of the host has no address.');
  }
  const [first] = addresses;
  if (first === undefined) return fail('url_unreachable', 'The name of the host has no address.');
  if (!addresses.every(isPublicAddress)) {
    return refuse(
      'url_not_public',
      'The host is not on the public internet; pages of our own networks are not fetched.',
    );
  }
  return first;
}

const tooSlow = fail('url_timeout', `The page did not come within ${patience / 1000} seconds.`);

/** A name look-up cannot be ended, but nobody has to wait for it. */
function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (): void => {
      reject(new Error('aborted'));
    };
    if (signal.aborted) ended();
    signal.addEventListener('abort', ended, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', ended);
    });
  });
}

/** One request over a connection to the checked address; the name only says whose page, and whose certificate. */
function ask(network: Network, url: URL, address: string, signal: AbortSignal): Promise<IncomingMessage> {
  const secure = url.protocol === 'https:';
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  const host = hostOf(url);
  return new Promise((resolve, reject) => {
    const socket = network.dial(address, port);
    // Also before the request listens: a connection that is refused at once would end the process.
    socket.on('error', reject);
    const servername = isIP(host) === 0 ? host : undefined;
    const connection = secure ? startTls({ socket, host, ...(servername !== undefined && { servername }) }) : socket;
    const request = (secure ? httpsRequest : httpRequest)(url, {
      signal,
      // Without an agent: one would look the name up again and connect to whatever comes out then.
      createConnection: () => connection,
      defaultPort: secure ? 443 : 80,
      headers: { accept: readable.join(', '), 'accept-encoding': 'identity', 'user-agent': 'opsroom-import' },
    });
    request.once('response', resolve);
    request.once('error', (error) => {
      socket.destroy();
      reject(error);
    });
    request.end();
  });
}

async function bytesOf(response: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > largestPage) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function pageOf(url: URL, response: IncomingMessage): Promise<Fetched> {
  const status = response.statusCode ?? 0;
  if (status !== 200) return fail('url_answered_with_error', `The page answered with status ${status}.`);
  const [type = '', ...parameters] = (response.headers['content-type'] ?? '').toLowerCase().split(';');
  if (!readable.includes(type.trim())) {
    return refuse(
      'url_content_type',
      `Only ${readable.join(', ')} can be imported, not ${type.trim().slice(0, 80) || 'a page without a type'}.`,
    );
  }
  if ((response.headers['content-encoding'] ?? 'identity') !== 'identity') {
    return fail('url_content_encoding', 'The page came compressed, although it was asked for as it is.');
  }
  const large = refuse('url_too_large', `The page has more than ${largestPage} bytes.`);
  if (Number(response.headers['content-length'] ?? 0) > largestPage) return large;
  const bytes = await bytesOf(response);
  if (bytes === undefined) return large;
  const charset = parameters.map((part) => /^\s*charset="?([\w-]+)/.exec(part)?.[1]).find((name) => name !== undefined);
  return { kind: 'page', page: { url: url.href, type: type.trim(), charset: charset ?? 'utf-8', bytes } };
}

/**
 * Fetches a page of the public internet (27.13): http and https, no address of our own networks, at most three redirects,
 * each checked like the first address, bounded in time and size. Never throws for what the other side does.
 */
export async function fetchPage(network: Network, given: string): Promise<Fetched> {
  const signal = AbortSignal.timeout(patience);
  let url = usableUrl(given);
  for (let redirects = 0; ; redirects += 1) {
    if (!(url instanceof URL)) return url;
    const address = await checkedAddress(network, url, signal);
    if (typeof address !== 'string') return address;
    let response: IncomingMessage | undefined;
    try {
      response = await ask(network, url, address, signal);
      const { statusCode = 0, headers } = response;
      const onward = [301, 302, 303, 307, 308].includes(statusCode) ? headers.location : undefined;
      if (onward === undefined) return await pageOf(url, response);
      if (redirects === mostRedirects) {
        return fail('url_too_many_redirects', `The page redirects more than ${mostRedirects} times.`);
      }
      url = usableUrl(onward, url);
    } catch {
      return signal.aborted ? tooSlow : notReached;
    } finally {
      response?.destroy();
    }
  }
}
