import { z } from 'zod';
import { record } from '../../audit/index.js';
import type { Database } from '../../db/index.js';
import { problem, type Answer } from '../../http/answer.js';
import { text } from '../../http/fields.js';
import { defineRoute, type Route } from '../../http/route.js';
import { cookie, cookieIn, sessionCookie } from '../cookies.js';
import { tokenHash } from '../credentialHash.js';
import { signIn, type LoginRules } from '../login.js';
import { comesFromElsewhere, safeNext } from '../ownPages.js';
import { personActor } from '../principals.js';
import { endSessionOf } from '../sql/sessions.js';
import { locked } from './passwords.js';
import { authArea as area } from './refusals.js';

export type SignInParts = {
  readonly db: Database;
  readonly rules: LoginRules;
  readonly secureCookie: boolean;
  readonly publicUrl: string | null;
};

export type HeaderOf = (name: string) => string | undefined;

/** Contract 2.5: a browser that shows a page, or the form of one. */
export function wantsHtml(header: HeaderOf): boolean {
  return (
    (header('accept') ?? '').includes('text/html') ||
    (header('content-type') ?? '').startsWith('application/x-www-form-urlencoded')
  );
}

export const redirection = { description: 'For a browser: where it goes on', type: 'text/plain' } as const;

export function goTo(location: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 303, body: '', headers: { ...headers, location } };
}

function login({ db, rules, secureCookie, publicUrl }: SignInParts): Route {
  return defineRoute({
    ...{ method: 'post', path: '/api/auth/login', area },
    summary: 'Sign in with name and password. The answer sets a cookie and returns the same value as a bearer token.',
    access: { kind: 'public' },
    body: z
      .object({ username: text(200), password: text(1000), next: text(2000).optional() })
      .meta({ examples: [{ username: 'ana', password: 'the password of credentials.json' }] }),
    answers: {
      200: {
        description: 'Signed in',
        schema: z.object({ status: z.literal('ok'), username: z.string(), token: z.string(), expires_at: z.string() }),
      },
      303: redirection,
    },
    async handle({ body, ip, header }): Promise<Answer> {
      const html = wantsHtml(header);
      // A form of another site would sign the person in as somebody else, who then reads what they write.
      if (html && comesFromElsewhere(header, publicUrl))
        return problem(403, 'cross_site_request', 'Sign in on our own page: a page of another site sent this form.');
      const next = safeNext(body.next ?? '/');
      const attempt = { name: body.username, password: body.password, ip, userAgent: header('user-agent') ?? null };
      const result = await signIn(db, rules, attempt);
      if (result.kind !== 'signed_in') {
        if (html) return goTo(`/login?error=1&next=${encodeURIComponent(next)}`);
        if (result.kind === 'refused') return problem(401, 'invalid_credentials', 'The name or the password is wrong.');
        return locked(result.seconds);
      }
      const { token, name, expiresAt } = result;
      const headers = {
        'set-cookie': cookie(sessionCookie, token, { seconds: rules.sessionTtl, secure: secureCookie }),
        'cache-control': 'no-store',
      };
      if (html) return goTo(next, headers);
      return {
        status: 200,
        body: { status: 'ok', username: name, token, expires_at: expiresAt.toISOString() },
        headers,
      };
    },
  });
}

function logout({ db, secureCookie, publicUrl }: SignInParts): Route {
  return defineRoute({
    ...{ method: 'post', path: '/api/auth/logout', area },
    summary: 'Sign out: the session ends on the server, so that a copied cookie is worth nothing.',
    // Also for those whose sign-in is over by now: they too want to see that they are out.
    access: { kind: 'public' },
    answers: { 303: redirection },
    async handle({ header }) {
      const fromCookie = cookieIn(header('cookie'), sessionCookie);
      const bearer = /^Bearer\s+(\S+)$/i.exec(header('authorization') ?? '')?.[1];
      if (bearer === undefined && fromCookie !== undefined && comesFromElsewhere(header, publicUrl))
        return problem(403, 'cross_site_request', 'Sign out on our own pages: a page of another site sent this.');
      const token = bearer ?? fromCookie;
      const personId = token === undefined ? undefined : await endSessionOf(db, tokenHash(token));
      if (personId !== undefined) {
        const actor = await personActor(db, personId);
        if (actor) await record(db, { actor, action: 'signed_out', target: 'dashboard_login' });
      }
      return goTo('/login?logged_out=1', {
        'set-cookie': cookie(sessionCookie, '', { seconds: 0, secure: secureCookie }),
      });
    },
  });
}

export function loginRoutes(parts: SignInParts): Route[] {
  return [login(parts), logout(parts)];
}
