import type { Middleware } from 'koa';

const methods = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const requestHeaders =
  'Authorization, Content-Type, Idempotency-Key, If-Match, Prefer, X-Dashboard-Service-Token, X-Dashboard-Service-User';
const answerHeaders = 'Content-Disposition, ETag, Idempotent-Replay, Location, Retry-After, X-Request-Id';
/** Seconds that a browser may remember what is allowed; the longest that Chromium honours is two hours. */
const remembered = '7200';

/**
 * Lets pages of these origins, and no others, call the API with a token of their own. Never with our cookie
 * (contract 1.7): `Access-Control-Allow-Credentials` is not sent.
 */
export function crossOrigin(origins: readonly string[]): Middleware {
  const allowed = new Set(origins.map((origin) => new URL(origin).origin));
  return async (context, next) => {
    context.vary('Origin');
    const origin = context.get('Origin');
    if (origin === '' || !allowed.has(origin)) {
      await next();
      return;
    }
    context.set('Access-Control-Allow-Origin', origin);
    context.set('Access-Control-Expose-Headers', answerHeaders);
    if (context.method === 'OPTIONS' && context.get('Access-Control-Request-Method') !== '') {
      context.set('Access-Control-Allow-Methods', methods);
      context.set('Access-Control-Allow-Headers', requestHeaders);
      context.set('Access-Control-Max-Age', remembered);
      context.status = 204;
      return;
    }
    await next();
  };
}
