import { z } from 'zod';

/** How far a reference is followed here. Only this far: a mode in which the platform held values would have to be built first. */
export const resolverModes = ['reference-only'] as const;

/** Contract 5.8 and 26: what is told of the vault that leases name credentials of. */
export const vaultSection = z
  .strictObject({
    provider: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/)
      .meta({ expects: 'a name of letters, digits, ".", "_" and "-", at most 80 characters' })
      .default('server-manager')
      .describe('Name of the vault that keeps the credentials, as answers and events tell it; it is never asked.'),
    resolver_mode: z
      .enum(resolverModes)
      .default('reference-only')
      .describe('How far a lease is followed here: it names a credential, and whoever uses it resolves the name.'),
  })
  .describe('The vault that leases of agents refer to. No secret value ever passes through Opsroom.');
