import { expect } from 'chai';
import { sentenceFor, stateInWords, type VoteOutcome } from '../../../api/changes/index.js';
import { changeStates, type Change } from '../../../api/changes/contract.js';
import type { NotAllowed } from '../../../api/changes/eligibility.js';

const change = { id: 42, state: 'approved' } as Change;
const reasons: NotAllowed[] = [
  'not_a_person',
  'no_permission',
  'requester',
  'spawner',
  'steerer',
  'plan_author',
  'not_named',
  'assurance_too_low',
  'unlinked',
];

describe('every outcome of a vote has its own sentence', () => {
  const outcomes: [string, VoteOutcome, string][] = [
    [
      'applied, open',
      { kind: 'applied', change, state: 'pending', missing: 'So far: 1 of 2 from ops.' },
      'Your vote on change 42 counts. So far: 1 of 2 from ops.',
    ],
    ['applied, decided', { kind: 'applied', change, state: 'approved', missing: '' }, 'Change 42 is approved.'],
    [
      'late',
      { kind: 'late', change, by: 'Bo' },
      'Change 42 is already approved by Bo; your vote came later and changes nothing.',
    ],
    [
      'already decided',
      { kind: 'already_decided', change, by: null },
      'Change 42 is already approved; your vote came later and changes nothing.',
    ],
    [
      'expired',
      { kind: 'expired', change },
      'The time to decide change 42 is over; it was not approved. It can be asked for again.',
    ],
    ['duplicate', { kind: 'duplicate' }, 'This vote on change 42 was already taken.'],
    ['unknown gate', { kind: 'unknown_gate' }, 'There is no change 42, or you may not see it.'],
    ['reason noted', { kind: 'reason_noted', change }, 'Your reason is noted at change 42.'],
    [
      'reason required',
      { kind: 'reason_required', change },
      'This policy asks for a reason: !approve 42 <reason> or !reject 42 <reason>.',
    ],
  ];
  for (const [name, outcome, sentence] of outcomes) {
    it(name, () => {
      expect(sentenceFor(outcome, 42)).to.equal(sentence);
    });
  }

  it('not allowed, with another one for every reason', () => {
    const said = reasons.map((why) => sentenceFor({ kind: 'not_allowed', change, why }, 42));
    for (const sentence of said) expect(sentence).to.match(/^Your vote on change 42 does not count\. [A-Z].*\.$/);
    expect(new Set(said).size).to.equal(reasons.length);
  });

  it('and every state has its own words', () => {
    expect(new Set(changeStates.map(stateInWords)).size).to.equal(changeStates.length);
  });
});
