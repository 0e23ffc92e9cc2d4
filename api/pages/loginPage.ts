import { safeNext } from '../access/index.js';
import { escapeHtml, plainPage, type Page } from './page.js';

function news(query: URLSearchParams): string {
  if (query.has('error')) {
    return `
      <p role="alert">That did not work: the name or the password is wrong, or there were too many failures in a row. Wait a
        quarter of an hour in that case.</p>`;
  }
  return query.has('logged_out') ? '\n      <p role="status">You are signed out.</p>' : '';
}

/** Contract 2.5: a form that works without a script. Where it leads afterwards is only ever a path of ours. */
export function loginPage(query: URLSearchParams): Page {
  const next = safeNext(query.get('next') ?? '/');
  return plainPage(
    'Opsroom: sign in',
    `      <h1>Sign in to Opsroom</h1>${news(query)}
      <form method="post" action="/api/auth/login">
        <input type="hidden" name="next" value="${escapeHtml(next)}" />
        <label>Name <input name="username" autocomplete="username" autocapitalize="none" required autofocus /></label>
        <label>Password <input name="password" type="password" autocomplete="current-password" required /></label>
        <button>Sign in</button>
      </form>
      <p><a href="/">Start page</a></p>`,
  );
}
