import { expect } from 'chai';
import { numberIn, startTestApi, type Fields, type TestApi } from '../../support/api.js';
import { fileTicket } from '../../support/runs.js';
import { becomes } from '../tickets/officePeople.js';

describe('the leases that an agent begins with', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
    await becomes(api, 'cy', {
      ...{ roles: ['agent-operator'], groups: ['ops'] },
      scopes: [['group', 'Network Operations']],
    });
  });
  after(() => api?.stop());

  const scope = (permissions: unknown): Promise<unknown> =>
    api.db.query(
      `update person_scopes set permissions = $1 where person_id = (select id from persons where name = 'cy')`,
      [JSON.stringify(permissions)],
    );
  async function start(as: 'cy' | 'admin', fields: Fields = {}): Promise<Fields[]> {
    const ticket = await fileTicket(api, 'ana', fields);
    const { body, text } = await api.call(as, 'POST', `/api/tickets/${ticket}/assign-agent`, { harness: 'codex' });
    expect(body['status'], text).to.equal('spawned');
    const vault = await api.call('admin', 'GET', `/api/agents/${numberIn(body, 'agent_id')}/vault`);
    return (vault.body['leases'] as Fields[]).filter(({ system }) => system !== 'dashboard');
  }
  const week = 7 * 86_400_000;

  it('are those of the person who starts it, each of which ends', async () => {
    await scope([
      { system: 'wazuh', credential_ref: '<vault:siem_readonly>', resource_type: 'api', resource: 'wazuh.manager' },
      {
        system: 'gitlab',
        credential_ref: '<vault:git>',
        actions: ['read', 'write'],
        expires_at: '2099-01-01T00:00:00Z',
      },
      { system: 'old', credential_ref: '<vault:old>', expires_at: '2020-01-01T00:00:00Z' },
      { system: 'leaky', credential_ref: 'the password itself' },
      'tickets:read',
    ]);
    const leases = await start('cy');
    expect(leases.map((one) => [one['system'], one['resource_id'], one['action'], one['granted_by']])).to.deep.equal([
      ['wazuh', 'wazuh.manager', 'read', 'cy'],
      ['gitlab', '*', 'read', 'cy'],
      ['gitlab', '*', 'write', 'cy'],
    ]);
    for (const lease of leases) expect(Date.parse(String(lease['expires_at'])) - Date.now()).to.be.within(0, week);
    expect(JSON.stringify(leases)).not.to.contain('password itself');
  });

  it('are not those of somebody else who has them', async () => {
    expect(await start('admin')).to.deep.equal([]);
  });

  it('are those that people approved with its workflow, as long as that is in force and was reviewed', async () => {
    await scope([]);
    const { rows } = await api.db.query<{ id: number; blueprint: { match: { phrases: string[] } } }>(
      `select id, blueprint from agent_workflows where status = 'active' and blueprint -> 'platforms' ? $1 order by id`,
      [process.platform],
    );
    const workflow = rows.find(({ blueprint }) => blueprint.match.phrases.length > 0);
    const phrase = workflow?.blueprint.match.phrases[0] ?? '';
    await api.db.query('update agent_workflows set approval_policy = $2 where id = $1', [
      workflow?.id,
      JSON.stringify({
        preapproved_leases: [
          { system: 'monitoring', credential_ref: '<vault:monitoring>', action: 'read' },
          { system: 'off', credential_ref: '<vault:off>', enabled: false },
        ],
      }),
    ]);
    const ticket = { title: `The ${phrase} of web-1`, description: `The ${phrase} of server web-1, it is full` };
    const leases = await start('admin', ticket);
    expect(leases.map((one) => [one['system'], one['granted_by']])).to.deep.equal([
      ['monitoring', `workflow:${workflow?.id ?? 0}`],
    ]);
    const manifest = await api.db.query<{ details: Fields }>(
      `select details from event_log where action = 'agent_vault_manifest_created' order by id desc limit 1`,
    );
    expect(manifest.rows[0]?.details).to.include({ lease_count: 4, workflow_preapproved_lease_count: 1 });
    await api.db.query('update agent_workflows set reviewed_by = null where id = $1', [workflow?.id]);
    expect(await start('admin', ticket)).to.deep.equal([]);
  });

  it('come with a record of the permissions that it has, which says when some were denied', async () => {
    const ticket = await fileTicket(api, 'ana');
    const { body } = await api.call('cy', 'POST', `/api/tickets/${ticket}/assign-agent`, {
      ...{ harness: 'codex', requested_permissions: ['tickets:note', 'changes:approve'] },
    });
    const { rows } = await api.db.query<{ category: string; level: string; action: string; details: Fields }>(
      `select category, level, action, details from event_log where action like 'agent_permission_snapshot_%' and target = $1 order by id`,
      [`agent_${numberIn(body, 'agent_id')}`],
    );
    expect(rows.map(({ category, level, action }) => [category, level, action])).to.deep.equal([
      ['access', 'warning', 'agent_permission_snapshot_denied'],
      ['access', 'info', 'agent_permission_snapshot_recorded'],
    ]);
    expect(rows[0]?.details['denied_permissions']).to.deep.equal(['changes:approve']);
    expect(rows[1]?.details).to.deep.include({
      ...{ ticket_id: ticket, status: 'recorded_with_denials', allowed_permissions: ['tickets:note'] },
    });
    const context = await api.db.query<{ policy_snapshot: Fields }>(
      'select policy_snapshot from agent_permission_context where agent_id = $1',
      [numberIn(body, 'agent_id')],
    );
    expect(context.rows[0]?.policy_snapshot).to.include.all.keys(
      ...['source', 'capabilities_at_spawn', 'requested_permissions', 'denied_permissions', 'enforcement'],
    );
  });
});
