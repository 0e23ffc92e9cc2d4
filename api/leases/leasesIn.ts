import { z } from 'zod';
import { shownLine } from '../http/shownText.js';
import type { Wanted } from './contract.js';
import { isReference } from './reference.js';

export type DescribedLease = Wanted & { readonly credential_ref: string; readonly expires_at: Date | null };

const oneOrMore = z
  .union([shownLine(80), z.array(shownLine(80)).min(1).max(20)])
  .nullish()
  .transform((value) => (value === null || value === undefined ? undefined : [value].flat()));

const described = z.object({
  system: shownLine(80),
  credential_ref: shownLine(500).refine(isReference),
  resource_type: shownLine(120).default('resource'),
  resource_id: shownLine(300).nullish(),
  resource: shownLine(300).nullish(),
  action: oneOrMore,
  actions: oneOrMore,
  expires_at: z.iso
    .datetime({ offset: true })
    .nullish()
    .transform((value) => (value === null || value === undefined ? null : new Date(value))),
  enabled: z.boolean().default(true),
});

/**
 * The leases that a scope of a person or the policy of a workflow describes (contract 5.3 b and c), one for each action. An
 * entry that lacks system or reference is none, and one that cannot be read is left out: what is not clear is not granted.
 */
export function leasesIn(value: unknown): DescribedLease[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown): DescribedLease[] => {
    const parsed = described.safeParse(entry);
    if (!parsed.success || !parsed.data.enabled) return [];
    const { system, credential_ref, resource_type, resource_id, resource, action, actions, expires_at } = parsed.data;
    return (action ?? actions ?? ['read']).map((one) => ({
      ...{ system, credential_ref, resource_type, expires_at },
      resource_id: resource_id ?? resource ?? '*',
      action: one,
    }));
  });
}
