import type { Middleware } from 'koa';
import { problem } from '../http/answer.js';
import { docsPages } from './docsPages.js';
import { homePage } from './homePage.js';
import { loginPage, type SignInOptions } from './loginPage.js';
import type { Page } from './page.js';

/** The few pages that the API itself shows; every other address is left to what comes after. */
export function pages(options: SignInOptions = {}): Middleware {
  const known = new Map<string, (query: URLSearchParams) => Page | Promise<Page>>([
    ['/', homePage],
    ['/login', (query) => loginPage(query, options)],
    ...docsPages(),
  ]);
  return async (context, next) => {
    const make = known.get(context.path);
    if (!make) {
      await next();
      return;
    }
    if (context.method !== 'GET' && context.method !== 'HEAD') {
      const answer = problem(405, 'method_not_allowed', 'This address takes GET, HEAD.', { allowed: ['GET', 'HEAD'] });
      context.set('Allow', 'GET, HEAD');
      context.status = answer.status;
      context.body = JSON.stringify(answer.body);
      context.type = 'application/problem+json';
      return;
    }
    const page = await make(new URLSearchParams(context.querystring));
    context.set('Content-Security-Policy', page.policy);
    context.set('Cache-Control', page.cache ?? 'no-cache');
    context.body = page.body;
    context.type = page.type;
  };
}
