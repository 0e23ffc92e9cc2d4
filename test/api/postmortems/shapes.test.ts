import { expect } from 'chai';
import fc from 'fast-check';
import { asList, asText } from '../../../api/http/looseFields.js';
import { clip, clipJson, clipped } from '../../../api/postmortems/evidence/clip.js';
import { compactRun } from '../../../api/postmortems/evidence/cicdEvidence.js';
import { byTerms, evidenceTerms, termsIn } from '../../../api/postmortems/evidence/terms.js';
import { sectionOf, withSection } from '../../../api/postmortems/promotion/articleOf.js';
import { skillProposals } from '../../../api/postmortems/promotion/skillProposals.js';
import type { Postmortem } from '../../../api/postmortems/contract.js';

const postmortem: Postmortem = {
  ...{ id: 7, ticket_id: 3, agent_id: null, task_id: null, status: 'approved', created_by: 'bo', principal_id: 1 },
  ...{ summary: 'It broke.', went_well: '', improvements: '# Look first', workflow_proposal: '', documentation: '' },
  ...{ skill_proposals: [], test_cases: [], guardrails: ['Ask', { name: 'Never', detail: 'alone' }], review_notes: '' },
  ...{ author_person_ids: [], reviewed_by: 'cy', reviewed_by_person_id: 2, reviewed_at: new Date(0), promotion: null },
  ...{ promoted_at: null, version: 1, created_at: new Date(0), updated_at: new Date(0) },
};

describe('what writers send', () => {
  it('becomes text: lists are lines, objects are JSON', () => {
    expect(asText(['a', { title: 'b', why: 'c', n: 2 }, ['d']])).to.equal('- a\n- b: c; 2\n- [\n  "d"\n]');
    expect([asText(null), asText(undefined), asText(true), asText('x\u0000y')]).to.deep.equal(['', '', 'true', 'xy']);
    expect(asText([{}, { a: 1 }])).to.equal('- \n- 1');
  });

  it('becomes a list: JSON in a text, lines of a text, or the one thing that it is', () => {
    expect(asList('["a", {"b": 1}]')).to.deep.equal(['a', { b: 1 }]);
    expect(asList('{"b": 1}')).to.deep.equal([{ b: 1 }]);
    expect(asList('- a\n* b\n3) c\n\n d ')).to.deep.equal(['a', 'b', 'c', 'd']);
    expect([asList(null), asList(''), asList(5), asList({ a: 1 })]).to.deep.equal([[], [], [5], [{ a: 1 }]]);
  });

  it('of any kind becomes text and list without an error', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(asText(value)).to.be.a('string');
        expect(asList(value)).to.be.an('array');
      }),
    );
  });
});

