import { z } from 'zod';
import { recordEvent } from '../../audit/index.js';
import type { Queryable } from '../../db/index.js';
import { ok, problem, type Answer } from '../../http/answer.js';
import { defineRoute, type Route } from '../../http/route.js';
import { cookie, cookieIn, sessionCookie } from '../cookies.js';
import { tokenHash } from '../credentialHash.js';
import { flowCookie, flowPath, flowSeconds, openFlow, sealFlow, type Flow } from '../oidc/flowCookie.js';
import type { OidcParts } from '../oidc/index.js';
import { newFlow } from '../oidc/provider.js';
import { readClaims } from '../oidc/readClaims.js';
import { recognise } from '../oidc/recognise.js';
import { safeNext } from '../ownPages.js';
import { personOfSession } from '../sql/sessions.js';
import { startSession } from '../sql/startSession.js';
import { goTo, redirection, wantsHtml, type HeaderOf, type SignInParts } from './login.js';
import { authArea as area, peopleOnly } from './refusals.js';

type Parts = SignInParts & { readonly oidc: OidcParts | undefined };

const notConfigured = problem(
  404,
  'oidc_not_configured',
  'No provider is configured here. Sign in with name and password.',
);
const unavailable = problem(503, 'oidc_unavailable', 'The provider cannot be reached at the moment. Try again.');

/** Why nobody was signed in: the status and the sentence by the word that the sign-in page knows too. */
const refusals: ReadonlyMap<string, readonly [status: number, sentence: string]> = new Map([
  ['oidc_flow_over', [400, 'This sign-in was not begun in this browser, or took too long. Begin again.']],
  ['oidc_denied', [403, 'The provider did not sign you in.']],
  ['oidc_not_believed', [401, 'The answer of the provider is not the one to this sign-in. Begin again.']],
  ['oidc_domain_not_allowed', [403, 'Your e-mail address is not verified, or not of a domain that may come in here.']],
  ['oidc_group_not_allowed', [403, 'You are in none of the groups that may come in here.']],
  ['oidc_not_linked', [403, 'Your account is linked to nobody here. Sign in with your password and link it, or ask.']],
  ['oidc_no_username', [403, 'The provider tells no name that you could have here. An administrator can add you.']],
  ['oidc_name_taken', [409, 'A person of your name is here. Sign in with your password and link the account, or ask.']],
  ['oidc_switched_off', [403, 'You were switched off here. Ask an administrator.']],
  ['oidc_account_taken', [409, 'This account of the provider belongs to another person.']],
  ['oidc_other_person', [409, 'You are not signed in any more as who began to link the account. Begin again.']],
]);

function refuse(header: HeaderOf, code: string): Answer {
  if (wantsHtml(header)) return goTo(`/login?error=${code}`);
  const [status, sentence] = refusals.get(code) ?? [401, 'You were not signed in.'];
  return problem(status, code, sentence);
}

async function tellFailure(q: Queryable, actor: string, reason: string, ip: string): Promise<void> {
  await recordEvent(q, {
    ...{ category: 'access', level: 'warning', actor, action: 'dashboard_login_failed', target: 'dashboard_login' },
    details: { provider: 'oidc', reason, ip },
  });
}

const redirectUri = ({ publicUrl }: SignInParts, header: HeaderOf): string =>
  `${publicUrl ?? `http://${header('host') ?? ''}`}${flowPath}/callback`;

async function begin(
  parts: Parts & { readonly oidc: OidcParts },
  header: HeaderOf,
  { next, link }: Pick<Flow, 'next' | 'link'>,
): Promise<{ readonly url: string; readonly cookie: string } | undefined> {
  const flow = newFlow();
  const asked = { ...flow, redirectUri: redirectUri(parts, header) };
  const url = await parts.oidc.provider.authorizationUrl(asked).catch(() => undefined);
  if (!url) return undefined;
  const until = Date.now() + flowSeconds * 1000;
  const sealed = sealFlow(parts.oidc.key, { ...flow, next: safeNext(next), link, until });
  const how = { seconds: flowSeconds, secure: parts.secureCookie, path: flowPath };
  return { url: url.href, cookie: cookie(flowCookie, sealed, how) };
}

