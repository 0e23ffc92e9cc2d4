/** Access that an agent or a person lacks: asked for at the ticket that needs it (contract 9). */
import { z } from 'zod';
import { risks } from '../../config/policies.js';
import { anyObject, id, optionalText, page } from '../http/fields.js';
import { shownText } from '../http/shownText.js';
import { isReference } from '../leases/index.js';
import { ticketShape } from '../tickets/index.js';

const inOneLine = (value: string): string => value.replaceAll(/\s+/g, ' ').trim();

const needed = (max: number) =>
  z.preprocess(
    (value) => value ?? '',
    shownText(20_000)
      .transform(inOneLine)
      .refine((value) => value !== '', { message: 'resource and permission are required' })
      .refine((value) => value.length <= max, { message: `at most ${max} characters` }),
  );

const optionalLine = (max: number) =>
  shownText(max)
    .nullish()
    .transform((value) => inOneLine(value ?? '') || null);

const leaseRequest = z.object({
  system: optionalLine(80),
  resource_type: optionalLine(120),
  resource_id: optionalLine(300),
  action: optionalLine(80),
  credential_ref: optionalLine(500).refine((value) => value === null || isReference(value), {
    message: 'name a credential, such as <vault:siem_readonly>; a secret is never sent here',
  }),
  expires_at: z.iso
    .datetime({ offset: true })
    .nullish()
    .transform((value) => (value === undefined || value === null ? null : new Date(value))),
});
export type LeaseRequest = z.output<typeof leaseRequest>;

/** `123`, `"123"` and `"agent-123"`: agents call themselves by all of them. */
const agentId = z.preprocess((value) => {
  const number = typeof value === 'string' ? /^\s*agent[-_ ]?(\d+)\s*$/i.exec(value)?.[1] : undefined;
  return number === undefined ? value : Number(number);
}, id().nullish());

export const accessRequestBody = z
  .object({
    resource: needed(300),
    permission: needed(240),
    reason: shownText(8_000)
      .nullish()
      .transform((value) => value ?? ''),
    agent_id: agentId,
    requester: optionalLine(240),
    account_ref: optionalLine(240),
    assignment_group: optionalText(160),
    risk_level: optionalText(40).transform(
      (value) => risks.find((risk) => risk === value?.trim().toLowerCase()) ?? null,
    ),
    sync_provider: z
      .union([z.boolean(), z.stringbool()])
      .nullish()
      .transform((value) => value ?? null),
    created_by: optionalLine(100),
    lease_request: leaseRequest.nullish().transform((value) => value ?? null),
  })
  .meta({
    examples: [
      {
        agent_id: 123,
        resource: 'GitLab project demo/private-infra',
        permission: 'Developer repository read access',
        account_ref: 'agent-123',
        assignment_group: 'DevSecOps',
        risk_level: 'medium',
        sync_provider: false,
        reason: 'Repository API returned 403; least-privilege read access is required before evidence can be reviewed.',
      },
    ],
  });
export type RequestAccess = z.output<typeof accessRequestBody>;

export const accessRequestsQuery = z.object({ ...page(100, 500) });

/** How a request found its group (contract 9.2). */
export type AccessRoute = {
  readonly source: 'explicit' | 'raci-rule' | 'fallback';
  readonly rule_name: string | null;
  readonly intent: string;
  readonly assignment_group: string;
  readonly responsible: string;
  readonly accountable: string;
  readonly consulted: readonly string[];
  readonly informed: readonly string[];
  readonly risk_level: string | null;
  readonly approval_action: string | null;
  readonly score: number;
};

export type AccessRequest = {
  readonly id: number;
  readonly parent_ticket_id: number;
  readonly access_ticket_id: number;
  readonly agent_id: number | null;
  readonly change_id: number;
  readonly requester: string;
  readonly account_ref: string | null;
  readonly resource: string;
  readonly permission: string;
  readonly reason: string;
  readonly assignment_group: string;
  readonly access_raci: AccessRoute;
  readonly lease_request: Readonly<Record<string, unknown>> | null;
  readonly lease_inferred: boolean;
  readonly status: 'pending_approval' | 'approved' | 'granted' | 'rejected';
  readonly approval_actor: string | null;
  readonly grant_evidence: string | null;
  readonly closed_reason: string | null;
  readonly created_at: Date;
  readonly updated_at: Date;
};

const time = z.string().meta({ format: 'date-time' });
const status = z.enum(['pending_approval', 'approved', 'granted', 'rejected']);
const route = z.object({
  source: z.enum(['explicit', 'raci-rule', 'fallback']),
  rule_name: z.string().nullable(),
  intent: z.string(),
  assignment_group: z.string(),
  responsible: z.string(),
  accountable: z.string(),
  consulted: z.array(z.string()),
  informed: z.array(z.string()),
  risk_level: z.string().nullable(),
  approval_action: z.string().nullable(),
  score: z.number(),
});

export const requestedShape = z.object({
  status,
  already_open: z.boolean().meta({ description: 'The same was asked for before and is still open: this is that one.' }),
  access_request_id: z.number(),
  parent_ticket_id: z.number(),
  access_ticket_id: z.number(),
  change_id: z.number(),
  resource: z.string(),
  permission: z.string(),
  assignment_group: z.string(),
  risk_level: z.string(),
  expires_at: time,
  lease_request: anyObject.nullable(),
  access_raci: route,
  // Tickets and access requests import each other.
  access_ticket: z.lazy(() => ticketShape),
});

export const accessRequestShape = z.object({
  id: z.number(),
  parent_ticket_id: z.number(),
  access_ticket_id: z.number(),
  agent_id: z.number().nullable(),
  change_id: z.number(),
  requester: z.string(),
  account_ref: z.string().nullable(),
  resource: z.string(),
  permission: z.string(),
  reason: z.string(),
  assignment_group: z.string(),
  access_raci: route,
  lease_request: anyObject.nullable(),
  lease_inferred: z.boolean(),
  status,
  approval_actor: z.string().nullable(),
  grant_evidence: z.string().nullable(),
  closed_reason: z.string().nullable(),
  created_at: time,
  updated_at: time,
  access_ticket_title: z.string(),
  access_ticket_status: z.string(),
  access_ticket_provider_ref: z.string(),
  access_ticket_provider: z.string(),
  access_ticket_assignee_team: z.string().nullable(),
  change_status: z.enum(['pending', 'approved', 'rejected', 'completed']),
  change_state: z.string(),
  approved_by: z.string().nullable(),
  approved_at: time.nullable(),
  change_result: z.string().nullable(),
});

export const accessRequestListShape = z.object({ access_requests: z.array(accessRequestShape), total: z.number() });
