import type { Context } from 'koa';
import type { Role } from '../../config/roles.js';
import type { Secret } from '../../config/secret.js';
import type { Queryable } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import type { Identified } from '../http/serve.js';
import { cookieIn, sessionCookie } from './cookies.js';
import { sameToken, tokenHash, tokenPrefix } from './credentialHash.js';
import { comesFromElsewhere } from './ownPages.js';
import type { People } from './person.js';
import { callerOfRunToken } from './runToken.js';
import { namedServiceCaller, platformServiceCaller } from './serviceCaller.js';
import { sessionUsed, tokenUsed } from './sql/uses.js';
import { byTrustedProxy } from './trustedProxy.js';

export { everything } from './serviceCaller.js';

/** Seconds. How old the written use of a token or sign-in may be: fresh enough to see who is there, and no write a request. */
const useIsWrittenEvery = 60;

const refused = (reason: string, detail: string): Identified => ({ kind: 'refused', reason, detail });
const caller = (found: Caller): Identified => ({ kind: 'caller', caller: found });

export type IdentifyOptions = {
  readonly db: Queryable;
  readonly people: People;
  readonly roles: readonly Role[];
  readonly serviceToken: Secret;
  /** What a proxy proves itself with that says who calls; undefined when none is trusted. */
  readonly proxySecret: Secret | undefined;
  /** How people reach us, where that is not how we are asked. */
  readonly publicUrl: string | null;
  /** Seconds that a sign-in lasts without a request. */
  readonly sessionTtl: number;
};

async function bySession({ db, people, sessionTtl }: IdentifyOptions, token: string): Promise<Caller | undefined> {
  const age = { seconds: useIsWrittenEvery, left: sessionTtl - useIsWrittenEvery };
  const found = await people.bySession(db, tokenHash(token), age);
  if (!found) return undefined;
  if (found.stale) await sessionUsed(db, found.id, sessionTtl);
  const strength = found.method ?? 'password';
  const provider = strength === 'oidc' ? 'oidc' : 'local';
  return { ...found.caller, sessionId: found.id, auth: { mode: 'session', provider, strength } };
}

async function byPersonalToken({ db, people }: IdentifyOptions, token: string): Promise<Caller | undefined> {
  const found = await people.byToken(db, tokenHash(token), { seconds: useIsWrittenEvery });
  if (!found) return undefined;
  if (found.stale) await tokenUsed(db, found.id);
  return { ...found.caller, auth: { mode: 'personal-token', provider: 'local', strength: 'personal-token' } };
}

async function byRunToken({ db }: IdentifyOptions, token: string): Promise<Identified> {
  const found = await callerOfRunToken(db, token);
  const detail = 'This run is over: its lease was lost or given back. Stop; nothing that you do counts any more.';
  if (!found) return refused('run_token_not_current', detail);
  return caller({ ...found, auth: { mode: 'agent-session', provider: 'agent-session', strength: 'run-token' } });
}

type Service = ReturnType<typeof platformServiceCaller>;

async function byToken(
  options: IdentifyOptions,
  service: Service,
  context: Context,
  token: string,
): Promise<Identified> {
  if (token.startsWith(tokenPrefix.run)) return byRunToken(options, token);
  const unknown = refused('invalid_token', 'This token is unknown, expired or revoked.');
  const named = context.get('x-dashboard-service-user').trim().slice(0, 100);
  if (token.startsWith(tokenPrefix.personal)) {
    const found = await byPersonalToken(options, token);
    return found ? caller(found) : unknown;
  }
  if (token.startsWith(tokenPrefix.service)) {
    const { db, roles } = options;
    const found = await namedServiceCaller(db, tokenHash(token), { roles, named, seconds: useIsWrittenEvery });
    return found ? caller(found) : unknown;
  }
  if (token.startsWith(tokenPrefix.session)) {
    const found = await bySession(options, token);
    return found ? caller(found) : refused('expired_session', 'This sign-in is over. Sign in again.');
  }
  if (sameToken(token, options.serviceToken.reveal())) return caller(await service(named));
  return refused('invalid_token', 'This token is not known here.');
}

const crossSite = refused(
  'cross_site_request',
  'A request with a cookie has to come from our own pages. Use a bearer token.',
);

/**
 * Finds out who calls (contract 2.2): service token, personal token, run token or sign-in as a bearer; else whom a trusted
 * proxy names; else a sign-in by cookie. What a browser sends along by itself, a cookie or a proxy's word, counts for a
 * change only when our own pages made the request.
 */
export function identifyBy(options: IdentifyOptions): (context: Context) => Promise<Identified> {
  const { db, people, proxySecret, publicUrl } = options;
  const service = platformServiceCaller(db);
  return async (context) => {
    const header = (name: string): string => context.get(name);
    const bearer = /^Bearer\s+(\S+)$/i.exec(header('authorization'))?.[1];
    const token = header('x-dashboard-service-token') || bearer;
    if (token !== undefined && token !== '') return byToken(options, service, context, token);
    const reads = context.method === 'GET' || context.method === 'HEAD';
    const elsewhere = !reads && comesFromElsewhere(header, publicUrl);
    const proxied = await byTrustedProxy({ db, people, secret: proxySecret }, header);
    if (proxied?.kind === 'caller') return elsewhere ? crossSite : proxied;
    const cookie = cookieIn(header('cookie'), sessionCookie);
    if (proxied && (cookie === undefined || header('x-auth-request-user') !== '')) return proxied;
    if (cookie === undefined)
      return refused('not_signed_in', 'Send a bearer token, or sign in at POST /api/auth/login.');
    if (elsewhere) return crossSite;
    const found = await bySession(options, cookie);
    return found ? caller(found) : refused('expired_session_cookie', 'This sign-in is over. Sign in again.');
  };
}
