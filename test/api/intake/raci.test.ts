import { expect } from 'chai';
import { prepareInstallation } from '../../../api/index.js';
import { ruleEditors, seedRules } from '../../../api/intake/index.js';
import { loadRaci, loadRoles, loadWorkflows } from '../../../config/index.js';
import { numberIn, startTestApi, type Called, type Fields, type TestApi } from '../../support/api.js';
import { startTask, startTurn, fileTicket } from '../../support/runs.js';
import { becomes } from '../tickets/officePeople.js';
import { classified, eventsOf, idOf, raciOf, saveGroup, saveRule } from './desk.js';

describe('RACI rules over the API', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
    await becomes(api, 'cy', { roles: ['analyst'] });
  });
  after(() => api?.stop());

  const put = (id: number | string, fields: unknown): Promise<Called> =>
    api.call('admin', 'PUT', `/api/intake/raci/rules/${id}`, fields);
  const remove = (id: number | string): Promise<Called> => api.call('admin', 'DELETE', `/api/intake/raci/rules/${id}`);
  const ruleNamed = async (name: string): Promise<Fields | undefined> =>
    (await raciOf(api)).rules.find((rule) => rule['name'] === name);
  const restart = (): Promise<void> =>
    prepareInstallation(api.db, {
      ...{ config: api.config, instanceId: 'test', roles: loadRoles(), raci: loadRaci() },
      ...{ workflows: loadWorkflows(), people: [] },
    });

  it('are listed with their groups: rules by id, groups by name, those of approvers not among them', async () => {
    const { groups, rules } = await raciOf(api);
    const names = groups.map(({ name }) => String(name));
    expect(names).to.have.length(15);
    expect(names).to.deep.equal([...names].sort());
    expect(names).to.not.include('ops');
    expect(rules.map(({ id }) => id)).to.deep.equal(loadRaci().rules.map(({ id }) => id));
    expect(rules[0]).to.include({
      ...{ name: 'Phishing report', intent: 'phishing', auto_assign_agent: true, edited_at: null, enabled: true },
    });
    expect(rules[0]?.['keywords']).to.be.an('array').that.includes('phishing');
  });

  it('have every default of the contract when nothing but a name is given', async () => {
    const id = await idOf(saveRule(api, { name: 'Bare' }));
    expect(id).to.be.greaterThan(100_000);
    const bare = await ruleNamed('Bare');
    expect(bare).to.include({
      ...{ id, intent: 'general', ticket_class: 'UserRequest', priority: 'P3', risk_level: 'low', enabled: true },
      ...{ assignment_group: 'Business Applications', responsible: 'Business Applications', weight: 1 },
      ...{ accountable: 'Service Desk Manager', approval_required: false, approval_action: null },
      ...{ auto_assign_agent: false, auto_agent_model: null, auto_agent_prompt: null },
    });
    for (const name of ['keywords', 'consulted', 'informed', 'knowledge_tags'])
      expect(bare?.[name], name).to.deep.equal([]);
  });

  it('take a list as a list, as JSON text or as one value', async () => {
    await saveRule(api, {
      ...{ name: 'Lists', keywords: '["badge", "door card"]', consulted: 'Facilities', informed: ['a', 7, true] },
      ...{ knowledge_tags: '[half a list' },
    });
    expect(await ruleNamed('Lists')).to.deep.include({
      ...{ keywords: ['badge', 'door card'], consulted: ['Facilities'], informed: ['a', '7', 'true'] },
      ...{ knowledge_tags: ['[half a list'] },
    });
    await put(numberIn((await ruleNamed('Lists')) ?? {}, 'id'), { keywords: null, consulted: '' });
    expect(await ruleNamed('Lists')).to.deep.include({ keywords: [], consulted: [], informed: ['a', '7', 'true'] });
  });

  it('27.30: keep each keyword once, however often and in whatever case it is sent', async () => {
    await saveRule(api, { name: 'Twice', keywords: ['Sign-In', 'sign in', 'zebra', 'ZEBRA', 'zébra'] });
    expect((await ruleNamed('Twice'))?.['keywords']).to.deep.equal(['sign-in', 'zebra']);
    await seedRules(api.db, loadRaci().rules);
    await seedRules(api.db, loadRaci().rules);
    for (const rule of (await raciOf(api)).rules) {
      const keywords = rule['keywords'] as string[];
      expect(new Set(keywords).size, String(rule['name'])).to.equal(keywords.length);
    }
  });

  it('are the same rule again under the same name, and keep what the second time leaves out', async () => {
    const id = await idOf(saveRule(api, { name: 'Again', priority: '1', keywords: ['xylophone'] }));
    expect(await idOf(saveRule(api, { name: ' Again ', intent: 'music' }))).to.equal(id);
    expect(await ruleNamed('Again')).to.deep.include({ priority: 'P1', intent: 'music', keywords: ['xylophone'] });
    await remove(id);
    expect(await ruleNamed('Again')).to.equal(undefined);
    await saveRule(api, { name: 'Again' });
    expect(await ruleNamed('Again'), 'saved again, it is in force again').to.include({ id, priority: 'P1' });
  });

  it('hold for the next message, also of a chat turn, and no longer when they are switched off', async () => {
    const message = 'the xylophone of the lobby is out of tune';
    const id = await idOf(
      saveRule(api, { name: 'Music', intent: 'music-room', keywords: 'xylophone of the lobby', priority: 'P4' }),
    );
    expect(await classified(api, { message })).to.include({ rule_id: id, intent: 'music-room', priority: 'P4' });
    const turn = await startTurn(api, 'ana', message);
    for (const what of ['classify', 'clarify']) {
      const { body } = await api.call({ token: turn.token }, 'POST', `/api/intake/${what}`, { message });
      expect((body['classification'] as Fields)['rule_id'], what).to.equal(id);
    }
    await put(id, { priority: 'p1', assignment_group: 'email operations' });
    expect(await classified(api, { message })).to.include({ priority: 'P1', assignment_group: 'Email Operations' });
    await remove(id);
    expect((await classified(api, { message }))['rule_id']).to.not.equal(id);
  });

  it('of an owner are not overwritten by the next start, and new shipped ones arrive', async () => {
    await put(11, { keywords: ['evidence binder'], priority: 'P1' });
    await remove(10);
    await put(9, { name: 'Devices', weight: 0.5 });
    await api.db.query('delete from service_raci_rules where id = 40');
    await restart();
    const { rules } = await raciOf(api);
    const byId = new Map(rules.map((rule) => [rule['id'], rule]));
    expect(byId.get(11)).to.deep.include({ keywords: ['evidence binder'], priority: 'P1' });
    expect(byId.has(10)).to.equal(false);
    expect(byId.get(9)).to.include({ name: 'Devices', weight: 0.5 });
    expect(byId.get(40)).to.include({ name: 'TLS certificate request', edited_at: null });
  });

  it('keep the one question of a shipped rule when an owner edits its words', async () => {
    const before = (await api.call('admin', 'POST', '/api/intake/clarify', { message: 'help' })).body['choices'];
    expect(before).to.be.an('array').that.is.not.empty;
    await put(12, { priority: 'P3' });
    expect((await api.call('admin', 'POST', '/api/intake/clarify', { message: 'help' })).body['choices']).to.deep.equal(
      before,
    );
  });

  it('are for a group that there is: the refusal names the one that there is not, and nothing is written', async () => {
    const refused = await saveRule(api, { name: 'Nowhere', assignment_group: 'The Cloud People' });
    expect([refused.status, refused.body['error']]).to.deep.equal([422, 'unknown_group']);
    expect(refused.body['detail']).to.contain('There is no group The Cloud People');
    expect(refused.body['errors']).to.deep.equal([{ path: 'body.assignment_group', message: 'unknown group' }]);
    expect(await ruleNamed('Nowhere')).to.equal(undefined);
    expect((await put(12, { assignment_group: 'Nobody', priority: 'P1' })).status).to.equal(422);
    expect((await ruleNamed('General service request'))?.['priority']).to.equal('P3');
  });

  it('27.19: that are not there are not updated and not deleted', async () => {
    for (const id of [999_999, 0, '999999999999999999999', 'x']) {
      expect((await put(id, { priority: 'P1' })).status, String(id)).to.equal(404);
      expect((await remove(id)).status, String(id)).to.equal(404);
    }
    expect((await put(999_999, { priority: 'P1' })).body['error']).to.equal('rule_not_found');
  });

  it('name what is wrong, and an update of nothing says so', async () => {
    for (const fields of [{}, { unknown: 1 }])
      expect((await put(12, fields)).body['detail']).to.contain('No fields to update');
    const wrong: readonly Fields[] = [
      ...[{ priority: 'P5' }, { risk_level: 'grave' }, { ticket_class: 'Poem' }, { keywords: ['...'] }, { weight: 0 }],
      ...[{ weight: 2 }, { intent: ' ' }, { keywords: Array.from({ length: 501 }, (_, at) => `word ${at}`) }],
      ...[{ auto_assign_agent: 'perhaps' }, { security_classification: 'cosmic' }, { name: 'x'.repeat(241) }],
      ...[{ approval_action: 'x'.repeat(241) }, { auto_agent_model: 'm'.repeat(101) }, { keywords: [{ a: 1 }] }],
    ];
    for (const fields of wrong) {
      const refused = await put(12, fields);
      expect(refused.status, JSON.stringify(fields).slice(0, 80)).to.equal(422);
      expect(refused.text).to.contain(`body.${Object.keys(fields)[0] ?? ''}`);
    }
    expect((await saveRule(api, { intent: 'x' })).text).to.contain('body.name');
    expect((await put(12, { name: 'Phishing report' })).body).to.include({ status: 409, error: 'name_taken' });
  });

  it('may say what a database cannot keep, and it is kept without it', async () => {
    const id = await idOf(saveRule(api, { name: 'Nul\u0000 \ud800name', keywords: ['half \udfff one', '\u202eevil'] }));
    const rule = (await raciOf(api)).rules.find((one) => one['id'] === id);
    expect(rule?.['keywords']).to.deep.equal(['half \ufffd one', 'evil']);
    await remove(id);
  });

  it('leave an audit row and an event for every edit', async () => {
    const id = await idOf(saveRule(api, { name: 'Traced' }));
    await put(id, { priority: 'P2' });
    await remove(id);
    const { rows } = await api.db.query<Fields>(
      `select action, actor from audit_log where target = 'Traced' and action like 'raci_rule%' order by id`,
    );
    expect(rows).to.deep.equal(
      ['saved', 'updated', 'disabled'].map((how) => ({ action: `raci_rule_${how}`, actor: 'admin' })),
    );
    const [disabled] = (await eventsOf(api, 'raci_rule_disabled')).filter(({ target }) => target === 'Traced');
    expect(disabled).to.include({ category: 'intake', level: 'warning' });
  });

  it('saved fifty times at once are one rule', async () => {
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, at) => saveRule(api, { name: 'Raced', keywords: [`raced ${at}`] })),
    );
    expect(new Set(all.map(({ status }) => status))).to.deep.equal(new Set([200]));
    expect(new Set(all.map(({ body }) => body['id'])).size).to.equal(1);
    expect((await ruleNamed('Raced'))?.['keywords']).to.have.length(1);
  });

  it('are read by those who work here, written by those who may, and never by an agent', async () => {
    const task = await startTask(api, await fileTicket(api, 'ana'));
    const turn = await startTurn(api, 'ana', 'Who works for whom?');
    for (const [method, path] of [
      ['POST', '/api/intake/raci/rules'],
      ['PUT', '/api/intake/raci/rules/1'],
      ['DELETE', '/api/intake/raci/rules/1'],
      ['POST', '/api/intake/raci/groups'],
      ['PUT', '/api/intake/raci/groups/1'],
      ['DELETE', '/api/intake/raci/groups/1'],
    ] as const) {
      for (const as of [{ token: task.token }, { token: turn.token }, 'ana', 'bo'] as const)
        expect((await api.call(as, method, path, {})).body, `${method} ${path}`).to.include({
          ...{ status: 403, required_permission: 'intake:write' },
        });
    }
    await becomes(api, 'cy', { roles: ['auditor'] });
    expect((await api.call('cy', 'GET', '/api/intake/raci')).status).to.equal(403);
    await becomes(api, 'cy', { roles: ['analyst'] });
    expect((await api.call('cy', 'GET', '/api/intake/raci')).status).to.equal(200);
    expect((await api.call({ token: turn.token }, 'GET', '/api/intake/raci')).status).to.equal(403);
  });
});

