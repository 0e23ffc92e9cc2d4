import { randomUUID } from 'node:crypto';
import type { PolicySet } from '../config/policies.js';
import type { Raci } from '../config/raci.js';
import type { Config } from '../config/schema.js';
import type { Secret } from '../config/secret.js';
import { accessRoutes, oidcParts } from './access/index.js';
import { accessRequestRoutes } from './accessRequests/index.js';
import { auditRoutes } from './audit/routes.js';
import { dashboardRoutes } from './dashboard/index.js';
import { searchRoutes } from './search/index.js';
import { agentRoutes, resumeWithAnswer, stopAgent } from './agents/index.js';
import { attachmentRoutes, contentFolder, openContentStore } from './attachments/index.js';
import { changeRoutes, type GateRules } from './changes/index.js';
import { bindFiles, chatRoutes, type MatrixHealth } from './chat/index.js';
import { cicdRoutes } from './cicd/index.js';
import type { Database, Listener } from './db/index.js';
import { eventRoutes } from './events/index.js';
import { healthRoutes } from './health/index.js';
import { openApiRoute } from './http/openApi.js';
import type { Route } from './http/route.js';
import { intakeRoutes, namedGroups } from './intake/index.js';
import { knowledgeRoutes, theInternet, type Network } from './knowledge/index.js';
import { leaseRoutes } from './leases/index.js';
import { postmortemRoutes } from './postmortems/index.js';
import { skillsRoutes } from './skills/index.js';
import { closeAtProvider, externalUrl, openProviders, providerRoutes, webAddresses } from './providers/index.js';
import { ticketRoutes } from './tickets/index.js';
import { toolRoutes } from './tools/index.js';
import { addressRulesOf, webhookRoutes } from './webhooks/index.js';
import { workflowRoutes } from './workflows/index.js';

export type RouteParts = {
  readonly config: Config;
  readonly db: Database;
  readonly listener: Listener;
  readonly policies: PolicySet;
  readonly raci: Raci;
  readonly serviceToken: Secret;
  /** Folder of the runs' logs. */
  readonly runLogs: string;
  readonly version: string;
  readonly matrixHealth: () => Promise<MatrixHealth>;
  /** By which pages are fetched for articles; the internet unless told. */
  readonly network?: Network;
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
  const gates = gateRules(config, parts.policies);
  const autoAssignment = { maxPerRule: config.runner.auto_assign_max_per_rule };
  const addresses = webAddresses(config.providers);
  const providerParts = {
    ...{ db, autoAssignment, providers: openProviders(config.providers), owner: `requests-${randomUUID()}` },
    publicUrl: config.server.public_url,
  };
  const store = openContentStore(contentFolder(config.server.data_dir));
  const { max_attachment_bytes: mostBytes, attachment_types: types } = config.tickets;
  const routes: Route[] = [
    ...healthRoutes({ db, version, matrixHealth }),
    ...accessRoutes({
      db,
      rules: { sessionTtl, lockoutAttempts, lockout },
      secureCookie: cookieIsSecure(config),
      publicUrl: config.server.public_url ?? null,
      enforcement: config.auth.mode,
      trustsProxy: config.auth.proxy_secret !== undefined,
      oidc: oidcParts(config, parts.serviceToken),
      routes: () => routes,
    }),
    ...ticketRoutes({
      ...{ db, autoAssignment, stopAgent, resumeWithAnswer, bindFiles },
      externalUrl: (ticket) => externalUrl(ticket, addresses),
      closeAtProvider: closeAtProvider(providerParts),
    }),
    ...providerRoutes(providerParts),
    ...attachmentRoutes({
      db,
      store,
      limits: { maxBytes: mostBytes, types },
    }),
    ...intakeRoutes({ db, named: namedGroups(config, raci, parts.policies), gates, autoAssignment }),
    ...chatRoutes({
      ...{ db, listener, matrixHealth, store, maxBodyChars: config.chat.max_body_chars },
      // A file of a message is to be one of a ticket.
      limits: { maxBytes: Math.min(config.chat.max_attachment_bytes, mostBytes), types },
    }),
    ...agentRoutes({ db, runLogs }),
    ...leaseRoutes(db),
    ...changeRoutes({ db, listener, rules: gates }),
    ...accessRequestRoutes({ db, rules: gates }),
    ...workflowRoutes(db),
    ...postmortemRoutes({ db, runLogs }),
    ...knowledgeRoutes({ db, network: parts.network ?? theInternet }),
    ...skillsRoutes(db),
    ...toolRoutes({ db, config: config.tools }),
    ...cicdRoutes({
      db,
      rules: gates,
      autoAssignment,
      gitlabUrl: config.tools.gitlab_url,
      publicUrl: config.server.public_url,
    }),
    ...auditRoutes(db),
    ...dashboardRoutes(db),
    ...searchRoutes(db),
    ...eventRoutes({ db, listener }),
    ...webhookRoutes({ db, rules: addressRulesOf(config) }),
    openApiRoute(() => routes, version, config.server.public_url),
  ];
  return routes;
}
