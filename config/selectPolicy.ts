import type { ChangeOrigin, PlanKind, Policy, PolicySet, Risk } from './policies.js';

export interface ChangeTraits {
  readonly risk: Risk;
  readonly kind: PlanKind;
  readonly origin: ChangeOrigin;
  /** The change's action in words; policies that match by action pass by when it is not given. */
  readonly action?: string | undefined;
}

/** `*` is any text; everything else is itself. Case does not count. */
function glob(pattern: string): RegExp {
  const literal = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`, 'is');
}

function fits({ match }: Policy, { risk, kind, origin, action }: ChangeTraits): boolean {
  return (
    (match.risk?.includes(risk) ?? true) &&
    (match.kind?.includes(kind) ?? true) &&
    (match.origin?.includes(origin) ?? true) &&
    (match.action?.some((pattern) => action !== undefined && glob(pattern).test(action)) ?? true)
  );
}

/**
 * The first policy that fits, with the version of the set, to be frozen into the change (GATES.md, "Policy is data").
 * Pure. A loaded set has a policy for every risk and kind; throws for a set that was not loaded and has none.
 */
export function selectPolicy(set: PolicySet, traits: ChangeTraits): { policy: Policy; version: number } {
  const policy = set.policies.find((entry) => fits(entry, traits));
  if (policy === undefined) {
    throw new Error(`no policy for risk ${traits.risk}, kind ${traits.kind}, origin ${traits.origin}`);
  }
  return { policy, version: set.version };
}
