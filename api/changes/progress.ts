import type { FrozenPolicy } from './contract.js';
import type { Vote } from './decide.js';
import type { Standing } from './eligibility.js';

/** How far the quorum is, in words. Counted as `decide` counts: whoever denies does not approve, whatever came before. */
export function stillMissing(policy: FrozenPolicy, votes: readonly Vote[], people: readonly Standing[]): string {
  const approvers = new Set(votes.filter(({ verb }) => verb === 'approve').map(({ personId }) => personId));
  const ways = policy.alternatives.map(({ group, approvals }) => {
    const have = people.filter(
      (one) => approvers.has(one.personId) && one.excluded === null && one.selectors.includes(group),
    );
    return `${have.length} of ${approvals} from ${group.replace(/^\w+:/, '')}`;
  });
  return `So far: ${ways.join(', or ')}.`;
}
