import type { Config } from '../../../config/schema.js';
import type { Secret } from '../../../config/secret.js';
import { openProvider, type Provider } from './provider.js';
import type { OidcRules } from './readClaims.js';

/** What signing in through the configured provider needs. */
export type OidcParts = {
  readonly provider: Provider;
  readonly rules: OidcRules;
  /** Seals what the browser keeps while it is away. */
  readonly key: Secret;
};

/** Undefined when no provider is configured. Reaches out to nobody. */
export function oidcParts({ oidc }: Config, key: Secret): OidcParts | undefined {
  const { issuer, client_id: clientId } = oidc;
  if (issuer === undefined || clientId === undefined) return undefined;
  return { provider: openProvider({ ...oidc, issuer, clientId }), rules: oidc, key };
}
