import { expect } from 'chai';
import { prepareInstallation } from '../../../api/index.js';
import { loadRaci, loadRoles, loadWorkflows } from '../../../config/index.js';
import { numberIn, startTestApi, type Called, type Fields, type TestApi } from '../../support/api.js';
import { eventsOf, idOf, raciOf, saveGroup, saveRule } from './desk.js';

describe('service groups over the API', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
  });
  after(() => api?.stop());

  const put = (id: number | string, fields: unknown): Promise<Called> =>
    api.call('admin', 'PUT', `/api/intake/raci/groups/${id}`, fields);
  const remove = (id: number | string): Promise<Called> => api.call('admin', 'DELETE', `/api/intake/raci/groups/${id}`);
  const groupNamed = async (name: string): Promise<Fields | undefined> =>
    (await raciOf(api)).groups.find((group) => group['name'] === name);

  it('are made with a name, and changed under the same one without losing what is left out', async () => {
    const id = await idOf(saveGroup(api, { name: 'Print Services', default_assignee: 'pat' }));
    expect(await groupNamed('Print Services')).to.include({
      ...{ id, description: '', default_assignee: 'pat', risk_level: 'low', enabled: true },
    });
    expect(await idOf(saveGroup(api, { name: 'Print Services', risk_level: 'High' }))).to.equal(id);
    expect(await groupNamed('Print Services')).to.include({ default_assignee: 'pat', risk_level: 'high' });
    expect((await put(id, { description: 'Printers', default_assignee: '' })).body).to.deep.equal({
      ...{ id, status: 'updated' },
    });
    expect(await groupNamed('Print Services')).to.include({ description: 'Printers', default_assignee: null });
  });

  it('that are switched off leave the list, take no ticket, and come back when they are saved', async () => {
    const id = await idOf(saveGroup(api, { name: 'Night Shift' }));
    expect((await remove(id)).body).to.deep.equal({ id, status: 'disabled' });
    expect(await groupNamed('Night Shift')).to.equal(undefined);
    const filed = await api.call('service', 'POST', '/api/tickets', { title: 'x', owning_group: 'Night Shift' });
    expect(filed.status).to.equal(422);
    expect(await idOf(saveGroup(api, { name: 'Night Shift' }))).to.equal(id);
    expect(await groupNamed('Night Shift')).to.include({ id });
  });

  it('to which rules send requests are not switched off, by whatever way', async () => {
    const id = await idOf(saveGroup(api, { name: 'Badges' }));
    const rule = await idOf(saveRule(api, { name: 'Badge', assignment_group: 'Badges', keywords: 'badge reader' }));
    for (const refused of [
      await remove(id),
      await put(id, { enabled: false }),
      await saveGroup(api, { name: 'Badges', enabled: false }),
    ]) {
      expect(refused.body).to.include({ status: 409, error: 'group_in_use' });
      expect(refused.body['detail']).to.contain(`${rule} (Badge)`);
    }
    await api.call('admin', 'DELETE', `/api/intake/raci/rules/${rule}`);
    expect((await remove(id)).status).to.equal(200);
    const again = await api.call('admin', 'PUT', `/api/intake/raci/rules/${rule}`, { enabled: true });
    expect(again.body, 'a rule does not come back without its group').to.include({
      status: 422,
      error: 'unknown_group',
    });
  });

  it('27.19: that are not there are not updated and not deleted; those of approvers are not here', async () => {
    const { rows } = await api.db.query<{ id: number }>(`select id from groups where name = 'ops'`);
    for (const id of [999_999, rows[0]?.id ?? 0, 'x']) {
      expect((await put(id, { description: 'x' })).status).to.equal(404);
      expect((await remove(id)).status).to.equal(404);
    }
    const taken = await saveGroup(api, { name: 'ops', enabled: false });
    expect(taken.body).to.include({ status: 409, error: 'group_of_approvers' });
    const { rows: after } = await api.db.query<{ enabled: boolean }>(`select enabled from groups where name = 'ops'`);
    expect(after[0]?.enabled).to.equal(true);
  });

  it('name what is wrong', async () => {
    expect((await saveGroup(api, {})).text).to.contain('body.name');
    expect((await saveGroup(api, { name: '  ' })).text).to.contain('is empty');
    expect((await saveGroup(api, { name: 'x'.repeat(161) })).status).to.equal(422);
    expect((await saveGroup(api, { name: 'x', risk_level: 'vast' })).text).to.contain('low, medium, high, critical');
    const { id } = (await raciOf(api)).groups[0] ?? {};
    expect((await put(Number(id), {})).body['detail']).to.contain('No fields to update');
  });

  it('leave an audit row and an event for every edit', async () => {
    const id = await idOf(saveGroup(api, { name: 'Traced' }));
    await put(id, { description: 'x' });
    await remove(id);
    const { rows } = await api.db.query<{ action: string }>(
      `select action from audit_log where target = 'Traced' order by id`,
    );
    expect(rows.map(({ action }) => action)).to.deep.equal([
      ...['raci_group_saved', 'raci_group_updated', 'raci_group_disabled'],
    ]);
    for (const { action } of rows) expect(await eventsOf(api, action)).to.not.be.empty;
  });

  it('stay as an owner edited or switched them off at the next start', async () => {
    const { groups } = await raciOf(api);
    const cab = groups.find(({ name }) => name === 'Change Advisory Board');
    const id = numberIn(cab ?? {}, 'id');
    for (const rule of (await raciOf(api)).rules.filter((one) => one['assignment_group'] === 'Change Advisory Board'))
      await api.call('admin', 'DELETE', `/api/intake/raci/rules/${numberIn(rule, 'id')}`);
    await put(id, { description: 'Ours', default_assignee: 'chair' });
    expect((await remove(id)).status).to.equal(200);
    await prepareInstallation(api.db, {
      ...{ config: api.config, instanceId: 'test', roles: loadRoles(), raci: loadRaci() },
      ...{ workflows: loadWorkflows(), people: [] },
    });
    const { rows } = await api.db.query<Fields>(
      'select description, default_assignee, enabled from groups where id = $1',
      [id],
    );
    expect(rows[0]).to.deep.equal({ description: 'Ours', default_assignee: 'chair', enabled: false });
    const rules = (await raciOf(api)).rules.filter((one) => one['assignment_group'] === 'Change Advisory Board');
    expect(rules).to.deep.equal([]);
  });
});
