import Koa, { type Middleware } from 'koa';
import type { Logger } from 'pino';
import { problem } from './answer.js';
import { crossOrigin } from './crossOrigin.js';
import type { Route } from './route.js';
import { securityHeaders } from './securityHeaders.js';
import { unmatched } from './unmatched.js';

export type AppParts = {
  readonly log: Logger;
  /** Whether people reach us by https. */
  readonly https: boolean;
  readonly origins: readonly string[];
  readonly routes: readonly Route[];
  /** Before the headers that every answer gets. */
  readonly first: readonly Middleware[];
  readonly then: readonly Middleware[];
};

/** What breaks outside a route is told as a problem too; the reason stays in the log. */
function noTraces(log: Logger): Middleware {
  return async (context, next) => {
    try {
      await next();
    } catch (error) {
      log.error({ err: error, method: context.method, path: context.path }, 'a request failed');
      const answer = problem(500, 'internal_error', 'Something broke here. The log has the reason.');
      context.status = answer.status;
      context.body = JSON.stringify(answer.body);
      context.type = 'application/problem+json';
    }
  };
}

/** The order of everything that a request passes. */
export function makeApp({ log, https, origins, routes, first, then }: AppParts): Koa {
  const app = new Koa();
  // A client that hangs up in the middle of an answer is no news, and everything else was answered by then.
  app.on('error', (error: Error) => {
    log.debug({ reason: error.message }, 'a connection ended early');
  });
  const order = [noTraces(log), ...first, securityHeaders({ https }), crossOrigin(origins), ...then, unmatched(routes)];
  for (const middleware of order) app.use(middleware);
  return app;
}
