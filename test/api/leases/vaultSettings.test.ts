import { expect } from 'chai';
import { brokerTrace } from '../../../api/leases/index.js';
import { credentialVault, keepCredentialVault } from '../../../api/access/index.js';
import { openPool } from '../../../api/db/index.js';
import type { Secret } from '../../../config/index.js';
import { onePostgres } from '../rooms/onePostgres.js';
import { startTestApi, type Fields, type TestApi } from '../../support/api.js';
import { fileTicket, startTask, type TaskRun } from '../../support/runs.js';

const wazuh = { system: 'wazuh', resource_type: 'api', resource_id: 'wazuh.manager', action: 'read' };

describe('the vault as the configuration names it', () => {
  let api: TestApi;
  let run: TaskRun;
  let database: Secret;
  before(async () => {
    database = await (await onePostgres()).freshDatabase();
    api = await startTestApi({ database, config: { vault: { provider: 'vault.example' } } });
    run = await startTask(api, await fileTicket(api, 'ana'));
  });
  after(() => api?.stop());

  it('is told with every decision about a lease', async () => {
    const own = { system: 'dashboard', resource_type: 'ticket', resource_id: String(run.ticketId), action: 'read' };
    for (const [wanted, status] of [
      [own, 200],
      [wazuh, 403],
    ] as const) {
      const answer = await api.call({ token: run.token }, 'POST', `/api/agents/${run.agentId}/vault/lease`, wanted);
      expect(answer.status).to.equal(status);
      expect(answer.body['broker_trace']).to.include({
        ...{ vault_provider: 'vault.example', resolver_mode: 'reference-only', secret_values_returned: false },
      });
    }
  });

  it('is told with the leases that an agent begins with', async () => {
    const { rows } = await api.db.query<{ details: Fields }>(
      `select details from event_log where action = 'agent_vault_manifest_created' and target = $1`,
      [`agent_${run.agentId}`],
    );
    expect(rows.map(({ details }) => details['vault_provider'])).to.deep.equal(['vault.example']);
  });

  it('is told with the policies, and what its mode means', async () => {
    const { body } = await api.call('admin', 'GET', '/api/access/policies');
    const broker = body['credential_broker'] as Fields;
    expect(broker).to.include({
      ...{ vault_provider: 'vault.example', resolver_mode: 'reference-only', secret_values_returned: false },
    });
    expect(broker['modes']).to.have.keys('reference-only');
  });

  it('is what the latest start was told, in every process at once', async () => {
    const replica = openPool(database, () => undefined, 2);
    try {
      await keepCredentialVault(replica, { provider: 'another-vault', resolver_mode: 'reference-only' });
      const { body } = await api.call('admin', 'GET', '/api/access/policies');
      expect((body['credential_broker'] as Fields)['vault_provider']).to.equal('another-vault');
      await keepCredentialVault(replica, { provider: 'vault.example', resolver_mode: 'reference-only' });
    } finally {
      await replica.end();
    }
  });

  it('is that of the contract where nobody set one, also in a database that no start has claimed', async () => {
    const db = openPool(await (await onePostgres()).freshDatabase(), () => undefined, 2);
    try {
      const unset = { provider: 'server-manager', resolver_mode: 'reference-only' } as const;
      expect(await credentialVault(db)).to.deep.equal(unset);
      await db.query(`insert into installation (instance_id) values ('of before')`);
      expect(await credentialVault(db)).to.deep.equal(unset);
    } finally {
      await db.end();
    }
  });

  it('a trace holds no value of a secret, whatever the vault is called', () => {
    const vault = { provider: 'vault.example', resolver_mode: 'reference-only' } as const;
    const trace = brokerTrace(vault, 7, wazuh, { decision: 'allow', reason: 'x', mode: 'lease-reference' });
    expect(trace).to.include({ secret_values_returned: false, credential_value_returned: false });
    expect(trace).to.not.have.any.keys('credential_value', 'credential_ref');
  });
});
