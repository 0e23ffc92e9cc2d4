/** Who may decide a change and when it is decided (GATES.md, "One pure function"). Nothing here reads a clock or a database. */

export type Policy = {
  name: string;
  version: number;
  /** Ordered alternatives; one of them suffices. Groups are names; `group:owner` was resolved when the policy was frozen. */
  alternatives: { group: string; approvals: number }[];
  /** Denials that end it. */
  deny_threshold: number;
};

export type Vote = { personId: number; verb: 'approve' | 'reject' };

/** The people who may vote, after every exclusion, with the groups that they are in now. Absent means: may not. */
export type Eligibility = ReadonlyMap<number, ReadonlySet<string>>;

export type Decision =
  | { state: 'pending' }
  | { state: 'approved'; by: number[] }
  | { state: 'rejected'; by: number[]; why: 'denied' | 'quorum_unreachable' }
  | { state: 'expired' };

/** One live vote a person, whatever order the rows came in: votes of one person that disagree count as the denial. */
function liveVotes(votes: readonly Vote[], eligibility: Eligibility): { approvers: Set<number>; deniers: Set<number> } {
  const eligible = votes.filter((vote) => eligibility.has(vote.personId));
  const deniers = new Set(eligible.filter((vote) => vote.verb === 'reject').map((vote) => vote.personId));
  const approvers = new Set(eligible.filter((vote) => vote.verb === 'approve').map((vote) => vote.personId));
  for (const denier of deniers) approvers.delete(denier);
  return { approvers, deniers };
}

function membersOf(group: string, people: Iterable<number>, eligibility: Eligibility): number[] {
  return [...people].filter((person) => eligibility.get(person)?.has(group) === true).sort((a, b) => a - b);
}

/** True when at least one alternative has enough eligible people; a change that nobody could ever approve is refused. */
export function quorumIsReachable(
  policy: Policy,
  eligibility: Eligibility,
  without: ReadonlySet<number> = new Set(),
): boolean {
  const people = [...eligibility.keys()].filter((person) => !without.has(person));
  return policy.alternatives.some(
    (alternative) =>
      alternative.approvals > 0 && membersOf(alternative.group, people, eligibility).length >= alternative.approvals,
  );
}

/**
 * Total and independent of the votes' order. `now` and `expiresAt` are epoch milliseconds of the database's clock; at
 * `expiresAt` itself it is over. Silence never approves, and a denial is looked at before any approval.
 */
export function decide(
  policy: Policy,
  votes: readonly Vote[],
  eligibility: Eligibility,
  now: number,
  expiresAt: number,
): Decision {
  if (now >= expiresAt) return { state: 'expired' };
  const { approvers, deniers } = liveVotes(votes, eligibility);
  const denied = [...deniers].sort((a, b) => a - b);
  if (denied.length > 0 && denied.length >= policy.deny_threshold)
    return { state: 'rejected', by: denied, why: 'denied' };
  for (const { group, approvals } of policy.alternatives) {
    const by = membersOf(group, approvers, eligibility);
    if (approvals > 0 && by.length >= approvals) return { state: 'approved', by };
  }
  if (denied.length > 0 && !quorumIsReachable(policy, eligibility, deniers)) {
    return { state: 'rejected', by: denied, why: 'quorum_unreachable' };
  }
  return { state: 'pending' };
}
