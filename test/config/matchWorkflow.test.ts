import { expect } from 'chai';
import fc from 'fast-check';
import {
  choosePlan,
  foldWords,
  hasPhrase,
  loadWorkflows,
  matchWorkflow,
  type SeedWorkflow,
} from '../../config/index.js';

const workflows = loadWorkflows();
const keyFor = (intent: string, text: string, platform = 'linux') =>
  matchWorkflow(workflows, { intent, text }, platform)?.workflow.workflow_key;

describe('the workflow of a ticket', () => {
  it('is the report that the words ask for', () => {
    expect(keyFor('host-disk', 'disk is nearly full on the build host, builds fail since 8')).to.equal(
      'incident:host-disk',
    );
    expect(keyFor('host-disk', 'O disco do servidor está quase cheio')).to.equal('incident:host-disk');
    expect(keyFor('host-disk', 'which are the largest folders on that disk?')).to.equal(
      'incident:host-largest-folders',
    );
    expect(keyFor('host-load', 'the load average is 40')).to.equal('incident:host-load');
    expect(keyFor('host-listeners', 'what is listening on port 8080?')).to.equal('userrequest:host-listeners');
  });

  it('is none for another intent, another thing, or more than a report', () => {
    expect(keyFor('endpoint-support', 'disk full')).to.equal(undefined);
    expect(keyFor('host-disk', 'the disk of my laptop is full')).to.equal(undefined);
    expect(keyFor('host-disk', 'disk full, please delete the old builds')).to.equal(undefined);
    expect(keyFor('host-load', 'download is slow')).to.equal(undefined);
    expect(keyFor('host-load', 'cpu is high, please restart the service')).to.equal(undefined);
  });

  it('says what it matched', () => {
    expect(
      matchWorkflow(workflows, { intent: 'host-load', text: 'The host is out of RAM' }, 'linux')?.matched,
    ).to.equal('ram');
  });

  it('is offered only where its plan can run', () => {
    expect(keyFor('host-disk', 'disk full', 'darwin')).to.equal('incident:host-disk');
    expect(keyFor('host-load', 'high load', 'darwin')).to.equal(undefined);
    expect(keyFor('host-disk', 'disk full', 'win32')).to.equal(undefined);
  });

  it('is never a draft', () => {
    const drafts = workflows.map((entry) => ({ ...entry, status: 'draft' as const }));
    expect(matchWorkflow(drafts, { intent: 'host-disk', text: 'disk full' }, 'linux')).to.equal(undefined);
  });
});

describe('the plan of a host', () => {
  const step = workflows
    .find(({ workflow_key }) => workflow_key.endsWith('listeners'))
    ?.blueprint.find((one) => one.do === 'request_change');
  it('is the first whose program is there, and the wanted one when none is', () => {
    if (step?.do !== 'request_change') throw new Error('the workflow asks for nothing');
    expect(choosePlan(step.plan, () => true)[0]).to.equal('ss');
    expect(choosePlan(step.plan, (name) => name === 'grep')[0]).to.equal('grep');
    expect(choosePlan(step.plan, () => false)[0]).to.equal('ss');
  });
});

describe('the words of any ticket', () => {
  const [first] = workflows;
  if (first === undefined) throw new Error('no workflow ships');
  const rule = (match: Partial<SeedWorkflow['match']>): SeedWorkflow => ({
    ...first,
    match: { intents: ['x'], phrases: ['disk full'], together: [], unless: [], ...match },
  });
  const matchedIn = (text: string, ...list: readonly SeedWorkflow[]): string | undefined =>
    matchWorkflow(list, { intent: 'x', text }, 'linux')?.matched;
  const noise = fc.stringMatching(/^[ .,!?:;\n"'()-]{0,6}$/);

  it('match in any case, accent and punctuation, and never inside another word', () => {
    fc.assert(
      fc.property(noise, noise, fc.boolean(), (before, between, loud) => {
        const text = `${before}Disk${between} full${before}`;
        expect(matchedIn(loud ? text.toUpperCase() : text, rule({}))).to.equal('disk full');
        expect(matchedIn(`${text}y`, rule({}))).to.equal(before === '' ? undefined : 'disk full');
      }),
    );
    expect(matchedIn('dísk fûll', rule({}))).to.equal('disk full');
    expect(matchedIn('diskfull, disk fullness', rule({}))).to.equal(undefined);
  });

  it('match as a set in any order, and not when one of it is missing', () => {
    const set = rule({ phrases: ['nothing here'], together: [['disk', 'slow', 'since monday']] });
    expect(matchedIn('since Monday it is slow, the disk', set)).to.equal('disk … slow … since monday');
    expect(matchedIn('the disk is slow', set)).to.equal(undefined);
    expect(matchedIn('disk slow monday since', set)).to.equal(undefined);
  });

  it('are outweighed by one word that asks for more, wherever it stands', () => {
    fc.assert(
      fc.property(fc.constantFrom('delete', 'meu notebook'), fc.nat(2), (word, place) => {
        const parts = ['my disk full', 'please look', 'thanks'];
        parts.splice(place, 0, word);
        expect(matchedIn(parts.join('. '), rule({ unless: ['delete', 'meu notebook'] }))).to.equal(undefined);
      }),
    );
  });

  it('take the first workflow that fits, and nothing from an empty text or list', () => {
    const other = { ...rule({ phrases: ['full'] }), workflow_key: 'incident:other' };
    const key = (...list: readonly SeedWorkflow[]): string | undefined =>
      matchWorkflow(list, { intent: 'x', text: 'disk full' }, 'linux')?.workflow.workflow_key;
    expect([key(rule({}), other), key(other, rule({}))]).to.deep.equal([first.workflow_key, 'incident:other']);
    expect([matchedIn(''), matchedIn('', rule({})), key()]).to.deep.equal([undefined, undefined, undefined]);
  });

  it('cannot break the matching, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const found = matchWorkflow(workflows, { intent: 'host-disk', text }, 'linux');
        if (found) expect(hasPhrase(foldWords(text), found.matched.split(' … ')[0] ?? '')).to.equal(true);
      }),
    );
  });
});
