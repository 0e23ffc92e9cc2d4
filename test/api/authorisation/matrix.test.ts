import { expect } from 'chai';
import { grants, loadRoles, type Role } from '../../../config/index.js';
import { startTestApi, textIn, type TestApi } from '../../support/api.js';
import { fileTicket, startTask, startTurn, type TaskRun, type TurnRun } from '../../support/runs.js';
import { newPerson } from '../access/newPerson.js';
import { addressesOf, expectOpenOnly, nameOf, requiredAt, type Address } from './knock.js';

/** The six roles of the mission board open the same doors: one of them knocks for all. */
function distinctRoles(): Role[] {
  const bySet = new Map(loadRoles().map((role) => [[...role.capabilities].sort().join(' '), role]));
  return [...bySet.values()];
}

/** What an agent's own permissions cannot reach: whatever decides, gives rights, or says how the house works. */
const decisions = [
  'POST /api/changes/{id}/approve',
  'POST /api/changes/{id}/reject',
  'POST /api/postmortems/{id}/review',
  'POST /api/postmortems/{id}/promote',
  'POST /api/workflows/{id}/review',
  'PUT /api/workflows/{id}',
  'PUT /api/agents/config',
  'POST /api/intake/raci/groups',
  'POST /api/intake/raci/rules',
  'PUT /api/intake/raci/rules/{id}',
  'DELETE /api/intake/raci/rules/{id}',
  'POST /api/agents/{id}/vault/leases/{lease_id}/revoke',
  'POST /api/webhooks',
  'POST /api/skills',
  'POST /api/knowledge',
];
const peopleAndRights = /^(POST|PUT|PATCH|DELETE) \/api\/(access|auth|webhooks)\//;

