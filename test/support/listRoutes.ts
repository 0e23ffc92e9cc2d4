/** Lists the routes of the API; run as a program it writes what belongs into test/api/routes.txt. */
import { pathToFileURL } from 'node:url';
import { openPool } from '../../api/db/index.js';
import type { Route } from '../../api/http/route.js';
import { apiRoutes } from '../../api/routes.js';
import { loadPolicies, loadRaci, Secret } from '../../config/index.js';
import { configSchema } from '../../config/schema.js';

/** All routes, made without a server: none of them asks the database before it is called. */
export function routesOfThisTree(): Route[] {
  const db = openPool(new Secret('postgres://nobody@127.0.0.1:1/none'), () => undefined);
  const listener = { on: () => () => undefined, stop: () => Promise.resolve() };
  return apiRoutes({
    ...{ db, listener, policies: loadPolicies(undefined), raci: loadRaci(), config: configSchema.parse({}) },
    serviceToken: new Secret('of nobody'),
    ...{ runLogs: '/tmp', version: '0.0.0-test', matrixHealth: () => Promise.resolve({ status: 'ok' }) },
  });
}

/** One line a route: what has to be looked at when somebody adds or opens one. */
export function listRoutes(routes: readonly Route[]): string {
  const lines = routes.map(({ method, path, access }) => {
    const who = access.kind === 'public' ? 'public -' : `${access.permission} ${access.agents}`;
    return `${method.toUpperCase()} ${path} ${who}\n`;
  });
  return lines.sort().join('');
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(listRoutes(routesOfThisTree()));
}
