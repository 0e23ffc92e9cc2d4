/** Changes and their gates: the words and shapes of contract 10, with the states of GATES.md. */
import { z } from 'zod';
import { risks } from '../../config/policies.js';
import { anyObject, id, optionalText, page, text } from '../http/fields.js';
import { shownLine, shownText } from '../http/shownText.js';
import type { Policy } from './decide.js';

export const changeStates = [
  'pending',
  'approved',
  'rejected',
  'expired',
  'withdrawn',
  'superseded',
  'executing',
  'completed',
  'failed',
  'execution_expired',
  'drifted',
] as const;
export type ChangeState = (typeof changeStates)[number];

/** The policy as it was when the change was asked for; later edits of the file do not reach it. */
export type FrozenPolicy = Policy & {
  readonly description: string;
  readonly require_reason_on_reject: boolean;
  readonly require_reason_on_approve: boolean;
  /** Seconds. */
  readonly ttl: number;
  readonly execution_window: number;
  readonly on_expire: 'reject' | 'escalate' | 'fail';
  readonly assurance: 'L1' | 'L2' | 'L3' | 'L4';
  readonly auto_complete: boolean;
  readonly manual_completion_required: boolean;
};

export type ArgvPlan = {
  readonly kind: 'argv';
  readonly argv: readonly string[];
  /** Seconds after which the executor ends it. */
  readonly timeout: number;
  readonly target: string;
  readonly rollback: string;
  readonly blast_radius: string;
};
export type DescribedPlan = {
  readonly kind: 'agent' | 'manual';
  readonly description: string;
  readonly target: string;
  readonly rollback: string;
  readonly blast_radius: string;
};
/** A lease that people are asked for, whole: what they approve is what is granted. */
export type AccessGrant = {
  readonly agent_id: number;
  readonly system: string;
  readonly resource_type: string;
  readonly resource_id: string;
  readonly action: string;
  readonly credential_ref: string;
  /** When it ends; null: so many seconds after it was granted. */
  readonly expires_at: string | null;
  readonly lifetime: number;
};
/** What the platform itself does in the wake of the decision (GATES.md, kind `effect`). No body can ask for one. */
export type EffectPlan = {
  readonly kind: 'effect';
  readonly effect: 'access_grant';
  readonly description: string;
  readonly grant: AccessGrant;
  readonly target: string;
  readonly rollback: string;
  readonly blast_radius: string;
};
export type Plan = ArgvPlan | DescribedPlan | EffectPlan;

export type Change = {
  readonly id: number;
  readonly agent_id: number | null;
  readonly task_id: number | null;
  readonly ticket_id: number | null;
  readonly action: string;
  readonly target: string;
  readonly reason: string;
  readonly command: string | null;
  readonly plan: Plan;
  readonly plan_kind: Plan['kind'];
  readonly digest: string;
  readonly state: ChangeState;
  readonly state_reason: string | null;
  readonly risk_level: string;
  readonly policy: FrozenPolicy;
  readonly policy_name: string;
  readonly requested_by: string;
  readonly requested_by_principal_id: number;
  readonly decided_by_person_id: number | null;
  readonly decided_at: Date | null;
  readonly approval_mode: string | null;
  readonly auto_approved: boolean;
  readonly rejected_reason: string | null;
  readonly result: string | null;
  readonly result_kind: 'verified' | 'reported' | null;
  readonly completed_by: string | null;
  readonly completed_at: Date | null;
  readonly thread_id: number | null;
  readonly undelivered: boolean;
  readonly requested_at: Date;
  readonly expires_at: Date;
  readonly execute_before: Date | null;
  readonly version: number;
};

/** GATES.md, "On the wire": agents poll on the seed's four words. */
export function wireStatus(state: ChangeState): 'pending' | 'approved' | 'rejected' | 'completed' {
  switch (state) {
    case 'pending':
      return 'pending';
    case 'completed':
      return 'completed';
    case 'rejected':
    case 'expired':
    case 'withdrawn':
    case 'superseded':
      return 'rejected';
    case 'approved':
    case 'executing':
    case 'failed':
    case 'execution_expired':
    case 'drifted':
      return 'approved';
  }
}

