import { expect } from 'chai';
import type { AskedLease } from '../../../api/accessRequests/planOfRequest.js';
import { riskOf } from '../../../api/accessRequests/riskOf.js';
import { gravestRoute, routeAccess, type AccessRule } from '../../../api/accessRequests/routeAccess.js';
import { loadRaci } from '../../../config/index.js';

const rules: readonly AccessRule[] = loadRaci().rules;
const words = { resource: '', permission: '', reason: '', assignmentGroup: null };

describe('whose business a request for access is', () => {
  // Contract 9.2, the expected routes with the seeded rules.
  const expected: readonly [resource: string, permission: string, group: string][] = [
    ['GitLab project demo/private-infra', 'Developer repository read access', 'DevSecOps'],
    ['GitLab repo infra/core', 'read', 'DevSecOps'],
    ['Mailcow mailbox', 'read access', 'Email Operations'],
    ['Wazuh API', 'read access', 'Security Operations'],
    ['Wazuh alert index', 'read', 'Security Operations'],
    ['Keycloak', 'admin', 'Identity & Access'],
    ['Keycloak realm staff', 'role mapping', 'Identity & Access'],
    ['iTop', 'read access', 'Business Applications'],
    ['the dashboard', 'workflow admin', 'Platform Operations'],
    ['agentic platform', 'admin access', 'Platform Operations'],
    ['firewall fw-1', 'read access', 'Network Operations'],
    ['the coffee machine', 'brew', 'Identity & Access'],
    ['something', '', 'Identity & Access'],
  ];
  for (const [resource, permission, group] of expected) {
    it(`${resource} (${permission}) is that of ${group}`, () => {
      expect(routeAccess({ ...words, resource, permission }, rules).assignment_group).to.equal(group);
    });
  }

  it('a group that was named holds, and the rest is unknown', () => {
    const route = routeAccess({ ...words, resource: 'Wazuh API', assignmentGroup: 'DevSecOps' }, rules);
    expect(route).to.deep.equal({
      ...{ source: 'explicit', rule_name: null, intent: 'access-request', assignment_group: 'DevSecOps' },
      ...{ responsible: 'DevSecOps', accountable: 'Data Owner', consulted: [], informed: [] },
      ...{ risk_level: null, approval_action: null, score: 0 },
    });
  });

  it('a rule says who is responsible, who is asked and told, and how risky it is', () => {
    expect(routeAccess({ ...words, resource: 'firewall' }, rules)).to.deep.equal({
      ...{ source: 'raci-rule', rule_name: 'Network control access', intent: 'access-network' },
      ...{ assignment_group: 'Network Operations', responsible: 'Network Operations' },
      ...{ accountable: 'Service Desk Manager', consulted: ['Security Operations'], informed: [] },
      ...{ risk_level: 'high', approval_action: 'Grant access to the network device or control', score: 1 },
    });
  });

  it('what no rule knows falls to Identity & Access, with the contract’s words', () => {
    expect(routeAccess({ ...words, resource: 'zzz' }, rules)).to.include({
      ...{ source: 'fallback', rule_name: 'Generic access request', responsible: 'Identity & Access' },
      ...{ accountable: 'Data Owner', risk_level: 'medium', score: 0 },
    });
  });

  const rule = (more: Partial<AccessRule>): AccessRule => ({
    ...{ id: 1, name: 'One', intent: 'access-one', keywords: ['one'], assignment_group: 'One', responsible: 'One' },
    ...{ accountable: 'Somebody', consulted: [], informed: [], risk_level: 'low' },
    ...more,
  });
  const winner = (resource: string, ...of: AccessRule[]): string | null =>
    routeAccess({ ...words, resource }, of).rule_name;

  it('27.30: keywords are whole words: "repo" is not in "report", "down" not in "download", accents do not matter', () => {
    const repo = rule({ keywords: ['repo', 'down', 'senha'] });
    for (const text of ['the report', 'a download', 'repos'])
      expect(winner(text, repo), text).to.equal('Generic access request');
    for (const text of ['the REPO', 'it is down.', 'Sénha', 'my-repo/x'])
      expect(winner(text, repo), text).to.equal('One');
  });

  it('27.30: a keyword that stands there twice counts once', () => {
    const twice = rule({ id: 1, name: 'Twice', keywords: ['alpha', 'Alpha', 'ALPHA '] });
    const two = rule({ id: 2, name: 'Two', keywords: ['alpha', 'beta'] });
    expect(winner('alpha beta', twice, two)).to.equal('Two');
  });

  it('more words win, then the lower id, whatever order the rules come in', () => {
    const [first, second] = [rule({ id: 1, name: 'First' }), rule({ id: 2, name: 'Second' })];
    expect(winner('one', second, first)).to.equal('First');
    expect(winner('one two', first, rule({ id: 3, name: 'Third', keywords: ['one two'] }))).to.equal('Third');
  });

  it('only rules about access are asked: by intent, or by " access" in the name', () => {
    const outage = rule({ intent: 'outage', name: 'Outage' });
    expect(winner('one', outage)).to.equal('Generic access request');
    expect(winner('one', rule({ intent: 'siem', name: 'SIEM Access' }))).to.equal('SIEM Access');
    expect(winner('one', rule({ intent: 'x', name: 'Accessories' }))).to.equal('Generic access request');
  });
});

