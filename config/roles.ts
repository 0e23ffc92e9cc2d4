import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { readDataFile } from './dataFile.js';

export const classifications = ['public', 'internal', 'confidential', 'restricted', 'secret'] as const;
export type Classification = (typeof classifications)[number];

const role = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9_-]*$/),
  description: z.string().min(1),
  capabilities: z.array(z.string().regex(/^(\*|[a-z0-9-]+:(\*|[a-z_]+))$/)).min(1),
  /** Which tickets and changes are behind the doors that the capabilities open; data/roles.yaml explains the words. */
  tickets: z.enum(['all', 'scoped', 'eligible', 'own', 'none']),
  changes: z.enum(['all', 'scoped', 'eligible', 'own', 'none']),
  /** Audiences of notes that the role reads. */
  notes: z.array(z.enum(['internal', 'user', 'public'])).min(1),
  max_classification: z.enum(classifications),
});

export type Role = z.output<typeof role>;

const roleFile = z
  .strictObject({ roles: z.array(role).min(1) })
  .refine(({ roles }) => new Set(roles.map(({ name }) => name)).size === roles.length, 'two roles have the same name');

/** The built-in roles: the contract's five (3.2), requester and approver, Spec 030's six (28.1). Throws ConfigError. */
export function loadRoles(): readonly Role[] {
  return readDataFile(fileURLToPath(new URL('./data/roles.yaml', import.meta.url)), roleFile).roles;
}

/** Contract 3.1: `*` grants all, `area:*` everything of the area, anything else exactly. */
export function grants(capabilities: readonly string[], permission: string): boolean {
  const area = `${permission.split(':')[0] ?? ''}:*`;
  return capabilities.some((held) => held === '*' || held === area || held === permission);
}
