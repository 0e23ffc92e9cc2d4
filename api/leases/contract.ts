/** The vault of an agent: what it may reach beyond its ticket, until when (contract 5.3 to 5.7). Never a credential itself. */
import { z } from 'zod';
import { id, optionalText, page, text } from '../http/fields.js';

/** What is to be reached. `resource_id` of a lease is a shell pattern; of a request it is one thing. */
export type Wanted = {
  readonly system: string;
  readonly resource_type: string;
  readonly resource_id: string;
  readonly action: string;
};

export type Lease = Wanted & {
  readonly id: number;
  readonly agent_id: number;
  readonly credential_ref: string;
  readonly lease_status: 'active' | 'expired' | 'revoked';
  readonly expires_at: Date;
  readonly granted_by: string;
  readonly change_id: number | null;
  readonly revoked_at: Date | null;
  readonly revoked_by: string | null;
  readonly revoke_reason: string | null;
  readonly created_at: Date;
};

const words = (max: number, standard: string) =>
  text(max)
    .nullish()
    .transform((value) => (value ?? '').trim() || standard);

export const leaseBody = z
  .object({
    system: text(80)
      .transform((value) => value.trim())
      .refine((value) => value !== '', { message: 'is empty' })
      .meta({ description: 'The system that holds the resource.' }),
    resource_type: words(120, 'resource'),
    resource_id: words(300, '*'),
    action: words(80, 'read'),
  })
  .meta({
    examples: [{ system: 'wazuh', resource_type: 'api', resource_id: 'wazuh.manager', action: 'read' }],
  });

export const revokeBody = z.object({ reason: optionalText(500) });
export const vaultQuery = z.object({ ...page(200, 500) });
export const leaseParams = z.object({ id: id(), lease_id: id() });

const wanted = {
  system: z.string(),
  resource_type: z.string(),
  resource_id: z.string(),
  action: z.string(),
};

export const leaseShape = z.object({
  id: z.number(),
  agent_id: z.number(),
  ...wanted,
  credential_ref: z.string().meta({ description: 'The name under which the broker finds the credential.' }),
  lease_status: z.enum(['active', 'expired', 'revoked']),
  expires_at: z.string(),
  granted_by: z.string(),
  change_id: z.number().nullable(),
  revoked_at: z.string().nullable(),
  revoked_by: z.string().nullable(),
  revoke_reason: z.string().nullable(),
  created_at: z.string(),
});

export const vaultShape = z.object({
  agent_id: z.number(),
  leases: z.array(leaseShape),
  total: z.number(),
  secret_values_returned: z.literal(false),
  note: z.string(),
});

export const brokerTraceShape = z.object({
  vault_provider: z.string(),
  resolver_mode: z.string(),
  system: z.string(),
  broker_mode: z.string(),
  secret_values_returned: z.literal(false),
  credential_value_returned: z.literal(false),
  credential_boundary: z.string(),
  audited: z.literal(true),
  decision: z.enum(['allow', 'deny']),
  reason: z.string(),
  human_summary: z.string(),
});

export const allowedShape = z.object({
  allow: z.literal(true),
  lease_id: z.number(),
  agent_id: z.number(),
  ...wanted,
  credential_ref: z.string(),
  credential_value: z.null(),
  expires_at: z.string(),
  broker_trace: brokerTraceShape,
  note: z.string(),
});

export const revokedShape = z.object({
  status: z.literal('revoked'),
  lease_id: z.number(),
  agent_id: z.number(),
  revoked_at: z.string(),
  revoked_by: z.string(),
});