describe('whose rule holds for a lease', () => {
  const mailbox = { ...words, resource: 'Mailcow mailbox', permission: 'read access' };
  const lease = (wanted: Partial<AskedLease['wanted']>, inferred = false): AskedLease => ({
    ...{ credentialRef: null, expiresAt: null, inferred },
    wanted: { system: 'mailcow', resource_type: 'mailbox', resource_id: 'ana', action: 'read', ...wanted },
  });
  const ruleOf = (...asked: Parameters<typeof gravestRoute>): unknown => gravestRoute(...asked).rule_name;

  it('is that of the lease when it is graver than the words say, whatever stands in the other parts of it', () => {
    for (const wanted of [
      { system: 'keycloak', resource_type: 'realm' },
      { system: 'keycloak', resource_type: 'mailcow mailbox webmail', resource_id: 'shared mailbox' },
      { system: 'identity', resource_type: 'realm' },
    ])
      expect(gravestRoute(mailbox, lease(wanted), rules), JSON.stringify(wanted)).to.include({
        ...{ rule_name: 'Keycloak identity administration access', risk_level: 'high' },
        assignment_group: 'Identity & Access',
      });
  });

  it('is that of the words when they are graver', () => {
    expect(ruleOf({ ...words, resource: 'firewall fw-1' }, lease({}), rules)).to.equal('Network control access');
  });

  it('is that of the lease between two alike, because the lease is what is granted', () => {
    const itop = lease({ system: 'itop', resource_type: 'ticket' });
    expect(ruleOf(mailbox, itop, rules)).to.equal('iTop ITSM access');
  });

  it('is nobody’s by the words when a named lease is of what no rule knows; one made of the words is theirs', () => {
    const unknown = { system: 'zzz', resource_type: 'yyy', resource_id: 'xxx' };
    expect(gravestRoute(mailbox, lease(unknown), rules)).to.include({ source: 'fallback', risk_level: 'medium' });
    expect(ruleOf(mailbox, lease(unknown, true), rules)).to.equal('Mailcow mailbox access');
    expect(ruleOf(mailbox, null, rules)).to.equal('Mailcow mailbox access');
  });
});

describe('the risk of a request for access', () => {
  it('is what was given, else what the rule says, else medium', () => {
    expect(riskOf('low', 'high', false)).to.equal('low');
    expect(riskOf(null, 'high', false)).to.equal('high');
    expect(riskOf(null, null, false)).to.equal('medium');
    expect(riskOf('unknown', 'low', false)).to.equal('unknown');
  });

  it('can be raised by an agent, and never lowered under what the rule says', () => {
    expect(riskOf('low', 'high', true)).to.equal('high');
    expect(riskOf('critical', 'high', true)).to.equal('critical');
    expect(riskOf('low', null, true)).to.equal('medium');
    expect(riskOf(null, 'low', true)).to.equal('low');
    expect(riskOf('unknown', 'critical', true)).to.equal('critical');
  });
});
