import { z } from 'zod';
import type { Database } from '../db/index.js';
import { ok, problem, type Answer } from '../http/answer.js';
import { row, text } from '../http/fields.js';
import { defineRoute, type Route } from '../http/route.js';
import { newToken, tokenHash } from './credentialHash.js';
import { sessionCookie } from './identify.js';
import { signIn, signOut, type LoginRules } from './login.js';

export type AccessRoutes = { readonly db: Database; readonly rules: LoginRules; readonly secureCookie: boolean };

/**
 * Only a path of ours may follow a sign-in: a link from elsewhere must not lead through it to another site. Nothing but
 * visible ASCII, because browsers drop tabs and line ends, after which "/<tab>/elsewhere" is another site's address.
 */
export function safeNext(next: string): string {
  return /^\/(?!\/|api\/|login)[\x21-\x5b\x5d-\x7e]*$/.test(next) ? next : '/';
}

function cookie(token: string, ttl: number, secure: boolean): string {
  return `${sessionCookie}=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${ttl}${secure ? '; Secure' : ''}`;
}

function login({ db, rules, secureCookie }: AccessRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/auth/login',
    area: 'auth',
    summary: 'Sign in with name and password. The answer sets a cookie and returns the same value as a bearer token.',
    access: { kind: 'public' },
    body: z.object({ username: text(200), password: text(1000), next: text(2000).optional() }),
    answers: {
      200: {
        description: 'Signed in',
        schema: z.object({ status: z.literal('ok'), username: z.string(), token: z.string(), expires_at: z.string() }),
      },
    },
    idempotency: 'own',
    async handle({ body, ip, header }): Promise<Answer> {
      const html =
        (header('accept') ?? '').includes('text/html') ||
        (header('content-type') ?? '').startsWith('application/x-www-form-urlencoded');
      if (html && header('sec-fetch-site') === 'cross-site')
        return problem(403, 'cross_site_request', 'Sign in on our own page: a page of another site sent this form.');
      const next = safeNext(body.next ?? '/');
      const result = await signIn(db, rules, { name: body.username, password: body.password, ip });
      if (result.kind !== 'signed_in') {
        if (html)
          return { status: 303, body: '', headers: { location: `/login?error=1&next=${encodeURIComponent(next)}` } };
        if (result.kind === 'refused') return problem(401, 'invalid_credentials', 'The name or the password is wrong.');
        const wait = `Too many failures in a row. Try again in ${result.seconds} s.`;
        const answer = problem(429, 'account_locked', wait);
        return { ...answer, headers: { ...answer.headers, 'retry-after': String(result.seconds) } };
      }
      const headers = {
        'set-cookie': cookie(result.token, rules.sessionTtl, secureCookie),
        'cache-control': 'no-store',
      };
      if (html) return { status: 303, body: '', headers: { ...headers, location: next } };
      const { token, name, expiresAt } = result;
      return {
        status: 200,
        body: { status: 'ok', username: name, token, expires_at: expiresAt.toISOString() },
        headers,
      };
    },
  });
}

function logout({ db, secureCookie }: AccessRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/auth/logout',
    area: 'auth',
    summary: 'Sign out: the session ends on the server, so that a copied cookie is worth nothing.',
    access: { kind: 'signed-in', permission: 'ui:read', agents: 'never' },
    answers: { 303: { description: 'Signed out' } },
    async handle({ caller }) {
      if (caller.sessionId !== null) await signOut(db, caller.sessionId);
      return {
        status: 303,
        body: '',
        headers: { location: '/login?logged_out=1', 'set-cookie': cookie('', 0, secureCookie) },
      };
    },
  });
}

function me(): Route {
  return defineRoute({
    method: 'get',
    path: '/api/access/me',
    area: 'auth',
    summary: 'Who the caller is and what the caller may do.',
    access: { kind: 'signed-in', permission: 'ui:read', agents: 'never' },
    answers: { 200: { description: 'The caller', schema: row } },
    handle: ({ caller }) =>
      Promise.resolve(
        ok({
          type: caller.type,
          username: caller.name,
          display_name: caller.displayName,
          email: caller.email,
          roles: caller.roles,
          capabilities: caller.capabilities,
          groups: caller.view.groups,
          max_classification: caller.view.maxClassification,
        }),
      ),
  });
}

function createToken({ db }: AccessRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/auth/tokens',
    area: 'auth',
    summary: 'Make a personal token for scripts. It is shown this once, and may what its person may.',
    access: { kind: 'signed-in', permission: 'ui:read', agents: 'never' },
    body: z.object({ name: text(100), expires_in_days: z.coerce.number().int().min(1).max(366).default(90) }),
    answers: {
      201: { description: 'The token', schema: z.object({ id: z.number(), name: z.string(), token: z.string() }) },
    },
    idempotency: 'own',
    async handle({ body, caller }) {
      if (caller.type !== 'person') return problem(403, 'people_only', 'Only a person has personal tokens.');
      const token = newToken('personal');
      const { rows } = await db.query<{ id: number }>(
        `insert into tokens (principal_id, name, hash, expires_at)
         values ($1, $2, $3, clock_timestamp() + make_interval(days => $4)) returning id`,
        [caller.principalId, body.name, tokenHash(token), body.expires_in_days],
      );
      return ok({ id: rows[0]?.id, name: body.name, token }, 201);
    },
  });
}

export function accessRoutes(options: AccessRoutes): Route[] {
  return [login(options), logout(options), me(), createToken(options)];
}
