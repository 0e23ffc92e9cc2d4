import type { Wanted } from './contract.js';

/** Contract 5.8: where credentials are kept, and how far this platform resolves them. It knows names alone. */
export const vaultProvider = 'server-manager';
const resolverMode = 'reference-only';

export type Decision = 'allow' | 'deny';
/** `prebuilt_provider_endpoint`: a route of ours uses the lease in the agent's place (contract 25.3). */
export type BrokerMode = 'lease-reference' | 'prebuilt_provider_endpoint';

/** How a lease was looked up, for the answer and the record of it. Holds nothing secret, and says so. */
export function brokerTrace(
  agentId: number,
  wanted: Wanted,
  outcome: { readonly decision: Decision; readonly reason: string; readonly mode: BrokerMode },
) {
  const { system, resource_type: type, resource_id: id, action } = wanted;
  const verb = outcome.decision === 'allow' ? 'may' : 'may not';
  return {
    vault_provider: vaultProvider,
    resolver_mode: resolverMode,
    system,
    broker_mode: outcome.mode,
    secret_values_returned: false,
    credential_value_returned: false,
    credential_boundary: 'The credential stays in the vault; the platform knows and tells its name alone.',
    audited: true,
    decision: outcome.decision,
    reason: outcome.reason,
    human_summary: `Agent ${agentId} ${verb} ${action} ${type} ${id} of ${system}.`,
  } as const;
}
export type BrokerTrace = ReturnType<typeof brokerTrace>;
