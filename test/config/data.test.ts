import { accessSync, constants } from 'node:fs';
import { expect } from 'chai';
import {
  foldWords,
  hasPhrase,
  grants,
  loadPolicies,
  loadRaci,
  loadRoles,
  loadWorkflows,
  selectPolicy,
} from '../../config/index.js';
import { load } from './inFolder.js';

const serviceGroups = [
  'Security Operations',
  'Identity & Access',
  'Infrastructure Operations',
  'Network Operations',
  'Endpoint Support',
  'Email Operations',
  'DevSecOps',
  'Business Applications',
  'Compliance & Audit',
  'Change Advisory Board',
  'Platform Operations',
  'Cloud Operations',
  'Database Operations',
  'Procurement & Vendor Management',
  'Executive Support',
];

describe('the shipped RACI rules', () => {
  const { groups, rules } = loadRaci();
  it('have the fifteen service groups, each with a rule and a person', () => {
    expect(groups.map(({ name }) => name)).to.have.members(serviceGroups);
    const people = Object.values(load().config.people);
    for (const name of serviceGroups) {
      expect(
        rules.some((rule) => rule.assignment_group === name),
        name,
      ).to.equal(true);
      expect(
        people.some((person) => person.groups.includes(name)),
        name,
      ).to.equal(true);
    }
  });

  it('keep the ids of the contract and stand in their order', () => {
    const ids = rules.map(({ id }) => id);
    expect(ids).to.deep.equal([...ids].sort((a, b) => a - b));
    expect(ids.filter((id) => id < 100)).to.deep.equal([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 23, 24, 26, 27, 28, 29, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
      44, 45, 46, 47, 48, 49,
    ]);
  });

  it('have words in every rule but the general one, which asks what it is about', () => {
    expect(rules.filter(({ keywords }) => keywords.length < 5).map(({ intent }) => intent)).to.deep.equal(['general']);
    const general = rules.find(({ intent }) => intent === 'general');
    expect(general?.clarify?.choices.length).to.be.within(3, 5);
    expect(general?.responsible).to.equal('Business Applications');
  });

  it('have no bare word that stands in any request', () => {
    const bare = [
      'down',
      'role',
      'rule',
      'report',
      'control',
      'project',
      'branch',
      'switch',
      'access',
      'help',
      'problem',
    ];
    for (const { name, keywords } of rules) {
      for (const word of bare) expect(keywords, name).to.not.include(word);
    }
  });

  it('send agents only where a workflow or the contract says so', () => {
    expect(rules.filter((rule) => rule.auto_assign_agent).map(({ id }) => id)).to.deep.equal([1, 2, 8, 101, 102, 103]);
  });
});

describe('folding words', () => {
  it('meets accents, case and hyphens, and whole words only', () => {
    expect(foldWords('  Não consigo: SIGN-IN!')).to.equal('nao consigo sign in');
    expect(hasPhrase(foldWords('the Site is down.'), 'is down')).to.equal(true);
    expect(hasPhrase(foldWords('my download hangs'), 'down')).to.equal(false);
    expect(hasPhrase(foldWords('o servidor está LENTO'), 'está lento')).to.equal(true);
    expect(hasPhrase(foldWords('CI/CD'), 'ci/cd')).to.equal(true);
  });
});

describe('the shipped workflows', () => {
  const workflows = loadWorkflows();
  const intents = new Set(loadRaci().rules.map(({ intent }) => intent));
  const isProgram = (name: string): boolean =>
    ['/usr/sbin', '/usr/bin', '/sbin', '/bin'].some((folder) => {
      try {
        accessSync(`${folder}/${name}`, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });

  for (const workflow of workflows) {
    const changes = workflow.blueprint.filter((step) => step.do === 'request_change');
    it(`"${workflow.name}" hangs on intents that a rule has and asks through a policy`, () => {
      for (const intent of workflow.match.intents) expect(intents).to.include(intent);
      expect(changes.length).to.be.greaterThan(0);
      for (const { risk } of changes) {
        const { policy } = selectPolicy(loadPolicies(undefined), { risk, kind: 'argv', origin: 'agent' });
        expect(policy.id).to.equal('everyday');
      }
    });
    it(`"${workflow.name}" names programs of this host, without a shell`, () => {
      for (const { plan } of changes) {
        const all = [plan.argv, ...plan.otherwise];
        expect(all.map(([program]) => program)).to.not.include.members(['sh', 'bash']);
        expect(all.some(([program = '']) => isProgram(program))).to.equal(true);
        for (const part of all.flat()) expect(part).to.not.match(/[;&`]|\$\(/);
      }
    });
  }
});

describe('the shipped roles', () => {
  const roles = new Map(loadRoles().map((role) => [role.name, role.capabilities]));
  it('let approvers, managers and administrators approve, and nobody else', () => {
    const may = [...roles].filter(([, held]) => grants(held, 'changes:approve')).map(([name]) => name);
    expect(may).to.have.members(['platform-admin', 'soc-manager', 'approver']);
  });
  it('are the contract’s five, ours and the six of the board', () => {
    expect(roles.size).to.equal(13);
    expect(grants(roles.get('auditor') ?? [], 'tickets:note')).to.equal(false);
    expect(grants(roles.get('soc-manager') ?? [], 'deployments:write')).to.equal(false);
    expect(grants(roles.get('requester') ?? [], 'changes:approve')).to.equal(false);
  });
});
