import { expect } from 'chai';
import { numberIn, startTestApi, type Called, type Fields, type TestApi } from '../../support/api.js';
import { fileTicket } from '../../support/runs.js';
import { becomes } from '../tickets/officePeople.js';
import { idOf, raciOf, saveGroup, saveRule } from './desk.js';

describe('giving a group another name', () => {
  let api: TestApi;
  let made = 0;
  before(async () => {
    api = await startTestApi();
  });
  after(() => api?.stop());

  const rename = (id: number, name: string): Promise<Called> =>
    api.call('admin', 'PUT', `/api/intake/raci/groups/${id}`, { name });
  const fresh = async (): Promise<{ id: number; name: string }> => {
    const name = `Team ${(made += 1)}`;
    return { id: await idOf(saveGroup(api, { name })), name };
  };
  const ticket = async (id: number): Promise<Fields> => (await api.call('admin', 'GET', `/api/tickets/${id}`)).body;

  it('takes its tickets along, those of its team too, and says no more that they wait for the old one', async () => {
    const { id, name } = await fresh();
    const owned = await fileTicket(api, 'service', { owning_group: name });
    const teamed = await fileTicket(api, 'service', { owning_group: 'DevSecOps', assignee_team: name });
    const before = await ticket(owned);
    expect((await rename(id, 'Team A')).body).to.deep.equal({ id, status: 'updated' });
    const after = await ticket(owned);
    expect(after).to.include({ owning_group: 'Team A', assignee_team: 'Team A', waiting_for: 'a person of Team A' });
    expect(after['updated_at'], 'nobody worked on it').to.equal(before['updated_at']);
    expect(after['version']).to.equal(numberIn(before, 'version') + 1);
    expect(await ticket(teamed)).to.include({ owning_group: 'DevSecOps', assignee_team: 'Team A' });
  });

  it('takes rules along, in every role that they name it', async () => {
    const { id, name } = await fresh();
    await saveRule(api, { name: 'Its own', assignment_group: name });
    await saveRule(api, { name: 'Other', accountable: name, consulted: ['x', name], informed: [name, 'y'] });
    await rename(id, 'Team B');
    const rules = new Map((await raciOf(api)).rules.map((rule) => [rule['name'], rule]));
    expect(rules.get('Its own')).to.include({ assignment_group: 'Team B', responsible: 'Team B' });
    expect(rules.get('Other')).to.deep.include({
      ...{ accountable: 'Team B', consulted: ['x', 'Team B'], informed: ['Team B', 'y'] },
      assignment_group: 'Business Applications',
    });
  });

  it('keeps its members and those who are scoped to it: they see its tickets as before', async () => {
    const { id, name } = await fresh();
    const filed = await fileTicket(api, 'service', { owning_group: name });
    await becomes(api, 'bo', { roles: ['analyst'], groups: [name] });
    await becomes(api, 'cy', {
      roles: ['analyst'],
      scopes: [
        ['team', name],
        ['team', 'Team C'],
      ],
    });
    await rename(id, 'Team C');
    for (const as of ['bo', 'cy'] as const)
      expect((await api.call(as, 'GET', `/api/tickets/${filed}`)).status, as).to.equal(200);
    const { rows } = await api.db.query(`select from person_scopes where value = $1`, [name]);
    expect(rows).to.have.length(0);
  });

  it('is refused for a name that ships or stands in the configuration, on either side', async () => {
    const { id } = await fresh();
    for (const name of ['Security Operations', 'ops', 'admins']) {
      const refused = await rename(id, name);
      expect(refused.body, name).to.include({ status: 409, error: 'group_is_configured' });
      expect(refused.body['detail']).to.contain(`The name ${name} stands in the configuration`);
    }
    const shipped = (await raciOf(api)).groups.find(({ name }) => name === 'DevSecOps');
    expect((await rename(numberIn(shipped ?? {}, 'id'), 'Builders')).body['error']).to.equal('group_is_configured');
    expect((await rename(numberIn(shipped ?? {}, 'id'), 'DevSecOps')).status, 'its own name is no other').to.equal(200);
  });

  it('is refused for the name of another group, also of one that is switched off', async () => {
    const [one, two] = [await fresh(), await fresh()];
    expect((await rename(one.id, two.name)).body).to.include({ status: 409, error: 'name_taken' });
    await api.call('admin', 'DELETE', `/api/intake/raci/groups/${two.id}`);
    expect((await rename(one.id, two.name)).body).to.include({ status: 409, error: 'name_taken' });
  });

  it('is refused while the group may decide an open change, whose frozen policy names it', async () => {
    const { id, name } = await fresh();
    await becomes(api, 'bo', { roles: ['approver'], groups: [name] });
    const filed = await fileTicket(api, 'service');
    // Whoever asks does not choose who decides, so that somebody else gives the ticket to the group.
    await api.call('admin', 'POST', `/api/tickets/${filed}/assignment`, { owning_group: name });
    const asked = await api.call('service', 'POST', '/api/changes/request', {
      ...{ ticket_id: filed, action: 'Restart', target: 'web-1', risk_level: 'low' },
    });
    const change = numberIn(asked.body, 'change_id');
    const refused = await rename(id, 'Team D');
    expect(refused.body).to.include({ status: 409, error: 'group_decides', state: name });
    expect(refused.body['change_ids']).to.deep.equal([change]);
    await api.call('bo', 'POST', `/api/changes/${change}/reject`, { reason: 'not now' });
    expect((await rename(id, 'Team D')).status).to.equal(200);
  });

  it('refused or not, is done whole or not at all', async () => {
    const { id, name } = await fresh();
    const filed = await fileTicket(api, 'service', { owning_group: name });
    await rename(id, 'Security Operations');
    expect(await ticket(filed)).to.include({ owning_group: name });
    const all = await Promise.all(['Team X', 'Team Y', 'Team Z'].map((to) => rename(id, to)));
    expect(all.map(({ status }) => status)).to.deep.equal([200, 200, 200]);
    const { rows } = await api.db.query<{ name: string }>('select name from groups where id = $1', [id]);
    expect((await ticket(filed))['owning_group']).to.equal(rows[0]?.name);
  });
});
