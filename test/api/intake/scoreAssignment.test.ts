import { expect } from 'chai';
import fc from 'fast-check';
import { scoreAssignment, type AssignableTicket } from '../../../api/intake/scoreAssignment.js';
import { loadRaci } from '../../../config/raci.js';

const shipped = loadRaci().rules;
const auto = shipped.filter(({ auto_assign_agent: starts }) => starts);
const [first] = shipped;
if (!first) throw new Error('no rule is shipped');
const rule = (more: object): typeof first => ({ ...first, weight: 1, ...more });
const ticket = (more: Partial<AssignableTicket>): AssignableTicket => ({
  ...{ title: '', description: '', itop_class: 'UserRequest', assignee_team: null },
  ...more,
});
const taken = (more: Partial<AssignableTicket>): number | undefined => scoreAssignment(ticket(more), auto)?.rule.id;

describe('which rule takes a ticket', () => {
  it('27.30: "down" in "download" is no outage', () => {
    const outage = rule({ id: 7, keywords: ['down'], ticket_class: 'Incident', assignment_group: 'Infrastructure' });
    expect(scoreAssignment(ticket({ title: 'The download of the report is slow' }), [outage])).to.equal(undefined);
    expect(scoreAssignment(ticket({ title: 'The shop is down' }), [outage])?.score).to.equal(1);
  });

  it('27.30: "repo" is not in "report", "role" not in "roles/controlled", "zap" not in "zapier"', () => {
    const words = rule({ keywords: ['repo', 'role', 'control', 'zap'] });
    for (const title of ['Monthly report', 'Escrolero', 'The controller is slow', 'Zapier stopped'])
      expect(scoreAssignment(ticket({ title }), [words]), title).to.equal(undefined);
  });

  it('27.30: a keyword that stands twice in the rule, or twice in the ticket, weighs once', () => {
    const text = ticket({ title: 'mfa', description: 'mfa and again mfa' });
    const once = scoreAssignment(text, [rule({ keywords: ['mfa'] })]);
    expect(scoreAssignment(text, [rule({ keywords: ['mfa', 'MFA', 'mfa'] })])?.score).to.equal(once?.score);
  });

  it('17.6: the group alone starts nothing, nor does the class, nor both', () => {
    const team = { assignee_team: 'Security Operations', itop_class: 'Incident' };
    expect(taken({ title: 'The badge reader of the lobby hums', ...team })).to.equal(undefined);
    expect(taken({ title: 'Monthly meeting notes', ...team })).to.equal(undefined);
  });

  it('17.6: group and class add four and three to what the words weigh', () => {
    const mfa = rule({ keywords: ['mfa'], ticket_class: 'Incident', assignment_group: 'Identity' });
    const score = (more: Partial<AssignableTicket>): number | undefined =>
      scoreAssignment(ticket({ title: 'mfa', ...more }), [mfa])?.score;
    expect(score({})).to.equal(1);
    expect(score({ assignee_team: 'Identity' })).to.equal(5);
    expect(score({ itop_class: 'incident' })).to.equal(4);
    expect(score({ assignee_team: 'Identity', itop_class: 'Incident' })).to.equal(8);
    expect(score({ assignee_team: 'identity' }), 'another name is another group').to.equal(1);
  });

  it('a rule of changes is of the class of every kind of change', () => {
    const deploy = rule({ keywords: ['deploy'], ticket_class: 'Change' });
    for (const kind of ['RoutineChange', 'NormalChange', 'EmergencyChange', 'Change'])
      expect(scoreAssignment(ticket({ title: 'deploy', itop_class: kind }), [deploy])?.score, kind).to.equal(4);
    expect(scoreAssignment(ticket({ title: 'deploy', itop_class: 'Exchange' }), [deploy])?.score).to.equal(4);
  });

  it('17.6: among equals the lowest id takes it', () => {
    const two = [rule({ id: 9, keywords: ['zebra'] }), rule({ id: 4, keywords: ['zebra'] })];
    expect(scoreAssignment(ticket({ title: 'zebra' }), two)?.rule.id).to.equal(4);
    expect(scoreAssignment(ticket({ title: 'zebra' }), [...two].reverse())?.rule.id).to.equal(4);
    expect(scoreAssignment(ticket({ title: 'zebra' }), [])).to.equal(undefined);
  });

  it('what is denied or settled is not what the ticket is about', () => {
    expect(taken({ title: 'The VPN is slow, it is not a phishing mail' })).to.equal(undefined);
    expect(taken({ title: 'Printer jams', description: 'My account locked yesterday works again, thanks' })).to.equal(
      undefined,
    );
  });

  it('what intake writes above a request is not what was asked', () => {
    const above = 'Requester: Phil Phishing <mfa@example.org>\nChannel: wazuh\nIntent: edr-siem-alert\nGroup: X\n\n';
    expect(taken({ title: 'Chair', description: `${above}I need a chair` })).to.equal(undefined);
    expect(taken({ title: 'Chair', description: `${above}I clicked a phishing link` })).to.equal(1);
  });

  const requests: readonly (readonly [string, number | undefined])[] = [
    ['Investigate phishing report', 1],
    ['I clicked a link in a suspicious email', 1],
    ['A reported email with a malicious link', 1],
    ['My account is locked out', 2],
    ['MFA is not working on my new phone', 2],
    ['I forgot my password', 2],
    ['Suricata reports malware on srv-3', 8],
    ['Malware found on a laptop by the EDR', 8],
    ['The disk of web-1 is full', 101],
    ['Please order a new chair', undefined],
    ['The printer on floor two jams', undefined],
    ['Restore the backup of the file server', undefined],
    ['Allow the new office through the firewall', undefined],
    ['Renew the TLS certificate of the shop', undefined],
  ];
  for (const [title, wanted] of requests)
    it(`"${title}" is ${wanted === undefined ? "a person's" : `taken by rule ${wanted}`}`, () => {
      expect(taken({ title })).to.equal(wanted);
    });

  it('is decided for every text, and with the same answer again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (title, description) => {
        const once = scoreAssignment(ticket({ title, description }), auto);
        expect(scoreAssignment(ticket({ title, description }), auto)).to.deep.equal(once);
        if (once) expect(once.score).to.be.greaterThan(0);
      }),
    );
  });
});
