import { expect } from 'chai';
import { prepareInstallation } from '../../../api/index.js';
import { loadRaci, loadRoles, loadWorkflows } from '../../../config/index.js';
import { startTestApi, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask } from '../../support/runs.js';

describe('skills and tools when the product starts again', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
  });
  after(() => api?.stop());

  const restart = (): Promise<void> =>
    prepareInstallation(api.db, {
      ...{ config: api.config, instanceId: 'test', roles: loadRoles(), raci: loadRaci(), workflows: loadWorkflows() },
      people: [],
    });
  const call = (method: string, path: string, body?: unknown): Promise<Called> => api.call('admin', method, path, body);
  const all = async (): Promise<Fields[]> =>
    (await call('GET', '/api/skills?enabled_only=false')).body['skills'] as Fields[];
  const idOf = async (name: string): Promise<number> =>
    Number((await all()).find((skill) => skill['name'] === name)?.['id'] ?? 0);

  it('what an owner changed, switched off, renamed and removed stays so', async () => {
    const changed = await idOf('agent-memory');
    await call('PUT', `/api/skills/${changed}`, { description: 'Ours', enabled: false });
    await call('PUT', `/api/skills/${await idOf('workflow-builder')}`, { name: 'our-workflow-builder' });
    await call('DELETE', `/api/skills/${await idOf('codex-harness')}`);
    const before = await all();
    await restart();
    await restart();
    expect(await all()).to.deep.equal(before);
    const names = before.map((skill) => skill['name']);
    expect(names)
      .to.include('our-workflow-builder')
      .and.not.include('workflow-builder')
      .and.not.include('codex-harness');
    expect(before.find((skill) => skill['id'] === changed)).to.include({ description: 'Ours', enabled: false });
  });

  it('a skill that an owner writes under a removed name is theirs', async () => {
    await call('DELETE', `/api/skills/${await idOf('animation-video')}`);
    await call('POST', '/api/skills', { name: 'animation-video', prompt_template: 'Draw it by hand.' });
    await restart();
    const { body } = await call('GET', `/api/skills/${await idOf('animation-video')}`);
    expect(body).to.include({ prompt_template: 'Draw it by hand.', assigned_to_all: false });
  });

  it('what an agent was given is not taken from it', async () => {
    const task = await startTask(api, await fileTicket(api, 'ana', { auto_assign: false }));
    const skill = await idOf('phishing-triage');
    await call('PUT', `/api/skills/${skill}/agents/${task.agentId}`);
    await restart();
    const { body } = await call('GET', `/api/skills/agent/${task.agentId}`);
    const given = (body['skills'] as Fields[]).filter(({ mapped }) => mapped);
    expect(given.map(({ name }) => name)).to.deep.equal(['phishing-triage']);
  });

  it('27.7: whoever does not see the ticket of an agent does not see what the agent has', async () => {
    await api.db.query(
      `insert into roles (name, description, capabilities) values ('skill-reader', '', '{skills:read,skills:write}')`,
    );
    await api.db.query(
      `insert into person_roles (person_id, role) select id, 'skill-reader' from persons where name = 'ana'`,
    );
    const others = await startTask(api, await fileTicket(api, 'admin', { auto_assign: false, title: 'Not for Ana' }));
    const own = await startTask(api, await fileTicket(api, 'ana', { auto_assign: false, title: 'Of Ana' }));
    const skill = await idOf('phishing-triage');
    const ana: Who = 'ana';
    expect((await api.call(ana, 'GET', `/api/skills/agent/${own.agentId}`)).status).to.equal(200);
    for (const [method, path] of [
      ['GET', `/api/skills/agent/${others.agentId}`],
      ['PUT', `/api/skills/${skill}/agents/${others.agentId}`],
      ['DELETE', `/api/skills/${skill}/agents/${others.agentId}`],
    ] as const) {
      const answer = await api.call(ana, method, path);
      expect([answer.status, answer.body['error']], path).to.deep.equal([404, 'agent_not_found']);
    }
    const { rows } = await api.db.query('select from agent_skill_mappings where agent_id = $1', [others.agentId]);
    expect(rows).to.be.empty;
  });

  it('tools keep their history and what they are known by', async () => {
    const before = (await call('GET', '/api/tools')).body;
    await restart();
    expect((await call('GET', '/api/tools')).body).to.deep.equal(before);
  });
});
