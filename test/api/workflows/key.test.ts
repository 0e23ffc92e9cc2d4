import { expect } from 'chai';
import fc from 'fast-check';
import { canonicalName, knowledgeRef, normalKey, ticketKey, workflowKey } from '../../../api/workflows/index.js';
import { families } from '../../../api/workflows/families.js';

const key = (name: string, description = '', lesson = '', ticketClass: string | null = 'Incident'): string =>
  workflowKey({ ticketClass, name, description, lesson });

describe('the key of a workflow', () => {
  const named: readonly (readonly [string, string])[] = [
    ['Report phish from the sales team', 'incident:phishing'],
    ['User clicked a phishing link', 'incident:phishing'],
    ['Credential harvesting page', 'incident:phishing'],
    ['Suspicious e-mail in my inbox', 'incident:phishing'],
    ['Sysmon event 1 on host-7', 'incident:edr-sysmon'],
    ['Wazuh alert 5710', 'incident:edr-sysmon'],
    ['CI/CD pipeline stopped', 'incident:cicd-security'],
    ['Trivy found a critical package', 'incident:cicd-security'],
    ['Permission to read the repository', 'incident:access-request'],
    ['IAM role is wrong', 'incident:access-request'],
    ['Question to the service desk', 'incident:service-intake'],
    ['Deployment of the agent', 'incident:setup-integration'],
    ['False positive of rule 12', 'incident:false-positive-tuning'],
  ];
  for (const [title, expected] of named)
    it(`of "${title}" is ${expected}`, () => {
      expect(key(title)).to.equal(expected);
      expect(key(title.toUpperCase())).to.equal(expected);
    });

  const lookalikes: readonly (readonly [string, string])[] = [
    ['Diameter of the pipe', 'iam in diameter'],
    ['William cannot print', 'iam in William'],
    ['Graciously declined', 'raci in graciously'],
    ['Redeployable artefact', 'deploy in redeployable'],
    ['Setups of desks', 'setup in setups'],
    ['Intakes of air', 'intake in intakes'],
  ];
  for (const [title, why] of lookalikes)
    it(`27.29: "${title}" is of no named family (${why})`, () => {
      const family = key(title).split(':')[1];
      expect(families.map(({ slug }) => slug)).to.not.include(family);
    });

  it('27.29: is of the family that the title names, whatever else is said', () => {
    expect(key('Phishing mail', 'asks for permission to deploy')).to.equal('incident:phishing');
    expect(key('Disk of web-1 is full', 'After the deployment')).to.equal('incident:setup-integration');
  });

  it('27.29: is not of a family because an everyday word stands in a long lesson', () => {
    const lesson =
      'Never deploy a driver without permission; ask the service desk. RACI and tuning are in the setup guide.';
    expect(key('Printer on floor three jams', 'Paper everywhere', lesson)).to.equal(
      'incident:printer-floor-three-jams',
    );
    expect(key('Strange mail', 'Somebody wrote', 'It was phishing after all')).to.equal('incident:phishing');
  });

  it('27.29: does not depend on who keeps the ticket or on what asked for it', () => {
    const ticket = { itop_class: 'Incident', title: 'Printer on floor three jams', description: 'Paper everywhere' };
    expect(ticketKey(ticket)).to.equal('incident:printer-floor-three-jams');
    expect(ticketKey(ticket)).to.equal(key(ticket.title, ticket.description, 'A lesson of any length'));
    expect(ticketKey(ticket)).to.equal(key('Printer on floor three jams', 'Another description'));
  });

  it('without a family is made of the first four words that say something', () => {
    expect(key('Incident report: the Printer, the printer on floor 3 jams again')).to.equal(
      'incident:the-printer-floor-jams',
    );
    expect(key('Ticket', 'Disk of web-1 full')).to.equal('incident:disk-web-full');
    expect(key('Test', 'demo')).to.equal('incident:general');
    expect(key('日本語', '')).to.equal('incident:general');
    expect(key('Impressão não sai', '', '', null)).to.equal('global:impressao-nao-sai');
  });

  it('that somebody names is brought into the normal form', () => {
    expect(normalKey('Incident:Report Phish!')).to.equal('incident:report-phish');
    expect(normalKey(' Just One ')).to.equal('just-one');
    expect(normalKey('User Request: a:b')).to.equal('user-request:a-b');
    expect(normalKey(':x')).to.equal('global:x');
    expect(normalKey('x:')).to.equal('x:general');
    expect([normalKey(''), normalKey(':'), normalKey('!!'), normalKey('日本')]).to.deep.equal([null, null, null, null]);
    expect(normalKey(`${'c'.repeat(99)}:${'f'.repeat(99)}`)).to.equal(`${'c'.repeat(60)}:${'f'.repeat(90)}`);
    expect(normalKey('k'.repeat(300))).to.have.length(160);
  });

  it('is always one that can be stored, and naming it again changes nothing', () => {
    const words = fc.string({ unit: 'grapheme', maxLength: 120 });
    fc.assert(
      fc.property(words, words, words, fc.option(words), (name, description, lesson, ticketClass) => {
        const made = workflowKey({ ticketClass, name, description, lesson });
        expect(made).to.match(/^[a-z0-9-]{1,60}:[a-z0-9-]{1,90}$/);
        expect(normalKey(made)).to.equal(made);
      }),
    );
  });

  it('gives a name that people read, and the reference of its article', () => {
    expect(canonicalName('incident:report-phish', 'Incident')).to.equal('Incident report phish response workflow');
    expect(canonicalName('user-request:x', null)).to.equal('User-request x response workflow');
    expect(canonicalName('alone', null)).to.equal('alone response workflow');
    expect(canonicalName(`a:${'b'.repeat(300)}`, null)).to.have.length(240);
    expect(knowledgeRef('incident:phishing')).to.equal('workflow:incident:phishing:knowledge');
    expect(knowledgeRef('k'.repeat(300))).to.have.length(200);
  });
});
