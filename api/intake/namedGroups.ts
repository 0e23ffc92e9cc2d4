import type { PolicySet } from '../../config/policies.js';
import type { Raci } from '../../config/raci.js';
import type { Config } from '../../config/schema.js';

/** Names of groups that files hold fast: the shipped and the configured ones, and those whom a policy lets decide. */
export function namedGroups(config: Config, raci: Raci, policies: PolicySet): ReadonlySet<string> {
  const selectors = policies.policies.flatMap(({ alternatives, owner_fallback: fallback }) => [
    ...alternatives.map(({ of }) => of),
    ...(fallback === undefined ? [] : [fallback]),
  ]);
  return new Set([
    ...raci.groups.map(({ name }) => name),
    ...Object.keys(config.groups),
    ...selectors.flatMap((one) => (one.startsWith('group:') ? [one.slice('group:'.length)] : [])),
  ]);
}
