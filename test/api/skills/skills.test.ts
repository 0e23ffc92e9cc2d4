import { expect } from 'chai';
import { skillsOfAgent } from '../../../api/skills/index.js';
import { numberIn, startTestApi, textIn, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask, startTurn, type TaskRun } from '../../support/runs.js';

const namesIn = (called: Called): unknown[] => (called.body['skills'] as Fields[]).map((row) => row['name']);

describe('skills over REST', () => {
  let api: TestApi;
  let task: TaskRun;
  let agent: Who;
  before(async () => {
    api = await startTestApi();
    task = await startTask(api, await fileTicket(api, 'ana', { auto_assign: false }));
    agent = { token: task.token };
    await api.db.query(
      `update agent_permission_context set allowed_permissions = array['skills:read', 'skills:write']`,
    );
  });
  after(() => api?.stop());

  let count = 0;
  const write = async (fields: Fields = {}): Promise<{ id: number; name: string }> => {
    const name = `skill-${(count += 1)}`;
    const { body } = await api.call('admin', 'POST', '/api/skills', { name, prompt_template: 'Do {what}', ...fields });
    return { id: numberIn(body, 'id'), name: textIn(body, 'name') };
  };
  const call = (method: string, path: string, body?: unknown): Promise<Called> =>
    api.call('admin', method, `/api/skills${path}`, body);

  it('are written with what was sent and the standard values', async () => {
    const answer = await call('POST', '', {
      name: ' disk-plan ',
      prompt_template: 'Free {gigabytes} GB on {host}.',
      variables: [{ name: 'host' }, { name: 'gigabytes', type: 'integer', required: true }],
    });
    expect(answer.status).to.equal(200);
    expect(answer.body).to.deep.equal({ id: answer.body['id'], name: 'disk-plan' });
    const found = await call('GET', `/${numberIn(answer.body, 'id')}`);
    expect(found.body).to.include({
      name: 'disk-plan',
      description: '',
      category: null,
      enabled: true,
      assigned_to_all: false,
    });
    expect(found.body['variables']).to.deep.equal([
      { name: 'host', type: 'string', required: false, description: '' },
      { name: 'gigabytes', type: 'integer', required: true, description: '' },
    ]);
  });

  it('are listed by name, by exact category, and switched-off ones only when asked for', async () => {
    const { id, name } = await write({ category: 'listing' });
    const other = await write({ category: 'listing', enabled: false });
    await write({ category: 'listing-more' });
    expect(namesIn(await call('GET', '?category=listing'))).to.deep.equal([name]);
    const all = await call('GET', '?category=listing&enabled_only=false');
    expect(namesIn(all)).to.deep.equal([name, other.name]);
    expect(all.body).to.include({ total: 2, limit: 200, offset: 0 });
    expect(namesIn(await call('GET', '?category=listing&enabled_only=false&limit=1&offset=1'))).to.deep.equal([
      other.name,
    ]);
    expect(id).to.be.greaterThan(0);
  });

  it('have a name each: a second one of a name is a conflict that says whose it is', async () => {
    const { id, name } = await write();
    const twice = await call('POST', '', { name, prompt_template: 'x' });
    expect(twice.status).to.equal(409);
    expect(twice.body).to.include({ error: 'skill_name_taken', skill_id: id });
    const renamed = await call('PUT', `/${(await write()).id}`, { name });
    expect(renamed.status).to.equal(409);
    expect((await call('PUT', `/${id}`, { name })).status).to.equal(200);
  });

  it('fifty who write one name at the same time: one does, nobody breaks', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => call('POST', '', { name: 'raced', prompt_template: 'x' })),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).to.have.length(1);
    expect(statuses.filter((status) => status === 409)).to.have.length(49);
  });

  it('renames to one name and a new skill of it at the same time: one of them has it', async () => {
    const made = await Promise.all([write(), write(), write()]);
    const answers = await Promise.all([
      ...made.map(({ id }) => call('PUT', `/${id}`, { name: 'wanted' })),
      call('POST', '', { name: 'wanted', prompt_template: 'x' }),
    ]);
    expect(answers.filter(({ status }) => status === 200)).to.have.length(1);
    expect(answers.filter(({ status }) => status === 409)).to.have.length(3);
  });

  it('are changed field by field; null and what is left out stay', async () => {
    const { id } = await write({ description: 'before', category: 'c' });
    const answer = await call('PUT', `/${id}`, {
      description: 'after',
      category: null,
      enabled: 'false',
      assigned_to_all: true,
    });
    expect(answer.body).to.deep.equal({ status: 'updated', id });
    expect((await call('GET', `/${id}`)).body).to.include({
      description: 'after',
      category: 'c',
      enabled: false,
      assigned_to_all: true,
    });
    expect((await call('PUT', `/${id}`, { other: 1 })).body['detail']).to.contain('No valid fields to update');
  });

  it('27.19: none is changed, removed, rendered or assigned that is not there', async () => {
    for (const [method, path] of [
      ['GET', '/999999'],
      ['PUT', '/999999'],
      ['DELETE', '/999999'],
      ['POST', '/999999/render'],
      ['PUT', `/999999/agents/${task.agentId}`],
      ['DELETE', `/999999/agents/${task.agentId}`],
      ['GET', '/abc'],
      ['DELETE', '/99999999999999999999'],
    ] as const) {
      const answer = await call(method, path, method === 'GET' ? undefined : { enabled: true });
      expect(answer.status, `${method} ${path}`).to.equal(404);
    }
  });

  it('are removed for good, also from the agents that have them, and shipped ones stay away', async () => {
    const { rows } = await api.db.query<{ id: number }>(`select id from agent_skills where name = 'animation-video'`);
    const id = rows[0]?.id ?? 0;
    await call('PUT', `/${id}/agents/${task.agentId}`);
    expect((await call('DELETE', `/${id}`)).body).to.deep.equal({ status: 'deleted', id });
    expect((await call('GET', `/${id}`)).status).to.equal(404);
    expect((await call('DELETE', `/${id}`)).status).to.equal(404);
    const removed = await api.db.query(`select from removed_skills where name = 'animation-video'`);
    expect(removed.rows).to.have.length(1);
  });

  it('27.38: an agent has those of every agent and those given to it, each once, and no switched-off one', async () => {
    const given = await write();
    const off = await write({ enabled: false, assigned_to_all: true });
    const everybodys = await write({ assigned_to_all: true });
    for (const { id } of [given, off, everybodys]) await call('PUT', `/${id}/agents/${task.agentId}`);
    const names = namesIn(await call('GET', `/agent/${task.agentId}`));
    expect(names).to.include.members([given.name, everybodys.name, 'ticket-context-reader']);
    expect(names).to.not.include(off.name).and.not.include('phishing-triage');
    expect(new Set(names).size).to.equal(names.length);
    expect((await skillsOfAgent(api.db, task.agentId, 'any')).map(({ name }) => name)).to.deep.equal(names);
  });

  it('are given to one agent and taken from it, once each however often it is asked', async () => {
    const { id, name } = await write();
    const path = `/${id}/agents/${task.agentId}`;
    const fields = { skill_id: id, agent_id: task.agentId };
    expect((await call('PUT', path)).body).to.deep.equal({ ...fields, assigned: true, changed: true });
    expect((await call('PUT', path)).body).to.deep.equal({ ...fields, assigned: true, changed: false });
    expect(namesIn(await call('GET', `/agent/${task.agentId}`))).to.include(name);
    expect((await call('DELETE', path)).body).to.deep.equal({ ...fields, assigned: false, changed: true });
    expect((await call('DELETE', path)).body).to.deep.equal({ ...fields, assigned: false, changed: false });
    expect(namesIn(await call('GET', `/agent/${task.agentId}`))).to.not.include(name);
    const { rows } = await api.db.query(
      `select from audit_log where target = $1 and action in ('skill_assigned', 'skill_unassigned')`,
      [`skill_${id}`],
    );
    expect(rows).to.have.length(2);
  });

  it('are given to no agent that is not there', async () => {
    const { id } = await write();
    for (const missing of ['999999', 'abc', '9007199254740993'])
      expect((await call('PUT', `/${id}/agents/${missing}`)).status, missing).to.equal(404);
  });

  it('27.4: an agent asks for its own skills, and for those of no other agent', async () => {
    const other = await startTask(api, await fileTicket(api, 'ana', { title: 'Another ticket', auto_assign: false }));
    expect((await api.call(agent, 'GET', `/api/skills/agent/${task.agentId}`)).status).to.equal(200);
    const peek = await api.call(agent, 'GET', `/api/skills/agent/${other.agentId}`);
    const missing = await api.call(agent, 'GET', '/api/skills/agent/999999');
    expect([peek.status, peek.body['error']]).to.deep.equal([missing.status, missing.body['error']]);
    expect(peek.status).to.equal(404);
  });

  it('agents write none, whatever they may otherwise; requesters and turns do not come in', async () => {
    const { id } = await write();
    for (const [method, path, body] of [
      ['POST', '', { name: 'mine', prompt_template: 'x' }],
      ['PUT', `/${id}`, { enabled: true }],
      ['DELETE', `/${id}`, undefined],
      ['PUT', `/${id}/agents/${task.agentId}`, undefined],
      ['DELETE', `/${id}/agents/${task.agentId}`, undefined],
    ] as const) {
      expect((await api.call(agent, method, `/api/skills${path}`, body)).status, `${method} ${path}`).to.equal(403);
      expect((await api.call('ana', method, `/api/skills${path}`, body)).status, `${method} ${path}`).to.equal(403);
    }
    expect((await call('GET', `/${id}`)).status).to.equal(200);
    const turn = { token: (await startTurn(api, 'ana')).token };
    expect((await api.call(turn, 'GET', '/api/skills')).status).to.equal(403);
    expect((await api.call('ana', 'GET', '/api/skills')).status).to.equal(403);
  });

  it('are rendered with values, and an agent may have one rendered', async () => {
    const variables = [
      { name: 'host', type: 'string', required: true },
      { name: 'gb', type: 'integer', required: true },
    ];
    const { id, name } = await write({ prompt_template: 'Free {gb} GB on {host}; not {host_name}.', variables });
    const rendered = await api.call(agent, 'POST', `/api/skills/${id}/render`, { host: '{gb}', gb: '40', other: 1 });
    expect(rendered.body).to.deep.equal({ name, rendered: 'Free 40 GB on {gb}; not {host_name}.' });
  });

  it('a rendering without a value, or with one of another type, names the variable', async () => {
    const variables = [
      { name: 'host', type: 'string', required: true },
      { name: 'gb', type: 'integer', required: true },
    ];
    const { id } = await write({ prompt_template: '{gb} {host}', variables });
    const answer = await call('POST', `/${id}/render`, { gb: 'many' });
    expect(answer.status).to.equal(422);
    expect(answer.body['errors']).to.deep.equal([
      { path: 'body.host', message: 'is required (string)' },
      { path: 'body.gb', message: 'must be an integer' },
    ]);
    expect(textIn(answer.body, 'detail')).to.contain('body.host').and.contain('body.gb');
    for (const body of [[], 'text', 5, null])
      expect((await call('POST', `/${id}/render`, body)).status).to.be.oneOf([400, 415, 422]);
  });

  it('every shipped skill renders with its required variables and has no placeholder left', async () => {
    const { rows } = await api.db.query<{
      id: number;
      name: string;
      variables: { name: string; type: string; required: boolean }[];
    }>(`select id, name, variables from agent_skills where edited_at is null`);
    expect(rows.length).to.be.greaterThan(10);
    for (const { id, name, variables } of rows) {
      const context = Object.fromEntries(
        variables.filter(({ required }) => required).map((one) => [one.name, one.type === 'integer' ? 7 : 'value']),
      );
      const { status, body } = await call('POST', `/${id}/render`, context);
      expect(status, name).to.equal(200);
      expect(textIn(body, 'rendered'), `27.37: ${name}`).to.not.match(/\{[a-z_]+\}/);
    }
  });

  const wrong: readonly (readonly [string, Fields, string])[] = [
    ['without a name', { name: undefined }, 'body.name'],
    ['with a name that is too long', { name: 'x'.repeat(201) }, 'body.name'],
    ['without a template', { prompt_template: '  ' }, 'body.prompt_template'],
    ['with a variable that has no place in it', { variables: [{ name: 'nowhere' }] }, 'body.variables'],
    ['with a variable of an unknown type', { variables: [{ name: 'what', type: 'date' }] }, 'body.variables.0.type'],
    ['with a variable whose name is none', { variables: [{ name: 'a b' }] }, 'body.variables.0.name'],
    ['with a variable twice', { variables: [{ name: 'what' }, { name: 'what' }] }, 'body.variables'],
    [
      'with a default for what is required',
      { variables: [{ name: 'what', required: true, default: 'x' }] },
      'body.variables',
    ],
  ];
  for (const [what, fields, path] of wrong)
    it(`none is written ${what}`, async () => {
      const answer = await call('POST', '', { name: 'wrong', prompt_template: 'Do {what}', ...fields });
      expect(answer.status).to.equal(422);
      expect(JSON.stringify(answer.body['errors'])).to.contain(path);
    });

  it('a template that loses the place of a declared variable is refused, and changed together with it', async () => {
    const { id } = await write({ variables: [{ name: 'what' }] });
    expect((await call('PUT', `/${id}`, { prompt_template: 'Nothing' })).status).to.equal(422);
    expect((await call('PUT', `/${id}`, { prompt_template: 'Nothing', variables: [] })).status).to.equal(200);
  });

  it('leave an audit row and an event each time', async () => {
    const { id } = await write();
    await call('PUT', `/${id}`, { enabled: false });
    await call('DELETE', `/${id}`);
    for (const table of ['audit_log', 'event_log']) {
      const { rows } = await api.db.query<{ action: string }>(
        `select action from ${table} where target = $1 order by id`,
        [`skill_${id}`],
      );
      expect(
        rows.map(({ action }) => action),
        table,
      ).to.deep.equal(['skill_created', 'skill_updated', 'skill_deleted']);
    }
  });
});
