import { z } from 'zod';
import { classifications } from '../../../config/roles.js';
import type { Database } from '../../db/index.js';
import { ok } from '../../http/answer.js';
import { defineRoute, type Route } from '../../http/route.js';
import { credentialVault, type CredentialVault } from '../credentialVault.js';
import { listRoles } from '../sql/listRoles.js';
import { emailHeaders, providerHeader, userHeaders } from '../trustedProxy.js';
import { accessArea } from './refusals.js';

export type PolicyParts = {
  readonly db: Database;
  readonly enforcement: 'enforce' | 'audit-only' | 'disabled';
  /** Whether a proxy in front of us may say who calls. */
  readonly trustsProxy: boolean;
  /** Every route of the API; asked when the answer is wanted, because the list holds this one too. */
  readonly routes: () => readonly Route[];
};

const words = z.array(z.string());
const requirement = z.object({
  method: z.string(),
  path: z.string(),
  permission: z.string().nullable().describe('Null for what everybody may call.'),
  agents: z.string().describe('Which agents may call it, whatever their permissions are: never, turn, task or any.'),
});
const answer = z.object({
  auth_mode: z.string(),
  enforcement: z.string(),
  provider_headers: z.object({ username: words, email: words, provider: words }),
  role_capabilities: z.record(z.string(), words),
  classification_order: words,
  route_requirements: z.array(requirement),
  agent_permission_boundary: z.string(),
  agent_vault_boundary: z.string(),
  credential_broker: z.object({
    vault_provider: z.string(),
    resolver_mode: z.string(),
    secret_values_returned: z.literal(false),
    modes: z.record(z.string(), z.string()),
  }),
  workflow_preapproved_leases: z.string(),
});

const boundaries = {
  agent_permission_boundary:
    'An agent has what whoever spawned it may do, less what its run was not given, for its own ticket alone and for as long as its run holds its lease. Routes that say never are closed to it whatever its permissions are: it asks for a decision and never makes one.',
  agent_vault_boundary:
    'An agent is told which credentials it may use, by reference. A lease names a system, a resource and actions, ends by itself, and can be revoked; the value of a secret is never in an answer, a note, a log or an audit row.',
  workflow_preapproved_leases:
    'A workflow that a person has reviewed and that is active may name leases that its runs get at their start. Agents cannot write, review or activate one.',
} as const;

/** What each mode of `vault.resolver_mode` means. */
const modes: Readonly<Record<CredentialVault['resolver_mode'], string>> = {
  'reference-only': 'A lease is a reference that the executor resolves. The API never holds the value.',
};

/** Contract 4, from the routes as they are declared: what it tells cannot differ from what is enforced. */
export function policies({ db, enforcement, trustsProxy, routes }: PolicyParts): Route {
  return defineRoute({
    ...{ method: 'get', path: '/api/access/policies', area: accessArea },
    summary: 'Who may do what: roles, classifications, and the permission that each route needs.',
    access: { kind: 'signed-in', permission: 'access:read', agents: 'never' },
    answers: { 200: { description: 'The policies', schema: answer } },
    async handle() {
      const [roles, vault] = await Promise.all([listRoles(db), credentialVault(db)]);
      return ok({
        auth_mode: trustsProxy ? 'header' : 'session',
        enforcement,
        provider_headers: { username: userHeaders, email: emailHeaders, provider: [providerHeader] },
        role_capabilities: Object.fromEntries(roles.map(({ name, capabilities }) => [name, capabilities])),
        classification_order: classifications,
        route_requirements: routes().map(({ method, path, access }) => ({
          method: method.toUpperCase(),
          path,
          permission: access.kind === 'public' ? null : access.permission,
          agents: access.kind === 'public' ? 'any' : access.agents,
        })),
        credential_broker: {
          vault_provider: vault.provider,
          resolver_mode: vault.resolver_mode,
          secret_values_returned: false,
          modes,
        },
        ...boundaries,
      });
    },
  });
}
