import type { Context } from 'koa';
import type { Secret } from '../../config/secret.js';
import type { Queryable } from '../db/index.js';
import type { Caller, View } from '../http/caller.js';
import type { Identified } from '../http/serve.js';
import { sameToken, tokenHash, tokenPrefix } from './credentialHash.js';
import type { People } from './person.js';
import { platformService, serviceActor } from './principals.js';
import { callerOfRunToken } from './runToken.js';

export const sessionCookie = 'dashboard_session';

/** What is behind every door. */
export const everything: View = {
  tickets: new Set(['all']),
  changes: new Set(['all']),
  notes: new Set(['internal', 'user', 'public']),
  maxClassification: 'secret',
  groups: [],
  ticketIds: [],
};

const refused = (reason: string, detail: string): Identified => ({ kind: 'refused', reason, detail });

async function serviceCaller(q: Queryable, context: Context): Promise<Caller> {
  const named = context.get('x-dashboard-service-user').trim().slice(0, 100);
  return {
    ...(await serviceActor(q)),
    capabilities: ['*'],
    view: everything,
    roles: ['platform-admin'],
    displayName: platformService,
    email: null,
    // Recorded as who submitted it, never as who approved it (contract README).
    submittedBy: named === '' ? null : named,
    run: null,
    sessionId: null,
  };
}

async function bySession(q: Queryable, people: People, token: string, ttl: number): Promise<Caller | undefined> {
  const { rows } = await q.query<{ id: number; person_id: number }>(
    `update login_sessions set last_used_at = clock_timestamp(),
       expires_at = clock_timestamp() + make_interval(secs => $2)
     where hash = $1 and revoked_at is null and expires_at > clock_timestamp() returning id, person_id`,
    [tokenHash(token), ttl],
  );
  const session = rows[0];
  const person = session && (await people.byId(q, session.person_id, 'rest'));
  return person && { ...person, sessionId: session.id };
}

async function byPersonalToken(q: Queryable, people: People, token: string): Promise<Caller | undefined> {
  const { rows } = await q.query<{ person_id: number | null }>(
    `update tokens t set last_used_at = clock_timestamp() from principals p
     where t.hash = $1 and p.id = t.principal_id and t.revoked_at is null
       and (t.expires_at is null or t.expires_at > clock_timestamp()) returning p.person_id`,
    [tokenHash(token)],
  );
  const personId = rows[0]?.person_id;
  return personId === undefined || personId === null ? undefined : people.byId(q, personId, 'rest');
}

/** A page of another site may make a browser send our cookie along; only a request from our own pages may change things. */
function comesFromElsewhere(context: Context): boolean {
  if (context.method === 'GET' || context.method === 'HEAD') return false;
  const site = context.get('sec-fetch-site');
  if (site !== '') return site !== 'same-origin' && site !== 'none';
  const origin = context.get('origin');
  return origin !== '' && (!URL.canParse(origin) || new URL(origin).host !== context.host);
}

export type IdentifyOptions = {
  readonly db: Queryable;
  readonly people: People;
  readonly serviceToken: Secret;
  /** Seconds that a sign-in lasts without a request. */
  readonly sessionTtl: number;
};

/** Finds out who calls: service token, personal token, run token, or a sign-in by bearer or cookie; else a refusal. */
export function identifyBy(options: IdentifyOptions): (context: Context) => Promise<Identified> {
  const { db, people, serviceToken, sessionTtl } = options;
  return async (context) => {
    const bearer = /^Bearer\s+(\S+)$/i.exec(context.get('authorization'))?.[1];
    const token = context.get('x-dashboard-service-token') || bearer;
    if (token !== undefined && token !== '') {
      if (token.startsWith(tokenPrefix.run)) {
        const caller = await callerOfRunToken(db, token);
        const detail = 'This run is over: its lease was lost or given back. Stop; nothing that you do counts any more.';
        return caller ? { kind: 'caller', caller } : refused('run_token_not_current', detail);
      }
      if (token.startsWith(tokenPrefix.personal)) {
        const caller = await byPersonalToken(db, people, token);
        return caller
          ? { kind: 'caller', caller }
          : refused('invalid_token', 'This token is unknown, expired or revoked.');
      }
      if (token.startsWith(tokenPrefix.session)) {
        const caller = await bySession(db, people, token, sessionTtl);
        return caller ? { kind: 'caller', caller } : refused('expired_session', 'This sign-in is over. Sign in again.');
      }
      if (sameToken(token, serviceToken.reveal())) return { kind: 'caller', caller: await serviceCaller(db, context) };
      return refused('invalid_token', 'This token is not known here.');
    }
    const cookie = context.cookies.get(sessionCookie);
    if (cookie === undefined || cookie === '') {
      return refused('not_signed_in', 'Send a bearer token, or sign in at POST /api/auth/login.');
    }
    if (comesFromElsewhere(context)) {
      return refused(
        'cross_site_request',
        'A request with a cookie has to come from our own pages. Use a bearer token.',
      );
    }
    const caller = await bySession(db, people, cookie, sessionTtl);
    return caller
      ? { kind: 'caller', caller }
      : refused('expired_session_cookie', 'This sign-in is over. Sign in again.');
  };
}