describe('who edits RACI rules and groups', () => {
  let api: TestApi;
  let [rule, group] = [0, 0];
  before(async () => {
    api = await startTestApi();
    await becomes(api, 'cy', { roles: ['analyst'] });
    group = await idOf(saveGroup(api, { name: 'Print Services' }));
    rule = await idOf(saveRule(api, { name: 'Printers', assignment_group: 'Print Services', priority: 'P2' }));
  });
  after(() => api?.stop());

  const editorOf = async (id: number): Promise<unknown> => {
    const { rows } = await api.db.query<Fields>(
      'select p.name from service_raci_rules r join persons p on p.id = r.edited_by_person_id where r.id = $1',
      [id],
    );
    return rows[0]?.['name'];
  };

  it('is neither an analyst nor any service: nothing of what they send is written', async () => {
    const before = await raciOf(api);
    for (const as of ['cy', 'service'] as const) {
      for (const [method, path, body] of [
        ['POST', 'rules', { name: 'Mine', auto_agent_prompt: 'Approve it' }],
        ['POST', 'rules', { name: 'Printers', assignment_group: 'Email Operations' }],
        ['PUT', `rules/${rule}`, { auto_agent_prompt: 'Approve it' }],
        ['DELETE', `rules/${rule}`, undefined],
        ['POST', 'groups', { name: 'Mine' }],
        ['PUT', `groups/${group}`, { risk_level: 'low' }],
        ['DELETE', `groups/${group}`, undefined],
      ] as const) {
        const { status, body: told } = await api.call(as, method, `/api/intake/raci/${path}`, body);
        expect([status, told['error'], told['required_permission']], `${as} ${method} ${path}`).to.deep.equal([
          ...[403, 'access_denied', 'access:admin'],
        ]);
      }
    }
    expect(await raciOf(api)).to.deep.equal(before);
  });

  it('is who administers, and the last one stands in the rule', async () => {
    expect(await editorOf(rule)).to.equal('admin');
    await becomes(api, 'cy', { roles: ['soc-manager'] });
    expect((await api.call('cy', 'PUT', `/api/intake/raci/rules/${rule}`, { priority: 'P1' })).status).to.equal(200);
    expect(await editorOf(rule)).to.equal('cy');
    expect(await editorOf(1)).to.equal(undefined);
  });

  it('is behind what the agents of the rule ask for, and those of no other', async () => {
    await becomes(api, 'cy', { roles: ['soc-manager'] });
    await api.call('cy', 'PUT', `/api/intake/raci/rules/${rule}`, { auto_agent_prompt: 'Restart it' });
    const { rows } = await api.db.query<{ id: number }>(`select id from persons where name = 'cy'`);
    const [bound, free] = [
      await startTask(api, await fileTicket(api, 'ana')),
      await startTask(api, await fileTicket(api, 'ana')),
    ];
    await api.db.query('update agents set raci_rule_id = $2 where id = $1', [bound.agentId, rule]);
    await api.db.query('update agents set raci_rule_id = 1 where id = $1', [free.agentId]);
    expect(await ruleEditors(api.db, bound.agentId)).to.deep.equal([rows[0]?.id]);
    expect(await ruleEditors(api.db, free.agentId)).to.deep.equal([]);
    expect(await ruleEditors(api.db, null)).to.deep.equal([]);
    const { body } = await api.call({ token: bound.token }, 'POST', '/api/changes/request', {
      ...{ ticket_id: bound.ticketId, action: 'Restart the printer', target: 'print-1', risk_level: 'low' },
    });
    const lineage = await api.db.query<Fields>(
      'select relation from change_lineage where change_id = $1 and person_id = $2',
      [body['change_id'], rows[0]?.id],
    );
    expect(lineage.rows).to.deep.equal([{ relation: 'plan_author' }]);
  });
});
