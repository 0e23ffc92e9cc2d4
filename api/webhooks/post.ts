import { lookup } from 'node:dns/promises';
import { request as httpRequest, type ClientRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { hostOf, isAllowedAddress, type AddressRules } from './addressRules.js';

/** Milliseconds for one attempt, from the name to the status: receivers should answer first and work afterwards. */
const patience = 10_000;

/** What came back; `error` says why there is no status, without addresses of ours. */
export type Posted =
  { readonly kind: 'answered'; readonly status: number } | { readonly kind: 'failed'; readonly error: string };

/** A look-up of a name cannot be ended, but nobody has to wait for it. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (): void => {
      reject(new Error('aborted'));
    };
    if (signal.aborted) ended();
    signal.addEventListener('abort', ended, { once: true });
    void work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', ended);
    });
  });
}

/** Every address of the name has to be allowed: one that is not says that the name is made to lead inside. */
async function checkedAddress(
  host: string,
  rules: AddressRules,
  signal: AbortSignal,
): Promise<{ address: string; family: number } | undefined> {
  if (isIP(host) !== 0) return isAllowedAddress(host, rules) ? { address: host, family: isIP(host) } : undefined;
  const found = await orAborted(lookup(host, { all: true }), signal);
  return found.every(({ address }) => isAllowedAddress(address, rules)) ? found[0] : undefined;
}

function send(
  url: URL,
  to: { readonly address: string; readonly family: number },
  headers: Readonly<Record<string, string>>,
  body: string,
  signal: AbortSignal,
): Promise<number> {
  // Connects to what was checked, whatever the name leads to by now.
  const pinned: LookupFunction = (_, options, done) => {
    if (options.all === true) done(null, [to]);
    else done(null, to.address, to.family);
  };
  const options = { method: 'POST', headers, signal, lookup: pinned, agent: false, family: to.family };
  return new Promise((resolve, reject) => {
    const request: ClientRequest = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options);
    request.once('response', (response) => {
      // What is in the answer is of no use, however long it is; a redirect is not followed, because it could lead inside.
      response.destroy();
      resolve(response.statusCode ?? 0);
    });
    request.once('error', reject);
    request.end(body);
  });
}

/** One POST to the address of a webhook. Never throws for what the other side does. */
export async function post(
  to: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  rules: AddressRules,
  stopped: AbortSignal,
): Promise<Posted> {
  const late = AbortSignal.timeout(patience);
  const signal = AbortSignal.any([late, stopped]);
  const url = new URL(to);
  try {
    const address = await checkedAddress(hostOf(url), rules, signal);
    if (!address) return { kind: 'failed', error: 'The host is not on the public internet.' };
    return { kind: 'answered', status: await send(url, address, headers, body, signal) };
  } catch (error) {
    if (late.aborted) return { kind: 'failed', error: `There was no answer within ${patience / 1_000} seconds.` };
    const code = (error as NodeJS.ErrnoException).code;
    return { kind: 'failed', error: `The connection failed${code === undefined ? '' : ` (${code})`}.` };
  }
}
