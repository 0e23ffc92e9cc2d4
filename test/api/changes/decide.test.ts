import { expect } from 'chai';
import fc from 'fast-check';
import { decide, quorumIsReachable, type Eligibility, type Policy, type Vote } from '../../../api/changes/decide.js';

const [bo, cy, dee, admin, stranger] = [2, 3, 4, 9, 77] as const;
const soon = 1_000;
const eligibility: Eligibility = new Map([
  [bo, new Set(['ops'])],
  [cy, new Set(['ops'])],
  [dee, new Set(['ops'])],
  [admin, new Set(['ops', 'admins'])],
]);
const twoOpsOrOneAdmin: Policy = {
  name: 'high',
  version: 1,
  alternatives: [
    { group: 'ops', approvals: 2 },
    { group: 'admins', approvals: 1 },
  ],
  deny_threshold: 1,
};
const approve = (personId: number): Vote => ({ personId, verb: 'approve' });
const reject = (personId: number): Vote => ({ personId, verb: 'reject' });
const decided = (votes: Vote[], policy = twoOpsOrOneAdmin, now = 0): unknown =>
  decide(policy, votes, eligibility, now, soon);

describe('the decision on a change', () => {
  it('waits while no alternative has its approvals', () => {
    expect(decided([])).to.deep.equal({ state: 'pending' });
    expect(decided([approve(bo)])).to.deep.equal({ state: 'pending' });
  });
  it('is taken by either alternative', () => {
    expect(decided([approve(cy), approve(bo)])).to.deep.equal({ state: 'approved', by: [bo, cy] });
    expect(decided([approve(admin)])).to.deep.equal({ state: 'approved', by: [admin] });
  });
  it('counts people, not votes', () => {
    expect(decided([approve(bo), approve(bo)])).to.deep.equal({ state: 'pending' });
  });
  it('never counts somebody who is not eligible, for or against', () => {
    expect(decided([approve(stranger), approve(bo), reject(stranger)])).to.deep.equal({ state: 'pending' });
  });
  it('looks at a denial before any approval', () => {
    expect(decided([approve(bo), approve(cy), reject(dee)])).to.deep.equal({
      state: 'rejected',
      by: [dee],
      why: 'denied',
    });
  });
  it('ends when denials make the quorum unreachable', () => {
    const policy: Policy = { ...twoOpsOrOneAdmin, alternatives: [{ group: 'ops', approvals: 4 }], deny_threshold: 3 };
    expect(decided([reject(bo)], policy)).to.deep.equal({ state: 'rejected', by: [bo], why: 'quorum_unreachable' });
  });
  it('is over at the very millisecond of expiry, and not one before', () => {
    expect(decided([approve(admin)], twoOpsOrOneAdmin, soon - 1)).to.have.property('state', 'approved');
    expect(decided([approve(admin)], twoOpsOrOneAdmin, soon)).to.deep.equal({ state: 'expired' });
    expect(decided([], twoOpsOrOneAdmin, soon + 1)).to.deep.equal({ state: 'expired' });
  });
  it('is nobody’s when the list of approvers is empty, or asks for nobody', () => {
    for (const alternatives of [[], [{ group: 'ops', approvals: 0 }], [{ group: 'constructor', approvals: 1 }]]) {
      const policy: Policy = { ...twoOpsOrOneAdmin, alternatives };
      expect(decided([approve(bo), approve(cy), approve(admin)], policy)).to.deep.equal({ state: 'pending' });
      expect(quorumIsReachable(policy, eligibility)).to.equal(false);
    }
  });

  const votes = fc.array(
    fc.record({
      personId: fc.constantFrom(bo, cy, dee, admin, stranger),
      verb: fc.constantFrom('approve' as const, 'reject' as const),
    }),
  );
  it('does not depend on the order of the votes', () => {
    fc.assert(
      fc.property(votes, fc.integer({ min: 0, max: 2 }), (cast, deny) => {
        const policy = { ...twoOpsOrOneAdmin, deny_threshold: deny };
        expect(decided([...cast].reverse(), policy)).to.deep.equal(decided(cast, policy));
      }),
    );
  });
  it('never approves while an approver short of every quorum has spoken alone', () => {
    fc.assert(
      fc.property(votes, (cast) => {
        const outcome = decide(twoOpsOrOneAdmin, cast, eligibility, 0, soon);
        if (outcome.state !== 'approved') return;
        expect(outcome.by.includes(admin) || new Set(outcome.by).size >= 2).to.equal(true);
        expect(outcome.by).to.not.include(stranger);
        expect(cast.some((vote) => vote.verb === 'reject' && vote.personId !== stranger)).to.equal(false);
      }),
    );
  });
});

