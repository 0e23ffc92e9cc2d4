import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { readDataFile } from './dataFile.js';
import { duration } from './fields.js';

export const risks = ['low', 'medium', 'high', 'critical', 'unknown'] as const;
export type Risk = (typeof risks)[number];
/** Kinds of plan (GATES.md, "What runs is what was approved"). */
export const planKinds = ['argv', 'http', 'effect', 'manual', 'agent'] as const;
export type PlanKind = (typeof planKinds)[number];
/** Where a change came from. */
export const changeOrigins = ['agent', 'person', 'intake', 'access', 'cicd'] as const;
export type ChangeOrigin = (typeof changeOrigins)[number];

const selector = z
  .string()
  .regex(/^(group|role|person):\S.*$/, 'a selector is group:<name>, group:owner, role:<name> or person:<name>');

const policy = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]+$/),
    description: z.string().min(1),
    /** Each list that is there must contain the change's value. `action` takes `*` for any text, case-insensitive. */
    match: z.strictObject({
      action: z.array(z.string().min(1)).min(1).optional(),
      origin: z.array(z.enum(changeOrigins)).min(1).optional(),
      risk: z.array(z.enum(risks)).min(1).optional(),
      kind: z.array(z.enum(planKinds)).min(1).optional(),
    }),
    /** Any one of them, in full, approves. */
    alternatives: z.array(z.strictObject({ count: z.int().min(1).max(20), of: selector })).min(1),
    /** What stands for `group:owner` when the ticket has no owning group or that group has no members. */
    owner_fallback: selector.optional(),
    deny_threshold: z.int().min(1).max(20).default(1),
    require_reason_on_reject: z.boolean().default(true),
    require_reason_on_approve: z.boolean().default(false),
    /** Seconds to decide; when not set: `gates.ttl` of the configuration, by risk. */
    ttl: duration(60, 30 * 86_400).optional(),
    /** Seconds from the decision in which the plan may start; when not set: `gates.execution_window`. */
    execution_window: duration(60, 86_400).optional(),
    on_expire: z.enum(['reject', 'escalate', 'fail']).default('reject'),
    assurance: z.enum(['L1', 'L2', 'L3', 'L4']).default('L1'),
    /** High and critical risk without a machine-readable plan are refused unless this is true and two people decide. */
    accepts_described_plan: z.boolean().default(false),
    /** Contract 10.8: false keeps the supervisor from completing the change at the end of the agent's task. */
    auto_complete: z.boolean().default(true),
    manual_completion_required: z.boolean().default(false),
  })
  .refine((value) => !value.alternatives.some(({ of }) => of === 'group:owner') || value.owner_fallback !== undefined, {
    path: ['owner_fallback'],
    message: 'a policy with group:owner must say who stands in when that group has no members',
  })
  .refine((value) => value.owner_fallback !== 'group:owner', {
    path: ['owner_fallback'],
    message: 'group:owner cannot stand in for itself',
  })
  .refine((value) => !value.accepts_described_plan || value.alternatives.every(({ count }) => count >= 2), {
    path: ['accepts_described_plan'],
    message: 'plans in words only need at least two people in every alternative',
  });

export type Policy = z.output<typeof policy>;

function unmatched(policies: readonly Policy[]): string[] {
  const catches = (entry: Policy, risk: Risk, kind: PlanKind) =>
    entry.match.action === undefined &&
    entry.match.origin === undefined &&
    (entry.match.risk?.includes(risk) ?? true) &&
    (entry.match.kind?.includes(kind) ?? true);
  return risks.flatMap((risk) =>
    planKinds.filter((kind) => !policies.some((entry) => catches(entry, risk, kind))).map((kind) => `${risk}/${kind}`),
  );
}

const policySet = z
  .strictObject({ version: z.int().min(1), policies: z.array(policy).min(1) })
  .superRefine((value, context) => {
    const open = unmatched(value.policies);
    if (open.length > 0) {
      context.addIssue({ code: 'custom', path: ['policies'], message: `no policy for risk/kind ${open.join(', ')}` });
    }
    if (new Set(value.policies.map(({ id }) => id)).size !== value.policies.length) {
      context.addIssue({ code: 'custom', path: ['policies'], message: 'two policies have the same id' });
    }
  });

export type PolicySet = z.output<typeof policySet>;

/** The policies of `file` (`config.gates.policies`), else the shipped ones. Throws ConfigError. Durations are seconds. */
export function loadPolicies(file: string | undefined): PolicySet {
  return readDataFile(file ?? fileURLToPath(new URL('./data/policies.yaml', import.meta.url)), policySet);
}