function start(parts: Parts): Route {
  const { oidc } = parts;
  return defineRoute({
    ...{ method: 'get', path: `${flowPath}/start`, area },
    summary: 'Sign in through the configured provider: sends the browser there.',
    access: { kind: 'public' },
    query: z.object({ next: z.string().max(2000).default('/').describe('Where it goes on afterwards.') }),
    answers: { 303: redirection },
    async handle({ query, header }) {
      if (!oidc) return notConfigured;
      const begun = await begin({ ...parts, oidc }, header, { next: query.next, link: null });
      if (begun) return goTo(begun.url, { 'set-cookie': begun.cookie, 'cache-control': 'no-store' });
      return wantsHtml(header) ? goTo('/login?error=oidc_unavailable') : unavailable;
    },
  });
}

function link(parts: Parts): Route {
  const { oidc } = parts;
  return defineRoute({
    ...{ method: 'post', path: `${flowPath}/link`, area },
    summary: 'Link an account of the configured provider to the caller: where the browser has to go.',
    access: { kind: 'signed-in', permission: 'ui:read', agents: 'never' },
    body: z.object({ next: z.string().max(2000).default('/') }),
    answers: { 200: { description: 'Where to go', schema: z.object({ authorization_url: z.string() }) } },
    idempotency: { none: 'Every time begins a way of its own, which the cookie of the answer belongs to.' },
    async handle({ body, caller, header }) {
      if (!oidc) return notConfigured;
      if (caller.personId === null) return peopleOnly('accounts of a provider');
      if (caller.sessionId === null)
        return problem(403, 'sign_in_needed', 'Only somebody who signed in links an account. A token does not.');
      const begun = await begin({ ...parts, oidc }, header, { next: body.next, link: caller.personId });
      if (!begun) return unavailable;
      return { ...ok({ authorization_url: begun.url }), headers: { 'set-cookie': begun.cookie } };
    },
  });
}

/** As the provider sends it (RFC 6749, 4.1.2; RFC 9207). */
const callbackQuery = z.object({
  code: z.string().max(4000).optional(),
  state: z.string().max(500).optional(),
  iss: z.string().max(500).optional(),
  error: z.string().max(200).optional(),
  error_description: z.string().max(2000).optional(),
});

function callback(parts: Parts): Route {
  const { db, rules, secureCookie, oidc } = parts;
  return defineRoute({
    ...{ method: 'get', path: `${flowPath}/callback`, area },
    summary: 'Where the provider sends the browser back to; signs the person in.',
    access: { kind: 'public' },
    query: callbackQuery,
    answers: { 303: redirection },
    async handle({ query, header, ip }) {
      if (!oidc) return notConfigured;
      const failed = async (code: string, why: string, who = 'oidc'): Promise<Answer> => {
        await tellFailure(db, who, why, ip);
        return refuse(header, code);
      };
      const flow = openFlow(oidc.key, cookieIn(header('cookie'), flowCookie), Date.now());
      if (!flow) return failed('oidc_flow_over', 'flow_over');
      const given = Object.fromEntries(
        Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
      );
      const told = await oidc.provider.answer({ ...flow, redirectUri: redirectUri(parts, header) }, given);
      if (told.kind === 'unavailable') return wantsHtml(header) ? goTo('/login?error=oidc_unavailable') : unavailable;
      if (told.kind !== 'told') return failed(`oidc_${told.kind}`, told.why);
      const read = readClaims(oidc.rules, told.issuer, told.subject, told.claims);
      if (read.kind !== 'described') return failed(`oidc_${read.kind}`, read.kind, told.subject);
      if (flow.link !== null) {
        const cookieNow = cookieIn(header('cookie'), sessionCookie);
        const personNow = cookieNow === undefined ? undefined : await personOfSession(db, tokenHash(cookieNow));
        if (personNow !== flow.link) return failed('oidc_other_person', 'other_person', told.subject);
      }
      const recognised = await recognise(db, oidc.rules, read.described, flow.link);
      if (recognised.kind !== 'person') return failed(`oidc_${recognised.kind}`, recognised.kind, told.subject);
      if (flow.link !== null) return goTo(flow.next);
      const { id: personId, name } = recognised;
      const userAgent = header('user-agent') ?? null;
      const session = await startSession(db, { personId, ttl: rules.sessionTtl, method: 'oidc', ip, userAgent });
      if (!session) return failed('oidc_switched_off', 'switched_off', name);
      await recordEvent(db, {
        ...{ category: 'access', actor: name, action: 'dashboard_login_success', target: 'dashboard_login' },
        details: { provider: 'oidc', ip },
      });
      const how = { seconds: rules.sessionTtl, secure: secureCookie };
      return goTo(flow.next, {
        'set-cookie': cookie(sessionCookie, session.token, how),
        'cache-control': 'no-store',
      });
    },
  });
}

export function oidcRoutes(parts: Parts): Route[] {
  return [start(parts), callback(parts), link(parts)];
}