export function isFinal(state: ChangeState): boolean {
  return !['pending', 'approved', 'executing'].includes(state);
}

/** Controls, bidi and other invisible characters: with them a card can show something else than what runs. */
const deceptive = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** A word of a command: refused, not cleaned, because what is shown, what is digested and what runs are the same bytes. */
const word = z
  .string()
  .max(4_096)
  .refine((value) => !deceptive.test(value), {
    message: 'control, invisible and text-direction characters are not allowed in a command',
  });

const planText = { rollback: shownText(2_000).default(''), blast_radius: shownText(2_000).default('') };

export const planBody = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('argv'),
    argv: z
      .array(word)
      .min(1)
      .max(64)
      .refine(([program]) => program?.trim() !== '', { message: 'the program is empty' }),
    timeout: z.coerce.number().int().min(1).max(3_600).default(60),
    ...planText,
  }),
  z.object({ kind: z.literal('agent'), description: shownText(8_000), ...planText }),
  z.object({ kind: z.literal('manual'), description: shownText(8_000), ...planText }),
]);
export type PlanBody = z.output<typeof planBody>;

export const requestBody = z
  .object({
    agent_id: id().nullish(),
    ticket_id: id(),
    action: shownLine(255),
    target: shownLine(255),
    reason: shownText(8_000).default(''),
    command: shownText(8_000)
      .nullish()
      .transform((value) => (value === undefined || value === null || value.trim() === '' ? null : value)),
    risk_level: text(40)
      .default('unknown')
      .transform((value) => risks.find((known) => known === value.trim().toLowerCase()) ?? 'unknown'),
    plan: planBody.optional(),
    /** Kept as it was sent. What holds is the policy of the configuration: nothing in here reaches the decision. */
    approval_policy: anyObject.default({}),
  })
  .meta({
    examples: [
      {
        agent_id: 26,
        ticket_id: 28,
        action: 'block_url',
        target: 'https://example.invalid/phish',
        reason: 'Confirmed phishing URL.',
        command: 'no-op in lab',
        risk_level: 'medium',
        approval_policy: { requires_human: true },
      },
    ],
  });
export type RequestChange = z.output<typeof requestBody>;

export const listQuery = z.object({
  status: z.enum(['pending', 'approved', 'rejected', 'completed']).optional(),
  state: z.enum(changeStates).optional(),
  agent_id: id().optional(),
  ticket_id: id().optional(),
  eligible: z.enum(['me']).optional(),
  ...page(100, 500),
});

export const pendingQuery = z.object({ ...page(100, 500) });

export const statusQuery = z.object({
  wait: z.coerce.number().min(0).max(60).default(0).meta({ description: 'Seconds to wait for another state.' }),
  since: z.enum(changeStates).default('pending').meta({ description: 'The state that is known already.' }),
});

export const withdrawBody = z.object({ reason: optionalText(2_000) });

export const decisionBody = z
  .object({
    reason: optionalText(2_000),
    approval_reason: optionalText(2_000),
    /** Kept as who the body claims to be; who decides is the token's person. */
    approved_by: optionalText(100),
    rejected_by: optionalText(100),
    actor: optionalText(100),
  })
  .meta({
    examples: [
      { approved_by: 'operator', reason: 'Reviewed evidence and approved scoped action.' },
      { rejected_by: 'operator', reason: 'Insufficient evidence' },
    ],
  });

export const completeBody = z
  .object({ result: text(60_000).nullish(), evidence: text(60_000).nullish(), output: text(60_000).nullish() })
  .transform(({ result, evidence, output }) => ({
    result:
      [result, evidence, output].find((value) => value !== null && value !== undefined && value.trim() !== '') ?? '',
  }))
  .refine(({ result }) => result !== '', {
    path: ['result'],
    message: 'Change completion requires non-empty result, evidence, or output',
  })
  .meta({
    examples: [
      { completed_by: 'agent_26', result: 'URL block applied in test environment with verification evidence.' },
    ],
  });
