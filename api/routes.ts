import type { PolicySet } from '../config/policies.js';
import type { Raci } from '../config/raci.js';
import type { Config } from '../config/schema.js';
import { accessRoutes } from './access/index.js';
import { auditRoutes } from './audit/routes.js';
import { agentRoutes } from './agents/index.js';
import { changeRoutes, type GateRules } from './changes/index.js';
import { chatRoutes, type MatrixHealth } from './chat/index.js';
import type { Database, Listener } from './db/index.js';
import { healthRoutes } from './health/index.js';
import { openApiRoute } from './http/openApi.js';
import type { Route } from './http/route.js';
import { intakeRoutes } from './intake/index.js';
import { ticketRoutes } from './tickets/index.js';

export type RouteParts = {
  readonly config: Config;
  readonly db: Database;
  readonly listener: Listener;
  readonly policies: PolicySet;
  readonly raci: Raci;
  /** Folder of the runs' logs. */
  readonly runLogs: string;
  readonly version: string;
  readonly matrixHealth: () => Promise<MatrixHealth>;
};

/** Contract 2.5: the session cookie is for https alone, unless the operator says otherwise. */
export function cookieIsSecure({ auth, server }: Config): boolean {
  if (auth.cookie_secure !== 'auto') return auth.cookie_secure === 'always';
  return server.public_url?.startsWith('https:') ?? false;
}

function gateRules({ gates, runner }: Config, policies: PolicySet): GateRules {
  const { ttl, execution_window: executionWindow } = gates;
  return { policies, ttl, executionWindow, describedWindow: Math.max(runner.task_timeout, aDay) };
}

/** Seconds. GATES.md, "What runs is what was approved": described work has until its task's timeout, a day unless longer. */
const aDay = 86_400;

/** Every route of the API, in the order in which the documentation shows their areas. Asks the database for nothing. */
export function apiRoutes(parts: RouteParts): Route[] {
  const { config, db, listener, raci, runLogs, version, matrixHealth } = parts;
  const { session_ttl: sessionTtl, lockout_attempts: lockoutAttempts, lockout } = config.auth;
  const routes: Route[] = [
    ...healthRoutes({ db, version, matrixHealth }),
    ...accessRoutes({ db, rules: { sessionTtl, lockoutAttempts, lockout }, secureCookie: cookieIsSecure(config) }),
    ...ticketRoutes(db),
    ...intakeRoutes({ db, rules: raci.rules }),
    ...chatRoutes({ db, listener, matrixHealth }),
    ...agentRoutes({ db, rules: raci.rules, runLogs }),
    ...changeRoutes({ db, listener, rules: gateRules(config, parts.policies) }),
    ...auditRoutes(db),
    openApiRoute(() => routes, version),
  ];
  return routes;
}
