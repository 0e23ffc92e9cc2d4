import type { Config } from '../../config/schema.js';
import { vaultSection } from '../../config/sections/vault.js';
import type { Queryable } from '../db/index.js';

export type CredentialVault = Config['vault'];

/** Contract 5.8: where credentials are kept, and how far this platform follows their names. It knows names alone. */
export async function credentialVault(q: Queryable): Promise<CredentialVault> {
  const { rows } = await q.query<CredentialVault>(
    'select vault_provider as provider, vault_resolver_mode as resolver_mode from installation',
  );
  // A database that no start has claimed yet.
  return rows[0] ?? vaultSection.parse({});
}

/** Written at every start, so that processes of one installation tell the same. */
export async function keepCredentialVault(
  q: Queryable,
  { provider, resolver_mode: mode }: CredentialVault,
): Promise<void> {
  await q.query(
    `update installation set vault_provider = $1, vault_resolver_mode = $2
     where (vault_provider, vault_resolver_mode) is distinct from ($1::text, $2::text)`,
    [provider, mode],
  );
}
