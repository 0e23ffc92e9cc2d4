import { safeNext } from '../access/index.js';
import { escapeHtml, plainPage, type Page } from './page.js';

export type SignInOptions = {
  /** How the provider is called through which people may sign in too. */
  readonly signInWith?: string | undefined;
};

/** By the words with which the API sends a browser back here; one that is not known says what all have in common. */
const reasons: ReadonlyMap<string, string> = new Map([
  ['oidc_unavailable', 'the provider cannot be reached at the moment. Try again, or sign in with your password.'],
  ['oidc_flow_over', 'it was not begun in this browser, or took too long. Begin again.'],
  ['oidc_domain_not_allowed', 'your e-mail address is not verified there, or not of a domain that may come in here.'],
  ['oidc_group_not_allowed', 'you are in none of the groups that may come in here.'],
  ['oidc_not_linked', 'your account there is linked to nobody here. Sign in with your password and link it, or ask.'],
  ['oidc_no_username', 'the provider tells no name that you could have here. An administrator can add you.'],
  ['oidc_name_taken', 'a person of your name is here already. Sign in with your password and link it, or ask.'],
  ['oidc_switched_off', 'you were switched off here. Ask an administrator.'],
  ['oidc_account_taken', 'that account belongs to another person here.'],
  ['oidc_other_person', 'you are not signed in any more as who began to link the account. Begin again.'],
]);

function news(query: URLSearchParams): string {
  const error = query.get('error');
  if (error?.startsWith('oidc_')) {
    const why = reasons.get(error) ?? 'the provider did not sign you in. Begin again.';
    return `\n      <p role="alert">That did not work: ${why}</p>`;
  }
  if (error !== null) {
    return `
      <p role="alert">That did not work: the name or the password is wrong, or there were too many failures in a row. Wait a
        quarter of an hour in that case.</p>`;
  }
  return query.has('logged_out') ? '\n      <p role="status">You are signed out.</p>' : '';
}

/** Contract 2.5: a form that works without a script. Where it leads afterwards is only ever a path of ours. */
export function loginPage(query: URLSearchParams, { signInWith }: SignInOptions = {}): Page {
  const next = safeNext(query.get('next') ?? '/');
  const start = escapeHtml(`/api/auth/oidc/start?next=${encodeURIComponent(next)}`);
  const provider =
    signInWith === undefined
      ? ''
      : `\n      <p><a class="act" href="${start}">Sign in with ${escapeHtml(signInWith)}</a></p>`;
  return plainPage(
    'Opsroom: sign in',
    `      <h1>Sign in to Opsroom</h1>${news(query)}
      <form method="post" action="/api/auth/login">
        <input type="hidden" name="next" value="${escapeHtml(next)}" />
        <label>Name <input name="username" autocomplete="username" autocapitalize="none" required autofocus /></label>
        <label>Password <input name="password" type="password" autocomplete="current-password" required /></label>
        <button>Sign in</button>
      </form>${provider}
      <p><a href="/">Start page</a></p>`,
  );
}
