import { expect } from 'chai';
import fc from 'fast-check';
import { loadWorkflows } from '../../../../config/workflows.js';
import { readBlueprint } from '../../../../runner/builtin/work/blueprint.js';
import { fillIn, quotable } from '../../../../runner/builtin/work/fillIn.js';
import { noWorkflowNote, outcomeNote, refusedNote } from '../../../../runner/builtin/work/outcomeNotes.js';
import type { ChangeStatus } from '../../../../runner/toolbelt/platform/shapes.js';

describe('the texts of a workflow', () => {
  it('get their values, and show a gap where there is none', () => {
    const values = { host: 'a', change_id: 60, exit_code: 0, output: undefined };
    expect(fillIn('{{host}}: {{change_id}}, {{exit_code}}, {{host}}', values)).to.equal('a: 60, 0, a');
    expect(fillIn('{{output}} {{nothing}} {{ host }} {host}', values)).to.equal(
      '{{output}} {{nothing}} {{ host }} {host}',
    );
    expect(fillIn('{{constructor}} {{toString}} {{__proto__}}', {})).to.equal(
      '{{constructor}} {{toString}} {{__proto__}}',
    );
  });

  it('take a value as it is: no placeholder and no pattern in it is filled again', () => {
    expect(fillIn('{{a}}{{b}}', { a: '{{b}}', b: '$& $1' })).to.equal('{{b}}$& $1');
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(fillIn('<{{a}}>', { a: value })).to.equal(`<${value}>`);
      }),
    );
  });

  it('quote an output that cannot close the fence around it, and not all of a long one', () => {
    expect(quotable('a\n```\n# heading\n````\n \n')).to.equal("a\n'''\n# heading\n'''`");
    expect(quotable('x'.repeat(6000))).to.have.length(6000);
    expect(quotable('x'.repeat(6001))).to.equal(`${'x'.repeat(6000)}\n… (6001 characters in all)`);
    fc.assert(
      fc.property(fc.array(fc.constantFrom('`', '``', '```', 'x', '\n')), (parts) => {
        expect(quotable(parts.join(''))).to.not.include('```');
      }),
    );
  });
});

describe('the steps of a workflow', () => {
  it('are read as the API stores them: as they are, or as JSON', () => {
    for (const { blueprint, workflow_key: key } of loadWorkflows()) {
      expect(readBlueprint(blueprint), key).to.have.length(blueprint.length);
      expect(readBlueprint(JSON.stringify(blueprint))).to.deep.equal(readBlueprint(blueprint));
    }
  });

  it('of the shortest kind get what they leave out', () => {
    const steps = [{ do: 'note', text: { en: 'x', pt: 'y' } }, { do: 'verify' }];
    expect(readBlueprint(steps)).to.deep.equal([
      { do: 'note', text: { en: 'x', pt: 'y' }, audience: 'internal' },
      { do: 'verify', exit_codes: [0], output_not_empty: true },
    ]);
  });

  it('are none when they are words for a model, empty, or of an unknown kind', () => {
    const bad = [
      'look at it and fix it',
      '',
      '{',
      null,
      undefined,
      7,
      [],
      [{ do: 'run_shell' }],
      [{ do: 'close' }],
      {},
    ];
    for (const value of bad) expect(readBlueprint(value), JSON.stringify(value)).to.equal(undefined);
    expect(readBlueprint([{ do: 'read_context' }, { do: 'approve' }])).to.equal(undefined);
  });
});

describe('the note about a change that brought no result', () => {
  const status = (state: string, more: Partial<ChangeStatus> = {}): ChangeStatus => ({
    ...{ id: 60, status: 'approved', state, final: true },
    ...more,
  });
  const kinds = [
    ...['rejected', 'expired', 'withdrawn', 'superseded', 'execution_expired'],
    ...['drifted', 'failed', 'unknown', 'empty'],
  ];

  it('exists for every end and language, names the change, and says who goes on', () => {
    const goesOn = {
      en: /A person of DevSecOps goes on/,
      pt: /Uma pessoa de DevSecOps/,
      de: /Eine Person von DevSecOps/,
    };
    for (const kind of kinds)
      for (const language of ['en', 'pt', 'de'] as const) {
        const note = outcomeNote(kind, status(kind), 'DevSecOps', language);
        expect(note, `${kind} ${language}`)
          .to.match(/\b60\b/)
          .and.match(goesOn[language]);
        expect(note).to.not.match(/[{}]|undefined|null/);
      }
    expect(new Set(kinds.map((kind) => outcomeNote(kind, status(kind), 'g', 'en'))).size).to.equal(kinds.length);
  });

  it('never says that something did not run when nobody knows', () => {
    for (const state of ['unknown', 'a_state_of_tomorrow'])
      expect(outcomeNote(state, status(state), 'g', 'en')).to.include('whether it ran is not known');
  });

  it('gives the reason of people before that of the platform', () => {
    const both = { rejected_reason: ' not today ', state_reason: 'rejected by Bo' };
    expect(outcomeNote('rejected', status('rejected', both), 'g', 'en')).to.include('\nReason: not today\n');
    expect(outcomeNote('expired', status('expired', { state_reason: '8 h' }), 'g', 'de')).to.include('\nGrund: 8 h\n');
    expect(outcomeNote('expired', status('expired', { state_reason: ' ' }), 'g', 'pt')).to.not.include('Motivo');
  });

  it('shows exit code and output of a plan that failed, inside of a fence', () => {
    const execution = { exit_code: 2, output: 'df: ```boom```\n' };
    const note = outcomeNote('failed', status('failed', { execution }), 'g', 'en');
    expect(note).to.include('it failed (exit code 2).').and.include("```\ndf: '''boom'''\n```");
    expect(outcomeNote('empty', status('completed', { execution: { exit_code: 0 } }), 'g', 'en')).to.include(
      '(exit code 0)',
    );
  });

  it('takes words with "$" and braces as they are', () => {
    const odd = 'costs $& and $1 {group} {id}';
    expect(outcomeNote('rejected', status('rejected', { rejected_reason: odd }), 'g', 'en')).to.include(
      `Reason: ${odd}`,
    );
    expect(refusedNote('$& {group}', 'a $$ group', 'en')).to.include('a $$ group');
    expect(noWorkflowNote('R&D $1', 'en')).to.include('A person of R&D $1 works it.');
  });

  it('says in three languages that no model is in use', () => {
    expect(noWorkflowNote('g', 'en')).to.include('no model is in use');
    expect(noWorkflowNote('g', 'pt')).to.include('nenhum modelo está em uso');
    expect(noWorkflowNote('g', 'de')).to.include('kein Modell im Einsatz');
  });
});