describe('what is shown of long evidence', () => {
  it('says how much is left out, and cuts no character in two', () => {
    expect(clip('abcdef', 4)).to.equal('abcd... [truncated 2 chars]');
    expect(clip('abcd', 4)).to.equal('abcd');
    expect(clip('🙂🙂🙂', 2)).to.equal('🙂🙂... [truncated 1 chars]');
    expect(clipped('abcd', 10, 4)).to.equal('abcd... [truncated 6 chars]');
    expect(clipped('abcd', 4, 4)).to.equal('abcd');
    expect(clipJson({ a: 1 }, 20)).to.deep.equal({ a: 1 });
    expect(clipJson({ a: 'x'.repeat(30) }, 10)).to.match(/^\{"a":"xxxx.*truncated 28 chars\]$/);
    expect(clipJson(undefined, 10)).to.equal(null);
  });

  it('is of a run of scanners its counts, ten findings and how each tool ended', () => {
    const findings = Array.from({ length: 12 }, (_, at) => ({
      severity: at < 2 ? 'HIGH' : 'low',
      title: 't'.repeat(200),
      secret: 'x',
    }));
    const tools = {
      trivy: { status: 'failed', returncode: 1, stderr: `${'e'.repeat(300)}end`, token: 'x' },
      odd: 'text',
    };
    const run = compactRun({ id: 1, summary: 's', findings, tool_results: tools });
    expect(run).to.deep.include({ finding_count: 12, severity_counts: { high: 2, low: 10 } });
    const shown = run['findings'] as Record<string, unknown>[];
    expect(shown).to.have.length(10);
    expect(shown[0]).to.deep.equal({ severity: 'HIGH', title: `${'t'.repeat(180)}... [truncated 20 chars]` });
    expect(run['tool_results']).to.deep.equal({
      trivy: { status: 'failed', returncode: 1, stderr_tail: `${'e'.repeat(177)}end` },
      odd: 'text',
    });
    expect(compactRun({ findings: 'none', tool_results: null })).to.deep.include({
      finding_count: 0,
      findings: [],
      tool_results: {},
    });
  });
});

describe('the terms of a ticket', () => {
  it('are what its title and texts are about, whole words and at most ten', () => {
    const terms = evidenceTerms('Printer jams', [
      'The printer on floor three. Printer tray, tray, 12345',
      'Bandeja não abre',
    ]);
    expect(terms.slice(0, 3)).to.deep.equal(['printer', 'jams', 'tray']);
    expect(terms).to.not.include.members(['12345', 'the', 'nao']);
    expect(
      evidenceTerms('x', ['alpha bravo charlie delta echo1 foxtrot golfs hotel india juliet kilos limas']),
    ).to.have.length(10);
    expect(evidenceTerms('', [])).to.deep.equal([]);
  });

  it('rank texts by how many stand in them', () => {
    expect(termsIn('The PRINTERS and a printer', ['printer', 'tray'])).to.equal(1);
    expect(
      byTerms(['none', 'a printer', 'a printer tray', 'nothing'], (text) => text, ['printer', 'tray']),
    ).to.deep.equal([...['a printer tray', 'a printer', 'none', 'nothing']]);
  });
});

describe('the article of a workflow', () => {
  const ticket = { id: 3, title: 'The printer\njams' };

  it('has a section for a postmortem, in which nothing looks like the next section', () => {
    expect(sectionOf(postmortem, ticket)).to.equal(
      [
        ...['## Postmortem 7: ticket 3, The printer jams', '### What happened\n\nIt broke.'],
        ...['### What to do better\n\n### Look first', '### Guardrails\n\n- Ask\n- Never: alone'],
      ].join('\n\n'),
    );
    const hostile = sectionOf({ ...postmortem, summary: '## Postmortem 8: gone\n\n### deeper' }, undefined);
    expect(hostile).to.contain('#### Postmortem 8: gone').and.contain('##### deeper');
    expect(hostile.match(/^## Postmortem/gm)).to.have.length(1);
  });

  it('gets it at the end, or in the place of the earlier one, and the same twice changes nothing', () => {
    const [one, two, again] = ['## Postmortem 1\n\nfirst', '## Postmortem 12\n\nsecond', '## Postmortem 1\n\nnew'];
    const both = withSection(withSection('An owner wrote this.', 1, one), 12, two);
    expect(both).to.equal(`An owner wrote this.\n\n${one}\n\n${two}`);
    expect(withSection(both, 12, two)).to.equal(both);
    expect(withSection(both, 1, again)).to.equal(`An owner wrote this.\n\n${again}\n\n${two}`);
  });
});

describe('the skills of a postmortem', () => {
  it('have a name that is the same every time, and a prompt', () => {
    const proposals = [
      { name: 'Mend a Tray!', purpose: 'Straighten it', prompt: 'Do it' },
      ...['Order a tray', { title: 'Mend a tray' }, {}, 7],
    ];
    const skills = skillProposals(proposals, 5);
    expect(skills.map(({ name }) => name)).to.deep.equal([
      ...[
        'postmortem-5-mend-a-tray',
        'postmortem-5-order-a-tray',
        'postmortem-5-mend-a-tray-3',
        'postmortem-5-skill-4',
      ],
      'postmortem-5-7',
    ]);
    expect(skills[0]).to.deep.include({ description: 'Straighten it', category: 'postmortem', prompt: 'Do it' });
    expect(skills[1]?.prompt).to.contain('Order a tray').and.contain('postmortem 5');
    expect(skillProposals(proposals, 5)).to.deep.equal(skills);
  });

  it('always have one that can be stored', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 8 }), (proposals) => {
        const names = skillProposals(proposals, 12).map(({ name }) => name);
        for (const name of names) expect(name).to.match(/^postmortem-12-[a-z0-9-]{1,130}$/);
        expect(new Set(names).size).to.equal(names.length);
      }),
    );
  });
});
