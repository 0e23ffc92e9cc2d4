import type { Middleware } from 'koa';
import { problem } from './answer.js';
import type { Route } from './route.js';

/** The methods of every route whose path this is; as the router reads paths: in any case, with or without a last slash. */
function methodsAt(routes: readonly Route[]): (path: string) => string[] {
  const known = routes.map(({ method, path }) => ({
    method: method.toUpperCase(),
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}/?$`, 'i'),
  }));
  return (path) => {
    const methods = new Set(known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method));
    if (methods.has('GET')) methods.add('HEAD');
    return [...methods].sort();
  };
}

/** What no route took: 405 where the address is there for other methods, else 404; OPTIONS names the methods. */
export function unmatched(routes: readonly Route[]): Middleware {
  const allowedAt = methodsAt(routes);
  return (context) => {
    const allowed = allowedAt(context.path);
    const answer =
      allowed.length === 0
        ? problem(404, 'not_found', 'There is nothing at this address. /openapi.json lists what there is.')
        : problem(405, 'method_not_allowed', `This address takes ${allowed.join(', ')}.`, { allowed });
    if (allowed.length > 0) context.set('Allow', allowed.join(', '));
    if (allowed.length > 0 && context.method === 'OPTIONS') {
      context.status = 204;
      return;
    }
    context.status = answer.status;
    context.body = JSON.stringify(answer.body);
    context.type = 'application/problem+json';
  };
}