describe('every address and every kind of principal', () => {
  let api: TestApi;
  let addresses: Address[];
  let task: TaskRun;
  let turn: TurnRun;

  before(async () => {
    api = await startTestApi();
    addresses = await addressesOf(api);
    task = await startTask(api, await fileTicket(api, 'ana'));
    turn = await startTurn(api, 'ana');
  });
  after(() => api?.stop());

  const at = (name: string): Address => {
    const found = addresses.find((one) => nameOf(one) === name);
    if (!found) throw new Error(`${name} is not in the document`);
    return found;
  };
  const opensTo =
    (capabilities: readonly string[]) =>
    (address: Address): boolean =>
      grants(capabilities, requiredAt(address) ?? '');

  it('is a matrix of some size', () => {
    expect(addresses.length).to.be.greaterThan(150);
    expect(distinctRoles().map(({ name }) => name)).to.include.members([
      ...['requester', 'analyst', 'auditor', 'agent-operator', 'soc-manager', 'approver', 'platform-admin'],
    ]);
  });

  for (const { name, capabilities } of distinctRoles()) {
    it(`${name}: comes in where the capabilities of the role say so, and nowhere else`, async () => {
      const { token } = await newPerson(api, `a-${name.replace('_', '-')}`, [name]);
      const actor = `a-${name.replace('_', '-')}`;
      const closed = await expectOpenOnly(api, addresses, { token, actor }, opensTo(capabilities));
      if (capabilities.includes('*')) expect(closed).to.equal(0);
      else expect(closed).to.be.greaterThan(5);
    });
  }

  it('somebody without any role comes in nowhere', async () => {
    const { token } = await newPerson(api, 'a-nobody', []);
    const closed = await expectOpenOnly(api, addresses, { token, actor: 'a-nobody' }, () => false);
    expect(closed).to.equal(addresses.filter((address) => requiredAt(address) !== null).length);
  });

  it('the token of a service comes in where the roles that it was made with say so', async () => {
    const made = await api.call('admin', 'POST', '/api/access/service-tokens', { name: 'reader', roles: ['auditor'] });
    const who = { token: textIn(made.body, 'token'), actor: 'reader' };
    const capabilities = loadRoles().find(({ name }) => name === 'auditor')?.capabilities ?? [];
    expect(await expectOpenOnly(api, addresses, who, opensTo(capabilities))).to.be.greaterThan(50);
  });

  it('the token of the platform comes in everywhere', async () => {
    const who = { token: api.serviceToken, actor: 'platform-service' };
    expect(await expectOpenOnly(api, addresses, who, () => true)).to.equal(0);
  });

  it('a chat turn comes in where the address is for turns and the token says so', async () => {
    const may = [
      ...['ops-chat:turn', 'ops-chat:read', 'intake:read', 'tickets:read', 'tickets:create', 'tickets:note'],
      ...['tickets:reply', 'agents:spawn', 'agents:stop'],
    ];
    const isOpen = (address: Address): boolean =>
      ['turn', 'any'].includes(address.operation['x-agents']) && opensTo(may)(address);
    const closed = await expectOpenOnly(api, addresses, { token: turn.token, actor: 'intake-agent' }, isOpen);
    expect(closed).to.be.greaterThan(100);
  });

  it('an agent at work comes in where the address is for tasks and the permissions of its start say so', async () => {
    const { rows } = await api.db.query<{ may: string[] }>(
      'select allowed_permissions as may from agent_permission_context where agent_id = $1',
      [task.agentId],
    );
    const may = rows[0]?.may ?? [];
    expect(may).to.include('tickets:read').and.not.include('*');
    const isOpen = (address: Address): boolean =>
      ['task', 'any'].includes(address.operation['x-agents']) && opensTo(may)(address);
    const who = { token: task.token, actor: `agent-${task.agentId}` };
    expect(await expectOpenOnly(api, addresses, who, isOpen)).to.be.greaterThan(80);
  });

  it('an agent whose permissions hold everything still stays out of what is not for agents', async () => {
    await api.db.query(`update agent_permission_context set allowed_permissions = '{*}' where agent_id = $1`, [
      task.agentId,
    ]);
    const isOpen = ({ operation }: Address): boolean => ['task', 'any'].includes(operation['x-agents']);
    const who = { token: task.token, actor: `agent-${task.agentId}` };
    expect(await expectOpenOnly(api, addresses, who, isOpen)).to.be.greaterThan(60);
  });

  it('what decides, gives rights or says how the house works is closed to every agent', () => {
    const rights = addresses.filter((one) => peopleAndRights.test(nameOf(one)) && requiredAt(one) !== null);
    expect(rights.length).to.be.greaterThan(15);
    for (const address of [...decisions.map(at), ...rights])
      expect(address.operation['x-agents'], nameOf(address)).to.equal('never');
  });

  it('what is asked of few is asked of exactly these', () => {
    const who = (name: string): string[] =>
      loadRoles()
        .filter(({ capabilities }) => opensTo(capabilities)(at(name)))
        .map((role) => role.name)
        .sort();
    const managers = ['platform-admin', 'soc-manager'];
    const expected: readonly (readonly [string, readonly string[]])[] = [
      ['POST /api/changes/{id}/approve', ['approver', ...managers]],
      ['POST /api/changes/{id}/reject', ['approver', ...managers]],
      ['POST /api/access/users', managers],
      ['POST /api/access/users/{id}/roles', managers],
      ['POST /api/access/service-tokens', managers],
      ['GET /api/access/users', ['auditor', ...managers]],
      ['POST /api/webhooks', ['platform-admin']],
      ['PUT /api/agents/config', ['platform-admin']],
      ['POST /api/workflows/{id}/review', managers],
      ['POST /api/postmortems/{id}/promote', ['agent-operator', ...managers]],
      ['POST /api/agents/{id}/stop', managers],
      ['GET /api/dashboard/audit', ['auditor', ...managers]],
      ['POST /api/ops-chat/outbound/ack', ['agent-operator', 'analyst', 'approver', ...managers, 'requester']],
    ];
    for (const [name, roles] of expected) expect(who(name), name).to.deep.equal([...roles].sort());
  });
});
