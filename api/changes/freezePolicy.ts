import type { ChangeOrigin, PlanKind, PolicySet, Risk } from '../../config/policies.js';
import { selectPolicy } from '../../config/selectPolicy.js';
import type { FrozenPolicy } from './contract.js';

export type GateRules = {
  readonly policies: PolicySet;
  /** Seconds to decide, by risk, for policies that do not say it. */
  readonly ttl: Readonly<Record<'low' | 'medium' | 'high' | 'critical', number>>;
  /** Seconds from the decision in which a plan of kind argv must start. */
  readonly executionWindow: number;
  /** Seconds in which described work must be reported: as long as a task may run. */
  readonly describedWindow: number;
};

export type Frozen =
  | { readonly kind: 'frozen'; readonly policy: FrozenPolicy }
  | { readonly kind: 'refused'; readonly code: string; readonly sentence: string };

type Asked = { action: string; risk: Risk; kind: PlanKind; origin: ChangeOrigin };

/**
 * The policy that applies, with every default and the owning group filled in, as it is stored with the change.
 * `owner` is the ticket's owning group when it has members, else null.
 */
export function freezePolicy(rules: GateRules, asked: Asked, owner: string | null): Frozen {
  const { policy, version } = selectPolicy(rules.policies, asked);
  const described = asked.kind === 'agent' || asked.kind === 'manual';
  const grave = asked.risk === 'high' || asked.risk === 'critical' || asked.risk === 'unknown';
  const twoDecide = policy.alternatives.every(({ count }) => count >= 2);
  if (described && grave && !(policy.accepts_described_plan && twoDecide)) {
    const sentence = `Risk ${asked.risk} needs a plan that a machine can check: send plan {kind: "argv", argv: [...]}.`;
    return { kind: 'refused', code: 'machine_readable_plan_required', sentence };
  }
  const selector = (of: string): string => {
    if (of !== 'group:owner') return of;
    return owner === null ? (policy.owner_fallback ?? of) : `group:${owner}`;
  };
  const ttl = policy.ttl ?? rules.ttl[asked.risk === 'unknown' ? 'high' : asked.risk];
  return {
    kind: 'frozen',
    policy: {
      name: policy.id,
      version,
      description: policy.description,
      alternatives: policy.alternatives.map(({ count, of }) => ({ group: selector(of), approvals: count })),
      deny_threshold: policy.deny_threshold,
      require_reason_on_reject: policy.require_reason_on_reject,
      require_reason_on_approve: policy.require_reason_on_approve,
      ttl,
      execution_window: policy.execution_window ?? (described ? rules.describedWindow : rules.executionWindow),
      on_expire: policy.on_expire,
      assurance: policy.assurance,
      auto_complete: policy.auto_complete,
      manual_completion_required: policy.manual_completion_required,
    },
  };
}
