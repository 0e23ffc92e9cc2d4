import { expect } from 'chai';
import { loadRaci } from '../../../../config/raci.js';
import { intentSlug } from '../../../../runner/toolbelt/acts/fileTicket.js';
import { groupNamed } from '../../../../runner/toolbelt/acts/groupName.js';
import { ticketReply } from '../../../../runner/toolbelt/acts/ticketReply.js';
import { unlessRefused } from '../../../../runner/toolbelt/acts/unlessRefused.js';
import type { AgentOutcome } from '../../../../runner/toolbelt/acts/fileTicket.js';
import { LeaseGone, ToolFailure } from '../../../../runner/toolbelt/toolFailure.js';

const groups = loadRaci().groups.map(({ name }) => name);

describe('the name of a group', () => {
  it('is any of those that the contract has and this installation too, in any spelling of its letters', () => {
    const names = [
      ...['Identity & Access', 'Security Operations', 'Network Operations', 'Endpoint Support'],
      ...['Email Operations', 'DevSecOps', 'Platform Operations', 'Business Applications', 'Infrastructure Operations'],
      ...['Cloud Operations', 'Database Operations', 'Compliance & Audit', 'Procurement & Vendor Management'],
      'Executive Support',
    ];
    for (const name of names) {
      expect(groupNamed(name, groups)).to.equal(name);
      expect(groupNamed(`  ${name.toUpperCase()} `, groups)).to.equal(name);
      expect(groupNamed(name.toLowerCase(), groups)).to.equal(name);
    }
  });

  it('may be one of the short names that people use', () => {
    const short: Record<string, string> = {
      ...{ soc: 'Security Operations', SecOps: 'Security Operations', iam: 'Identity & Access' },
      ...{ 'CI/CD': 'DevSecOps', pipeline: 'DevSecOps', desktop: 'Endpoint Support', mail: 'Email Operations' },
      ...{ 'e-mail': 'Email Operations', VPN: 'Network Operations', wifi: 'Network Operations' },
      ...{ backup: 'Infrastructure Operations', aws: 'Cloud Operations', dba: 'Database Operations' },
      ...{ audit: 'Compliance & Audit', procurement: 'Procurement & Vendor Management', vip: 'Executive Support' },
      ...{ opsroom: 'Platform Operations', erp: 'Business Applications' },
    };
    for (const [name, group] of Object.entries(short)) expect(groupNamed(name, groups), name).to.equal(group);
  });

  it('may have a short name in it as a whole word', () => {
    expect(groupNamed('the SOC team', groups)).to.equal('Security Operations');
    expect(groupNamed('VPN specialists', groups)).to.equal('Network Operations');
    expect(() => groupNamed('mailman', groups)).to.throw(ToolFailure);
    expect(() => groupNamed('socks', groups)).to.throw(ToolFailure);
  });

  it('leads to no group that this installation does not have', () => {
    expect(() => groupNamed('soc', ['Service Desk'])).to.throw('There is no group "soc".');
    expect(groupNamed('Wizards', ['Wizards'])).to.equal('Wizards');
    expect(() => groupNamed('', groups)).to.throw(ToolFailure);
  });
});

describe('the reply about a ticket that was filed', () => {
  const ticket = { id: 40, title: 'VPN drops', status: 'new', priority: 'P2', owning_group: 'Network Operations' };
  const reply = (agent: AgentOutcome, language: 'en' | 'pt' = 'en', more: object = {}): string =>
    ticketReply({ ticket: { ...ticket, ...more }, agent, group: 'Service Desk', language });

  it('says number, title, owner, priority, and that an agent works on it', () => {
    expect(reply({ status: 'spawned', agent_id: 5 })).to.equal(
      'Ticket #40, "VPN drops". Owner: Network Operations, priority P2. An agent works on it now; anything risky waits for people to approve it first.',
    );
    expect(reply({ status: 'spawned', agent_id: 5 }, 'pt')).to.equal(
      'Chamado #40, "VPN drops". Responsável: Network Operations, prioridade P2. Um agente já está cuidando dele; tudo que for arriscado espera antes pela aprovação de pessoas.',
    );
  });

  it('says who it waits for when no agent works on it', () => {
    const waits: AgentOutcome = { status: 'waiting_for_person', group: 'DevSecOps', reason: 'no workflow fits' };
    expect(reply(waits)).to.match(/It waits for a person of DevSecOps\.$/);
    expect(reply(waits, 'pt')).to.match(/Ele aguarda uma pessoa de DevSecOps\.$/);
    for (const reason of ['spawn_agent_disabled', 'pending_assignment'])
      expect(reply({ status: 'skipped', reason })).to.match(/It waits for a person of Network Operations\.$/);
    expect(reply({ status: 'not_started', reason: 'refused' })).to.not.include('agent works');
  });

  it('has an owner and a priority also for a ticket that came without', () => {
    expect(reply({ status: 'skipped', reason: 'x' }, 'en', { owning_group: null, priority: null })).to.include(
      'Owner: Service Desk, priority no priority.',
    );
    const byTeam = { owning_group: null, assignee_team: 'DevSecOps', priority: undefined };
    expect(reply({ status: 'skipped', reason: 'x' }, 'pt', byTeam)).to.include('DevSecOps, prioridade sem prioridade.');
  });
});

describe('the intent of a ticket', () => {
  it('is a slug of at most eighty characters', () => {
    expect(intentSlug('  VPN & Wi-Fi: down!! ')).to.equal('vpn-wi-fi-down');
    expect(intentSlug('x'.repeat(100))).to.have.length(80);
    expect(intentSlug('???')).to.equal('agent-selected');
    expect(intentSlug('')).to.equal('agent-selected');
  });
});

describe('an act beside the main one', () => {
  it('that the platform refuses is told; a lost lease, an unreachable platform and a bug are not swallowed', async () => {
    expect(await unlessRefused(Promise.resolve(7))).to.deep.equal({ done: true, answer: 7 });
    const refused = new ToolFailure('was refused: no', 'Do not repeat it.', { status: 409 });
    expect(await unlessRefused(Promise.reject(refused))).to.deep.equal({ done: false, reason: 'was refused: no' });
    for (const error of [new LeaseGone(), new ToolFailure('could not be reached', 'Again.'), new TypeError('bug')]) {
      const thrown: unknown = await unlessRefused(Promise.reject(error)).catch((reason: unknown) => reason);
      expect(thrown).to.equal(error);
    }
  });
});