/** The rules once more, written down differently: over subsets of people, without sets of groups. */
function byTheBook(policy: Policy, cast: readonly Vote[], people: Eligibility, now: number, expiresAt: number): string {
  if (now >= expiresAt) return 'expired';
  const word = (person: number): string | undefined => {
    const theirs = cast.filter(({ personId }) => personId === person).map(({ verb }) => verb);
    return theirs.includes('reject') ? 'reject' : theirs[0];
  };
  const everyone = [...people.keys()];
  const deniers = everyone.filter((person) => word(person) === 'reject').length;
  if (deniers > 0 && deniers >= policy.deny_threshold) return 'rejected';
  const reaches = (says: (word: string | undefined) => boolean): boolean =>
    policy.alternatives.some(
      ({ group, approvals }) =>
        approvals >= 1 &&
        everyone.filter((person) => says(word(person)) && [...(people.get(person) ?? [])].includes(group)).length >=
          approvals,
    );
  if (reaches((said) => said === 'approve')) return 'approved';
  return deniers > 0 && !reaches((said) => said !== 'reject') ? 'rejected' : 'pending';
}

describe('the decision on any change', () => {
  const group = fc.constantFrom('ops', 'admins', 'network', '__proto__');
  const person = fc.integer({ min: 1, max: 6 });
  const policies = fc.record({
    name: fc.constant('any'),
    version: fc.constant(1),
    alternatives: fc.array(fc.record({ group, approvals: fc.integer({ min: 0, max: 4 }) }), { maxLength: 3 }),
    deny_threshold: fc.integer({ min: 0, max: 3 }),
  });
  const anyVotes = fc.array(fc.record({ personId: person, verb: fc.constantFrom<Vote['verb']>('approve', 'reject') }), {
    maxLength: 12,
  });
  const anyPeople = fc
    .array(fc.tuple(person, fc.array(group, { maxLength: 3 })), { maxLength: 6 })
    .map((entries): Eligibility => new Map(entries.map(([id, groups]) => [id, new Set(groups)])));
  const moment = fc.integer({ min: 0, max: 3 });

  it('is what the rules say, for every policy, vote, membership and moment', () => {
    fc.assert(
      fc.property(policies, anyVotes, anyPeople, moment, moment, (policy, cast, people, now, until) => {
        expect(decide(policy, cast, people, now, until).state).to.equal(byTheBook(policy, cast, people, now, until));
      }),
      { numRuns: 1_000 },
    );
  });
  it('does not change what it is given, and says the same when it is asked again', () => {
    fc.assert(
      fc.property(policies, anyVotes, anyPeople, (policy, cast, people) => {
        const copy = structuredClone([policy, cast, people]);
        const first = decide(policy, cast, people, 0, 1);
        expect(decide(policy, cast, people, 0, 1)).to.deep.equal(first);
        expect([policy, cast, people]).to.deep.equal(copy);
      }),
    );
  });
  it('is never turned from rejected to approved by one more vote', () => {
    fc.assert(
      fc.property(policies, anyVotes, anyPeople, person, (policy, cast, people, personId) => {
        if (decide(policy, cast, people, 0, 1).state !== 'rejected') return;
        const more: Vote[] = [...cast, { personId, verb: 'approve' }];
        expect(decide(policy, more, people, 0, 1).state).to.equal('rejected');
      }),
    );
  });
  it('is never moved by people who may not vote', () => {
    fc.assert(
      fc.property(policies, anyVotes, anyPeople, anyVotes, (policy, cast, people, foreign) => {
        const more = [...cast, ...foreign.map((vote) => ({ ...vote, personId: vote.personId + 100 }))];
        expect(decide(policy, more, people, 0, 1)).to.deep.equal(decide(policy, cast, people, 0, 1));
      }),
    );
  });
  it('is never approved or rejected by silence', () => {
    fc.assert(
      fc.property(policies, anyPeople, moment, moment, (policy, people, now, until) => {
        expect(decide(policy, [], people, now, until).state).to.equal(now >= until ? 'expired' : 'pending');
      }),
    );
  });
});
