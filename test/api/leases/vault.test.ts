import { expect } from 'chai';
import { requireLease } from '../../../api/leases/index.js';
import { expireLeases } from '../../../api/leases/endLeases.js';
import { upsertLease } from '../../../api/leases/sql/upsertLease.js';
import { numberIn, startTestApi, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask, type TaskRun } from '../../support/runs.js';
import { becomes } from '../tickets/officePeople.js';

const wazuh = { system: 'wazuh', resource_type: 'api', resource_id: 'wazuh.manager', action: 'read' };

describe('the vault of an agent', () => {
  let api: TestApi;
  let mine: TaskRun;
  let other: TaskRun;
  before(async () => {
    api = await startTestApi();
    mine = await startTask(api, await fileTicket(api, 'ana'));
    other = await startTask(api, await fileTicket(api, 'ana'));
  });
  after(() => api?.stop());

  async function give(agentId: number, more: Fields = {}, seconds = 3_600): Promise<number> {
    const lease = await upsertLease(api.db, {
      ...{ agentId, ...wazuh, credentialRef: '<vault:siem_readonly>', grantedBy: 'bo', policySnapshot: {} },
      expiresAt: new Date(Date.now() + seconds * 1_000),
      ...more,
    });
    return lease.id;
  }
  const ask = (as: Who, agentId: number | string, body: unknown = wazuh): Promise<Called> =>
    api.call(as, 'POST', `/api/agents/${agentId}/vault/lease`, body);
  const vault = (as: Who, agentId: number | string): Promise<Called> =>
    api.call(as, 'GET', `/api/agents/${agentId}/vault`);
  const leasesOf = async (agentId: number): Promise<Fields[]> =>
    (await vault('admin', agentId)).body['leases'] as Fields[];
  async function rows(sql: string, params: unknown[] = []): Promise<Fields[]> {
    return (await api.db.query<Fields>(sql, params)).rows;
  }

  it('begins with three leases for the own ticket, whose credentials are names', async () => {
    const { status, body } = await vault('admin', mine.agentId);
    expect(status).to.equal(200);
    expect(body).to.include({ agent_id: mine.agentId, total: 3, secret_values_returned: false });
    const ref = `<vault:agent_${mine.agentId}_dashboard_ticket_${mine.ticketId}>`;
    const leases = body['leases'] as Fields[];
    expect(leases.map(({ action }) => action)).to.deep.equal(['read', 'note', 'request_access']);
    for (const lease of leases) {
      expect(lease).to.include({ system: 'dashboard', resource_type: 'ticket', resource_id: String(mine.ticketId) });
      expect(lease).to.include({ credential_ref: ref, lease_status: 'active', agent_id: mine.agentId });
    }
    const [manifest] = await rows(
      `select details from event_log where action = 'agent_vault_manifest_created' and target = $1`,
      [`agent_${mine.agentId}`],
    );
    expect(manifest?.['details']).to.include({
      ...{ ticket_id: mine.ticketId, lease_count: 3, workflow_preapproved_lease_count: 0 },
      ...{ vault_provider: 'server-manager', secret_values_returned: false },
    });
  });

  it('allows what a lease is for, in the contract’s shape and without any value', async () => {
    const leaseId = await give(mine.agentId);
    const { status, body } = await ask({ token: mine.token }, mine.agentId);
    expect(status).to.equal(200);
    expect(body).to.include({ allow: true, lease_id: leaseId, agent_id: mine.agentId, ...wazuh });
    expect(body).to.include({ credential_ref: '<vault:siem_readonly>', credential_value: null });
    expect(body['broker_trace']).to.include({
      ...{ vault_provider: 'server-manager', resolver_mode: 'reference-only', system: 'wazuh' },
      ...{ broker_mode: 'lease-reference', secret_values_returned: false, credential_value_returned: false },
      ...{ audited: true, decision: 'allow', reason: 'agent_vault_lease_match' },
      human_summary: `Agent ${mine.agentId} may read api wazuh.manager of wazuh.`,
    });
  });

  it('refuses everything else, says how to get it, and both answers are on record', async () => {
    const before = numberIn((await rows('select count(*) from access_decision_log'))[0] ?? {}, 'count');
    const wanted = { ...wazuh, action: 'write' };
    const { status, body } = await ask({ token: mine.token }, mine.agentId, wanted);
    expect(status).to.equal(403);
    expect(body).to.include({
      ...{ error: 'access_denied', reason: 'missing_agent_vault_lease', allow: false, agent_id: mine.agentId },
      ...wanted,
    });
    expect(body['broker_trace']).to.include({ decision: 'deny', reason: 'missing_agent_vault_lease' });
    expect(body['next_step']).to.match(/access-request/);
    await ask({ token: mine.token }, mine.agentId);
    const log = await rows('select * from access_decision_log order by id offset $1', [before]);
    expect(log.map(({ decision }) => decision)).to.deep.equal(['deny', 'allow']);
    expect(log[0]).to.include({
      ...{ actor: `agent_${mine.agentId}`, subject_type: 'agent', subject_id: mine.agentId },
      ...{ resource_type: 'wazuh:api', resource_id: 'wazuh.manager', permission: 'write' },
    });
    const events = await rows(
      `select level, details ->> 'decision' as decision from event_log where action = 'resource_access_decision' and target = $1
       order by id desc limit 2`,
      [`agent_${mine.agentId}`],
    );
    expect(events).to.deep.equal([
      { level: 'info', decision: 'allow' },
      { level: 'warning', decision: 'deny' },
    ]);
  });

  it('the log of decisions is never rewritten', async () => {
    for (const statement of [
      'update access_decision_log set decision = $1',
      'delete from access_decision_log where decision <> $1',
    ])
      expect(await api.db.query(statement, ['allow']).catch((error: unknown) => String(error))).to.match(/append-only/);
  });

  for (const [what, lease, wanted, allowed] of [
    ['of another system', { system: 'gitlab' }, {}, false],
    ['of another type', { resource_type: 'alert_index' }, {}, false],
    ['of another thing', { resource_id: 'wazuh.worker' }, {}, false],
    ['for every thing', { resource_id: '*' }, {}, true],
    ['for things of a pattern', { resource_id: 'wazuh.*' }, {}, true],
    ['for one thing, when every thing is asked for', {}, { resource_id: '*' }, false],
    ['for every action', { action: '*' }, { action: 'contain' }, true],
    ['for another action', { action: 'write' }, {}, false],
  ] as const) {
    it(`a lease ${what} ${allowed ? 'is enough' : 'is not enough'}`, async () => {
      const run = await startTask(api, await fileTicket(api, 'ana'));
      await give(run.agentId, lease);
      const { status } = await ask({ token: run.token }, run.agentId, { ...wazuh, ...wanted });
      expect(status).to.equal(allowed ? 200 : 403);
    });
  }

  it('27.4: an agent sees and uses its own vault alone, whatever id it puts into the address', async () => {
    await give(other.agentId);
    for (const token of [mine.token]) {
      expect((await vault({ token }, other.agentId)).status).to.equal(404);
      expect((await ask({ token }, other.agentId)).status).to.equal(404);
    }
    expect((await vault({ token: other.token }, other.agentId)).status).to.equal(200);
    expect((await ask({ token: other.token }, other.agentId)).status).to.equal(200);
    const stolen = await rows(`select from access_decision_log where subject_id = $1 and actor = $2`, [
      other.agentId,
      `agent_${mine.agentId}`,
    ]);
    expect(stolen).to.deep.equal([]);
  });

  it('people look into vaults of agents whose tickets they see, and need the permission', async () => {
    expect((await vault('ana', mine.agentId)).status).to.equal(403);
    await becomes(api, 'cy', { roles: ['auditor'], groups: ['Email Operations'] });
    expect((await vault('cy', mine.agentId)).status).to.equal(404);
    expect((await ask('cy', mine.agentId)).status).to.equal(404);
    await becomes(api, 'cy', { roles: ['auditor'], groups: ['Infrastructure Operations'] });
    expect((await vault('cy', mine.agentId)).status).to.equal(200);
    expect((await ask('cy', mine.agentId)).body).to.include({ allow: true });
    const [last] = await rows('select actor from access_decision_log order by id desc limit 1');
    expect(last).to.deep.equal({ actor: 'cy' });
    for (const id of [999_999, '9'.repeat(30), 'x', '0']) expect((await vault('admin', id)).status).to.equal(404);
  });

  it('27.15: a lease ends by the clock, at its use and before anybody marked it', async () => {
    const run = await startTask(api, await fileTicket(api, 'ana'));
    const id = await give(run.agentId);
    await api.db.query('update agent_vault_leases set expires_at = clock_timestamp() where id = $1', [id]);
    expect((await ask({ token: run.token }, run.agentId)).status).to.equal(403);
    expect((await leasesOf(run.agentId)).find((lease) => lease['id'] === id)).to.include({ lease_status: 'expired' });
    expect(await expireLeases(api.db)).to.equal(1);
    expect(await expireLeases(api.db)).to.equal(0);
    const [event] = await rows(`select target from event_log where action = 'agent_vault_lease_expired'`);
    expect(event).to.deep.equal({ target: `agent_${run.agentId}` });
    const revoked = await api.call('admin', 'POST', `/api/agents/${run.agentId}/vault/leases/${id}/revoke`, {});
    expect([revoked.status, revoked.body['state']]).to.deep.equal([409, 'expired']);
  });

  it('27.15: an agent that ends keeps none, in whatever way it ends', async () => {
    for (const end of ['finished', 'failed', 'stopped', 'terminated']) {
      const run = await startTask(api, await fileTicket(api, 'ana'));
      await give(run.agentId);
      await api.db.query('update agents set status = $2 where id = $1', [run.agentId, end]);
      const leases = await leasesOf(run.agentId);
      expect(leases.map(({ lease_status }) => lease_status)).to.deep.equal(Array(4).fill('revoked'));
      expect(leases[3]).to.include({ revoke_reason: `its agent is ${end}`, revoked_by: 'system' });
      expect((await requireLease(api.db, run.agentId, wazuh)).kind).to.equal('denied');
      // Granted in the same moment as it ended: worth nothing, and taken away at the next look.
      await give(run.agentId);
      expect((await requireLease(api.db, run.agentId, wazuh)).kind).to.equal('denied');
      expect(await expireLeases(api.db)).to.equal(1);
      expect((await leasesOf(run.agentId))[3]).to.include({ lease_status: 'revoked' });
    }
  });

  it('27.15: a person who administers access takes a lease away, once, and the next use is refused', async () => {
    const run = await startTask(api, await fileTicket(api, 'ana'));
    const id = await give(run.agentId);
    const revoke = (as: Who, agentId = run.agentId, lease: number | string = id): Promise<Called> =>
      api.call(as, 'POST', `/api/agents/${agentId}/vault/leases/${lease}/revoke`, { reason: 'Not needed any more' });
    expect((await revoke('bo')).status).to.equal(403);
    expect((await revoke({ token: run.token })).status).to.equal(403);
    expect((await revoke('service')).body).to.include({ error: 'people_only' });
    expect((await revoke('admin', other.agentId)).status).to.equal(404);
    expect((await revoke('admin', run.agentId, 999_999)).status).to.equal(404);
    expect((await ask({ token: run.token }, run.agentId)).status).to.equal(200);
    const { status, body } = await revoke('admin');
    expect(status).to.equal(200);
    expect(body).to.include({ status: 'revoked', lease_id: id, revoked_by: 'admin' });
    expect((await ask({ token: run.token }, run.agentId)).status).to.equal(403);
    expect((await revoke('admin')).body).to.include({ error: 'lease_not_active', state: 'revoked' });
    const audit = await rows(`select details from audit_log where action = 'agent_vault_lease_revoked'`);
    expect(audit).to.have.length(1);
    expect(audit[0]?.['details']).to.include({ lease_id: id, reason: 'Not needed any more' });
  });

  it('a lease that is granted again goes on for longer, never for shorter', async () => {
    const run = await startTask(api, await fileTicket(api, 'ana'));
    const end = async (): Promise<number> =>
      Date.parse(String((await leasesOf(run.agentId)).at(-1)?.['expires_at'])) - Date.now();
    const id = await give(run.agentId, {}, 7_200);
    expect(await give(run.agentId, {}, 60)).to.equal(id);
    expect(await end()).to.be.greaterThan(7_000_000);
    await api.db.query(`update agent_vault_leases set lease_status = 'expired' where id = $1`, [id]);
    await give(run.agentId, {}, 60);
    expect(await end()).to.be.lessThan(61_000);
  });

  for (const body of [
    {},
    { system: '' },
    { system: ' \u0000 ' },
    { system: 'x'.repeat(81) },
    { system: 'wazuh', resource_id: 'x'.repeat(301) },
    { system: ['wazuh'] },
    { system: 'wazuh', action: { $gt: '' } },
  ]) {
    it(`a request such as ${JSON.stringify(body).slice(0, 60)} names the wrong field`, async () => {
      const { status, body: answer } = await ask({ token: mine.token }, mine.agentId, body);
      expect([status, answer['error']]).to.deep.equal([422, 'invalid_fields']);
    });
  }

  it('what no database keeps is refused like anything that no lease is for', async () => {
    for (const resource_id of ['a\u0000b', '\ud800', '%', "' or 1=1 --"])
      expect((await ask({ token: mine.token }, mine.agentId, { ...wazuh, resource_id })).status).to.equal(403);
  });
});
