import { expect } from 'chai';
import fc from 'fast-check';
import { classify, clarify, scoreRules, type IntakeRule } from '../../../api/intake/rules/index.js';
import { loadRaci } from '../../../config/raci.js';

const base: Omit<IntakeRule, 'id' | 'name' | 'assignment_group' | 'keywords'> = {
  intent: 'x',
  ticket_class: 'UserRequest',
  priority: 'P3',
  responsible: 'R',
  accountable: 'A',
  consulted: [],
  informed: [],
  approval_required: false,
  risk_level: 'low',
  knowledge_tags: [],
  auto_assign_agent: false,
};
const rule = (id: number, group: string, keywords: string[], more: Partial<IntakeRule> = {}): IntakeRule => ({
  ...base,
  ...{ id, name: `rule ${id}`, assignment_group: group, keywords },
  ...more,
});
const rules = [
  rule(1, 'Network', ['vpn', 'vpn tunnel', 'open port']),
  rule(2, 'Infra', ['down', 'server'], { intent: 'outage', weight: 0.4 }),
  rule(3, 'Dev', ['repo', 'zap', 'build']),
  rule(4, 'Compliance', ['control', 'policy exception']),
  rule(5, 'Apps', [], { intent: 'general', priority: 'P4' }),
  rule(6, 'Mail', ['mailbox', 'caixa de correio', 'licence']),
  rule(7, 'Printing', ['printer']),
];
const groupOf = (message: string): string => classify({ message }, rules).assignment_group;

describe('classify', () => {
  it('matches whole words only: not "down" in download, "repo" in report, "zap" in zapier, "control" in controller', () => {
    for (const text of ['download the file', 'a report', 'zapier flow', 'the controller']) {
      expect(classify({ message: text }, rules).score, text).to.equal(0);
    }
  });
  it('folds case, accents, punctuation and plurals', () => {
    expect(groupOf('CAIXA-DE-CORREIO cheia')).to.equal('Mail');
    expect(groupOf('Two Licences please')).to.equal('Mail');
    expect(groupOf('a VPN?')).to.equal('Network');
  });
  it('weighs a phrase more than its words and counts each word once for a rule', () => {
    const score = (message: string): number => scoreRules({ message }, rules)[0]?.score ?? 0;
    expect(score('vpn tunnel')).to.equal(3);
    expect(score('vpn')).to.equal(1);
    expect(score('vpn and another vpn')).to.equal(1);
  });
  it('finds the words of a phrase near each other in another order and form', () => {
    expect(groupOf('we need port 8443 opened')).to.equal('Network');
    expect(groupOf('an exception from the password policy')).to.equal('Compliance');
    expect(groupOf('an exception for our two new people in the office, and the travel policy')).to.equal('Apps');
  });
  it('does not count what is denied, settled or thanked for', () => {
    expect(groupOf('the VPN is NOT down, but my mailbox is full')).to.equal('Mail');
    expect(groupOf("this isn't a VPN matter, my mailbox is full")).to.equal('Mail');
    expect(groupOf('thanks for the fix of the printer! now the vpn fails')).to.equal('Network');
    expect(groupOf('the vpn works again, now my mailbox is gone')).to.equal('Mail');
    expect(groupOf('a VPN não está fora, mas a caixa de correio sumiu')).to.equal('Mail');
  });
  it('keeps what somebody cannot do', () => {
    expect(groupOf("I can't reach the vpn")).to.equal('Network');
    expect(groupOf('the printer does not print')).to.equal('Printing');
  });
  it('lets the subject decide, unless everyone is affected', () => {
    expect(groupOf('the printer is down')).to.equal('Printing');
    expect(groupOf('the printer is down for everyone')).to.equal('Infra');
  });
  it('names the other group of a message with two requests', () => {
    const { assignment_group, also } = classify({ message: 'vpn tunnel fails and my mailbox is full' }, rules);
    expect(assignment_group).to.equal('Network');
    expect(also.map((one) => one.assignment_group)).to.deep.equal(['Mail']);
  });
  it('gives ties to the lowest id, nothing to the general rule, and no rules the built-in answer', () => {
    expect(classify({ message: 'printer mailbox' }, rules).rule_id).to.equal(6);
    expect(classify({ message: 'xyzzy' }, rules)).to.include({ rule_id: 5, confidence: 0.3 });
    expect(classify({ message: 'xyzzy' }, [])).to.include({ rule_id: null, confidence: 0.1 });
  });
  it('keeps the confidence of contract 17.3', () => {
    expect(classify({ message: 'vpn' }, rules).confidence).to.be.closeTo(0.47, 1e-9);
    expect(classify({ message: 'vpn tunnel open port repo zap build mailbox' }, rules).confidence).to.be.at.most(0.95);
  });
  it('is total and does not depend on the order of the rules', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (message) => {
        const there = classify({ message }, rules);
        const back = classify({ message }, [...rules].reverse());
        expect(back.rule_id).to.equal(there.rule_id);
      }),
    );
  });
});

describe('clarify', () => {
  const shipped = loadRaci().rules;
  it('asks one question with three choices about "my thing is broken", in the language of the message', () => {
    const english = clarify({ message: 'my thing is broken' }, shipped);
    expect(english.needs_clarification).to.equal(true);
    expect(english.choices).to.have.length(3);
    const portuguese = clarify({ message: 'meu negócio não funciona' }, shipped);
    expect(portuguese.questions[0]).to.equal('Sobre o que é?');
  });
  it('turns each choice back into a rule, in every language', () => {
    for (const language of ['en', 'pt', 'de'] as const) {
      for (const choice of clarify({ message: 'help' }, shipped, language).choices) {
        const found = classify({ message: 'help', category: choice }, shipped);
        expect(found.intent, choice).to.not.equal('general');
      }
    }
  });
  it('offers no choices for a request that says enough', () => {
    const { choices } = clarify({ message: 'the vpn drops every five minutes when I work from home' }, shipped);
    expect(choices).to.deep.equal([]);
  });
  it('asks what 17.4 asks about phishing, and leaves out what the text says', () => {
    const ask = (message: string): number =>
      clarify({ message, requester_email: 'a@example.org' }, shipped, 'en').questions.length;
    expect(ask('I got a phishing mail in my inbox this morning')).to.equal(3);
    expect(ask('phishing mail, from: x@evil.test, link http://evil.test, I clicked it')).to.equal(0);
  });
  it('never asks more than four questions', () => {
    fc.assert(
      fc.property(fc.string(), (message) => clarify({ message }, shipped).questions.length <= 4),
      { numRuns: 30 },
    );
  });
});
