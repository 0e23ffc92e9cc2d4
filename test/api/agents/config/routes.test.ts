import { expect } from 'chai';
import { publishRunner, type PublishedHarness } from '../../../../api/agents/index.js';
import { numberIn, startTestApi, type Called, type Fields, type TestApi, type Who } from '../../../support/api.js';
import { fileTicket } from '../../../support/runs.js';
import { becomes } from '../../tickets/officePeople.js';

describe('the runtime configuration of agents', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
  });
  after(() => api?.stop());

  const put = (body: Fields, as: Who = 'admin'): Promise<Called> => api.call(as, 'PUT', '/api/agents/config', body);
  const get = async (path = 'config'): Promise<Fields> => (await api.call('admin', 'GET', `/api/agents/${path}`)).body;
  const hermes: PublishedHarness = {
    ...{ name: 'hermes', state: 'ready', version: '1', detail: '', works: ['chat', 'tickets'], why: 'installed' },
  };

  it('begins with the presets and no choice of its own', async () => {
    const body = await get();
    expect(body).to.include({ version: 0, active_profile: null, max_concurrent_agents: 5 });
    expect((body['profiles'] as Fields[]).map(({ id }) => id)).to.deep.equal([
      ...['codex-primary', 'local-only', 'hermes-external'],
    ]);
    expect(body['reasoning_efforts']).to.deep.equal(['low', 'medium', 'high', 'extra-high']);
  });

  it('is changed in part, kept with its versions, and told in the trail', async () => {
    const { status, body } = await put({ active_profile: 'local-only', max_concurrent_agents: 9 });
    expect(status).to.equal(200);
    expect(body).to.include({ version: 1, active_profile: 'local-only', default_harness: 'hermes' });
    expect(await get()).to.include({ version: 1, max_concurrent_agents: 9 });
    expect(await get('models')).to.include({ default: 'local/agent-default' });
    const { rows } = await api.db.query<{ actor: string; details: Fields }>(
      `select actor, details from audit_log where action = 'agent_runtime_config_updated'`,
    );
    expect(rows).to.deep.equal([
      {
        actor: 'admin',
        details: {
          version: 1,
          from_version: 0,
          parts: ['active_profile', 'default_harness', 'default_model', 'max_concurrent_agents', 'models'],
        },
      },
    ]);
  });

  it('is not changed by a mistake', async () => {
    const before = await get();
    for (const wrong of [
      { active_profile: 'nope' },
      { profiles: [{ id: 'p', harness: 'chatgpt' }] },
      { profiles: [{ harness: 'codex' }] },
      { route_assignments: [{ scope_type: 'moon', scope_value: 'x', profile_id: 'local-only' }] },
      { profiles: 'all' },
    ]) {
      const { status, body } = await put(wrong);
      expect([status, body['error']], JSON.stringify(wrong)).to.deep.equal([422, 'invalid_fields']);
      expect(JSON.stringify(body['errors'])).to.match(/body\.\w+/);
    }
    expect(await get()).to.deep.equal(before);
  });

  it('is the administrator’s alone', async () => {
    await becomes(api, 'cy', { roles: ['soc-manager'], groups: [] });
    expect((await put({ max_concurrent_agents: 1 }, 'cy')).status).to.equal(403);
    expect((await api.call('cy', 'GET', '/api/agents/config')).status).to.equal(200);
    expect((await api.call('ana', 'GET', '/api/agents/config')).status).to.equal(403);
  });

  it('loses no change of several at the same moment', async () => {
    const { version } = await get();
    await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        put({ setups: [], [n % 2 ? 'max_concurrent_agents' : 'default_timeout_minutes']: 20 + n }),
      ),
    );
    expect((await get())['version']).to.equal(Number(version) + 10);
  });

  it('38: decides what an agent works with, where the program is there', async () => {
    await put({ active_profile: 'local-only' });
    const start = async (): Promise<Fields> => {
      const ticket = await fileTicket(api, 'ana');
      return (await api.call('admin', 'POST', `/api/tickets/${ticket}/assign-agent`, {})).body;
    };
    const codex = { ...hermes, name: 'codex' as const };
    const runner = { id: 'r', host: 'h', pid: 1, isolation: { kind: 'uid', sentence: '', runs_plans: true } };
    await publishRunner(api.db, {
      ...runner,
      harnesses: [codex],
      active_runs: ['task-7-1', 'turn-3-1'],
      max_concurrent: 5,
    });
    expect(await start()).to.include({ harness: 'codex', model: null, profile_id: null });
    await publishRunner(api.db, {
      ...runner,
      harnesses: [codex, hermes],
      active_runs: ['task-7-1'],
      max_concurrent: 5,
    });
    const started = await start();
    expect(started).to.include({ harness: 'hermes', model: 'local/agent-default', profile_id: 'local-only' });
    expect((await get())['available_harnesses']).to.deep.equal([{ name: 'codex' }, { name: 'hermes' }]);
    const processes = await get('processes');
    expect(processes['active_processes']).to.deep.equal([7]);
    expect(processes['processes']).to.deep.equal([{ runner: 'r', host: 'h', pid: 1, run: 'task-7-1' }]);
    await put({
      route_assignments: [{ scope_type: 'raci_group', scope_value: 'Cloud Operations', profile_id: 'codex-primary' }],
    });
    const cloud = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations' });
    const routed = await api.call('admin', 'POST', `/api/tickets/${cloud}/assign-agent`, {});
    expect(routed.body).to.include({ harness: 'codex', model: 'gpt-5.5', profile_id: 'codex-primary' });
    const agent = await api.call('admin', 'GET', `/api/agents/${numberIn(routed.body, 'agent_id')}`);
    expect(agent.body).to.include({ runtime_profile_id: 'codex-primary', model: 'gpt-5.5' });
  });
});
