import { expect } from 'chai';
import fc from 'fast-check';
import { postmortemStatuses, type PostmortemStatus } from '../../../api/postmortems/contract.js';
import { isDecided, statusAfterEdit, statusWished } from '../../../api/postmortems/statusAfterWriting.js';
import { postmortemKey } from '../../../api/postmortems/promotion/postmortemKey.js';
import { isExecutable } from '../../../api/workflows/activeWorkflows.js';
import { notTheReviewer } from '../../../api/workflows/index.js';
import { ticketKey } from '../../../api/workflows/index.js';
import type { Caller } from '../../../api/http/caller.js';
import { loadWorkflows } from '../../../config/index.js';

describe('the status of a postmortem', () => {
  const word = fc.oneof(
    fc.constantFrom<string | null>(null, '', ' Approved ', 'PROMOTED', 'done', ...postmortemStatuses),
    fc.string(),
  );

  it('is never decided by writing: what was not approved is not, whatever is wished', () => {
    for (const kept of postmortemStatuses.filter((status) => !isDecided(status)))
      fc.assert(
        fc.property(word, (wished) => {
          expect(isDecided(statusWished(wished, kept))).to.equal(false);
        }),
      );
  });

  it('stays decided only while the text stays', () => {
    fc.assert(
      fc.property(word, fc.constantFrom(...postmortemStatuses), (wished, status) => {
        expect(isDecided(statusAfterEdit({ status }, wished, true))).to.equal(false);
      }),
    );
    const table: readonly (readonly [PostmortemStatus, string | null, boolean, PostmortemStatus])[] = [
      ['approved', null, false, 'approved'],
      ['approved', 'approved', false, 'approved'],
      ['approved', null, true, 'ready_for_review'],
      ['approved', 'draft', true, 'draft'],
      ['promoted', 'approved', false, 'ready_for_review'],
      ['promoted', null, true, 'ready_for_review'],
      ['needs_revision', null, true, 'needs_revision'],
      ['needs_revision', 'ready_for_review', true, 'ready_for_review'],
      ['draft', 'nonsense', true, 'draft'],
    ];
    for (const [status, wished, another, expected] of table)
      expect(statusAfterEdit({ status }, wished, another), `${status} ${wished} ${another}`).to.equal(expected);
  });
});

describe('the key of a lesson', () => {
  const lesson = (summary: string, improvements = '') => ({ id: 5, summary, improvements, promotion: null });
  const ticket = { itop_class: 'Incident', title: 'Printer on floor three jams', description: 'Paper everywhere' };

  it('27.29: is that of its ticket, whatever everyday words the lesson has', () => {
    const words = fc.lorem({ maxCount: 20 });
    fc.assert(
      fc.property(words, (summary) => {
        const said = `${summary} setup deploy permission raci iam tuning`;
        expect(postmortemKey(lesson(said, said), ticket)).to.equal(ticketKey(ticket));
      }),
    );
  });

  it('is of the family that only the lesson tells of, when the ticket did not know yet', () => {
    expect(postmortemKey(lesson('It was phishing'), ticket)).to.equal('incident:phishing');
    expect(postmortemKey(lesson('x', 'A false positive of the rule'), ticket)).to.equal(
      'incident:false-positive-tuning',
    );
  });

  it('without a ticket comes from the lesson', () => {
    expect(postmortemKey(lesson('Clocks drift'), undefined)).to.equal('global:clocks-drift');
    expect(postmortemKey(lesson(''), undefined)).to.equal('global:general');
  });

  it('stays where it was promoted to', () => {
    const promoted = { ...lesson('It was phishing'), promotion: { workflow_key: 'incident:elsewhere' } };
    expect(postmortemKey(promoted, ticket)).to.equal('incident:elsewhere');
  });
});

describe('who may review', () => {
  const person: Caller = {
    ...{ type: 'person', principalId: 9, name: 'bo', displayName: 'Bo', personId: 2, channel: 'rest', roles: [] },
    view: {
      ...{
        tickets: new Set(['all'] as const),
        changes: new Set(['all'] as const),
        notes: new Set(['internal'] as const),
      },
      ...{ maxClassification: 'secret', groups: [], ticketIds: [] },
    },
    ...{ capabilities: ['*'], email: null, submittedBy: null, run: null, sessionId: null },
  };

  it('27.15: is a person who did not write it, and nothing else, whatever it may otherwise', () => {
    expect(notTheReviewer(person, [])).to.equal(undefined);
    expect(notTheReviewer(person, [1, 3])).to.equal(undefined);
    expect(notTheReviewer(person, [1, 2])?.code).to.equal('own_work');
    for (const type of ['agent', 'service', 'system'] as const)
      expect(notTheReviewer({ ...person, type, personId: null }, [])?.code, type).to.equal('review_needs_a_person');
    expect(notTheReviewer({ ...person, type: 'agent' }, [])?.code, 'also on behalf of one').to.equal(
      'review_needs_a_person',
    );
  });
});

describe('a blueprint that a program follows', () => {
  const [shipped] = loadWorkflows();
  const sound = { steps: shipped?.blueprint, match: shipped?.match, platforms: shipped?.platforms };

  it('has steps, words to be chosen by, and systems to run on', () => {
    expect(isExecutable(sound)).to.equal(true);
    for (const broken of [
      ...[
        'steps',
        '',
        null,
        7,
        [],
        {},
        { steps: sound.steps },
        { ...sound, steps: [] },
        { ...sound, steps: [{ name: 'x' }] },
      ],
      ...[
        { ...sound, match: {} },
        { ...sound, match: { ...sound.match, together: 'x' } },
        { ...sound, platforms: 'linux' },
      ],
    ])
      expect(isExecutable(broken), JSON.stringify(broken)?.slice(0, 60)).to.equal(false);
  });
});
