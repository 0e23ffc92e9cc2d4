import type { Secret } from '../../config/secret.js';
import type { Queryable } from '../db/index.js';
import type { Identified } from '../http/serve.js';
import { sameToken } from './credentialHash.js';
import type { People } from './person.js';

type HeaderOf = (name: string) => string;

const first = (header: HeaderOf, ...names: readonly string[]): string =>
  names.map((name) => header(name).trim()).find((value) => value !== '') ?? '';

export const userHeaders = ['X-Auth-Request-User', 'X-Forwarded-User'] as const;
export const emailHeaders = ['X-Auth-Request-Email', 'X-Forwarded-Email'] as const;
export const providerHeader = 'X-Auth-Provider';
const secretHeader = 'X-Dashboard-Auth-Secret';

const refused = (reason: string, detail: string): Identified => ({ kind: 'refused', reason, detail });

export type ProxyParts = { readonly db: Queryable; readonly people: People; readonly secret: Secret | undefined };

/**
 * Contract 2.2 (3): whom a proxy in front of us says it has signed in. It is believed with the shared secret and never
 * without, in no mode (flaw 27.11): where none is configured, nobody's headers are. Undefined when no such header is there.
 */
export async function byTrustedProxy(
  { db, people, secret }: ProxyParts,
  header: HeaderOf,
): Promise<Identified | undefined> {
  const [name, proof] = [first(header, ...userHeaders), header(secretHeader)];
  if (name === '' && proof === '') return undefined;
  if (secret === undefined) {
    const how = 'Set DASHBOARD_TRUSTED_AUTH_SECRET here and at the proxy, or sign in.';
    return refused('trusted_auth_secret_not_configured', `No proxy is trusted here to say who calls. ${how}`);
  }
  if (!sameToken(proof, secret.reveal())) {
    const detail = `The proxy's ${secretHeader} is missing or is not the one that is configured here.`;
    return refused('missing_or_invalid_trusted_auth_secret', detail);
  }
  if (name === '') {
    return refused('missing_authenticated_user', `The proxy names nobody: it has to send ${userHeaders[0]}.`);
  }
  const caller = await people.byName(db, name.toLowerCase(), 'rest');
  if (!caller) {
    const detail = 'Whoever the proxy signed in is nobody here, or was switched off. An administrator can add them.';
    return refused('unknown_or_disabled_user', detail);
  }
  const provider = first(header, providerHeader).slice(0, 80) || 'trusted-proxy';
  return { kind: 'caller', caller: { ...caller, auth: { mode: 'header', provider, strength: 'trusted-proxy' } } };
}
