import type { Logger } from 'pino';
import type { PolicySet } from '../config/policies.js';
import type { Raci } from '../config/raci.js';
import type { Role } from '../config/roles.js';
import type { Config } from '../config/schema.js';
import type { Secret } from '../config/secret.js';
import { identifyBy, openPeople, withoutSignIn } from './access/index.js';
import { record } from './audit/index.js';
import type { Database, Listener } from './db/index.js';
import { listen } from './http/listen.js';
import type { Network } from './knowledge/index.js';
import { makeApp } from './http/makeApp.js';
import { rateLimit } from './http/rateLimit.js';
import type { Route } from './http/route.js';
import { serveRoutes, type Gateway } from './http/serve.js';
import { matrixHealthOf, type MatrixFacts } from './matrixHealth/index.js';
import { pages } from './pages/index.js';
import { apiRoutes } from './routes.js';
import { webchat } from './webchat/index.js';
import { addressRulesOf, startSender } from './webhooks/index.js';

export type ApiOptions = {
  readonly config: Config;
  readonly db: Database;
  readonly listener: Listener;
  readonly log: Logger;
  readonly roles: readonly Role[];
  readonly policies: PolicySet;
  readonly raci: Raci;
  readonly serviceToken: Secret;
  /** Folder of the runs' logs: `<kind>-<id>-<attempt>.log`. */
  readonly runLogs: string;
  readonly version: string;
  /** As browsers reach it; asked at every request, because a homeserver of our own comes up after us. */
  readonly homeserverUrl: () => string | undefined;
  /** One line above the sign-in form of the chat. */
  readonly chatHint?: () => string | undefined;
  readonly matrix: MatrixFacts;
  readonly listen: { readonly host: string; readonly port: number };
  /** By which pages are fetched for articles; the internet unless told. */
  readonly network?: Network;
  /** Every route passes through it before it is served: tests hold the answers against what the routes declare. */
  readonly eachRoute?: (route: Route) => Route;
};

export type RunningApi = {
  readonly url: string;
  readonly port: number;
  readonly routes: readonly Route[];
  /** Ends within two seconds: long polls answer with what there is, then connections are cut. */
  stop(): Promise<void>;
};

function gatewayOf(options: ApiOptions): Gateway {
  const { config, db, log, serviceToken } = options;
  const people = openPeople(options.roles);
  const { proxy_secret: proxySecret, session_ttl: sessionTtl } = config.auth;
  const publicUrl = config.server.public_url ?? null;
  const identify = identifyBy({
    ...{ db, people, serviceToken, proxySecret, sessionTtl, publicUrl },
    roles: options.roles,
  });
  const enforces = config.auth.mode === 'enforce';
  return {
    db,
    log,
    enforces,
    limit: config.server.rate_limit === 0 ? undefined : rateLimit(config.server.rate_limit),
    identify: enforces ? identify : withoutSignIn(db, identify),
    async refused(caller, route, context, reason) {
      const permission = route.access.kind === 'public' ? null : route.access.permission;
      await record(db, {
        actor: caller,
        action: 'access_denied',
        target: `${context.method} ${context.path}`,
        result: reason,
        details: { required_permission: permission, enforced: enforces || reason === 'agents_not_allowed' },
      });
    },
  };
}

/** Serves the whole API until `stop`. Throws when it cannot listen there, in a sentence that says what to do. */
export async function startApi(options: ApiOptions): Promise<RunningApi> {
  const { config, db, log, homeserverUrl, chatHint } = options;
  const matrixHealth = matrixHealthOf(db, options.matrix, homeserverUrl);
  const { eachRoute = (route: Route): Route => route } = options;
  const routes = apiRoutes({ ...options, matrixHealth }).map(eachRoute);
  const served = serveRoutes(routes, gatewayOf(options));
  const app = makeApp({
    log,
    https: config.server.public_url?.startsWith('https:') ?? false,
    origins: config.server.cors_origins,
    routes,
    // The chat sets policies of its own, which nothing after it may narrow or widen.
    first: [webchat({ homeserverUrl, ...(chatHint && { hint: chatHint }) })],
    then: [pages({ signInWith: config.oidc.issuer === undefined ? undefined : config.oidc.label }), served.middleware],
  });
  const answer = app.callback();
  const listening = await listen((request, response) => void answer(request, response), options.listen);
  const sender = startSender({ db, listener: options.listener, log, rules: addressRulesOf(config) });
  log.info({ url: listening.url }, 'the API listens');
  return {
    url: listening.url,
    port: listening.port,
    routes,
    async stop() {
      const closed = listening.close();
      served.endWaiting();
      await Promise.all([closed, sender.stop()]);
    },
  };
}
