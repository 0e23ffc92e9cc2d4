import type { CredentialVault } from '../access/index.js';
import type { Wanted } from './contract.js';

export type Decision = 'allow' | 'deny';
/** `prebuilt_provider_endpoint`: a route of ours uses the lease in the agent's place (contract 25.3). */
export type BrokerMode = 'lease-reference' | 'prebuilt_provider_endpoint';

/** How a lease was looked up, for the answer and the record of it. Holds nothing secret, and says so. */
export function brokerTrace(
  vault: CredentialVault,
  agentId: number,
  wanted: Wanted,
  outcome: { readonly decision: Decision; readonly reason: string; readonly mode: BrokerMode },
) {
  const { system, resource_type: type, resource_id: id, action } = wanted;
  const verb = outcome.decision === 'allow' ? 'may' : 'may not';
  return {
    vault_provider: vault.provider,
    resolver_mode: vault.resolver_mode,
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
