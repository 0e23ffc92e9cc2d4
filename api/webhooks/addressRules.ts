import { isIP } from 'node:net';
import type { Config } from '../../config/schema.js';
import { isLoopback } from '../../config/loopback.js';
import { isPublicAddress } from '../knowledge/index.js';

/** Where a webhook may go. */
export type AddressRules = {
  readonly allowPrivate: boolean;
  /** Receivers of tests: on loopback, and without TLS. */
  readonly allowLoopback: boolean;
};

export function addressRulesOf({ server, webhooks }: Config): AddressRules {
  return { allowPrivate: webhooks.allow_private, allowLoopback: server.environment === 'test' };
}

/** A host as one connects to it; a URL writes IPv6 in brackets. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1');

const privateAddress = 'leads to an address that is not on the public internet';

/** Whether an address of this number may be connected to. */
export function isAllowedAddress(address: string, { allowPrivate, allowLoopback }: AddressRules): boolean {
  return allowPrivate || isPublicAddress(address) || (allowLoopback && isLoopback(address));
}

/** Why a webhook must not go there, in words that follow "The URL"; undefined when it may. Names are looked up when it is sent. */
export function faultOfUrl(text: string, rules: AddressRules): string | undefined {
  if (!URL.canParse(text)) return 'is none: send a whole one, with https://';
  const url = new URL(text);
  const host = hostOf(url);
  const loopback = rules.allowLoopback && isLoopback(host);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback)) return 'must begin with https://';
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or a password';
  if (url.hash !== '') return 'must not hold a fragment (#)';
  if (loopback || rules.allowPrivate) return undefined;
  if (isIP(host) !== 0) return isPublicAddress(host) ? undefined : privateAddress;
  return /(^|\.)(localhost|local|internal|home\.arpa)\.?$/i.test(host) ? privateAddress : undefined;
}
