import { expect } from 'chai';
import { readTicket, type Ticket } from '../../../api/tickets/index.js';
import { workflowsForTicket } from '../../../api/workflows/index.js';
import type { Audience, Caller, Reach } from '../../../api/http/caller.js';
import { numberIn, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask } from '../../support/runs.js';
import { becomes } from '../tickets/officePeople.js';
import { inForce, review, save, startLearners, startLearner } from './learners.js';

describe('reading workflows', () => {
  let api: TestApi;
  before(async () => {
    api = await startLearners();
    await api.db.query('delete from agent_workflows');
  });
  after(() => api?.stop());

  const list = (query = '', as: Who = 'bo'): Promise<Called> => api.call(as, 'GET', `/api/workflows${query}`);
  const keys = async (query = '', as: Who = 'bo'): Promise<unknown[]> =>
    ((await list(query, as)).body['workflows'] as Fields[]).map((row) => row['workflow_key']);
  const saved = async (key: string, fields: Fields = {}): Promise<number> =>
    numberIn((await save(api, 'cy', { approval_policy: { workflow_key: key }, ...fields })).body, 'id');

  it('lists them newest change first, by status, class and key, page by page', async () => {
    const first = await inForce(api, 'incident:a');
    await saved('incident:b', { ticket_class: 'UserRequest' });
    await saved('global:c', { ticket_class: null, status: 'tested' });
    await api.call('cy', 'PUT', `/api/workflows/${first}`, { description: 'Next version' });
    expect(await keys()).to.deep.equal(['incident:a', 'global:c', 'incident:b', 'incident:a']);
    expect(await keys('?status=active')).to.deep.equal(['incident:a']);
    expect(await keys('?ticket_class=incident'), 'and those of every class').to.deep.equal([
      ...['incident:a', 'global:c', 'incident:a'],
    ]);
    expect(await keys('?workflow_key=incident:b')).to.deep.equal(['incident:b']);
    expect(await keys('?status=none')).to.deep.equal([]);
    const page = await list('?limit=1&offset=1');
    expect(page.body).to.include({ total: 4, limit: 1, offset: 1 });
    expect((await list('?limit=1&offset=50')).body).to.include({ total: 4 });
    for (const wrong of ['?limit=0', '?limit=501', '?offset=-1', '?limit=x'])
      expect((await list(wrong)).status, wrong).to.equal(422);
  });

  it('counts the runs of each', async () => {
    const id = await inForce(api, 'incident:counted');
    for (const status of ['queued', 'passed', 'completed', 'failed', 'error'])
      await api.call('bo', 'POST', `/api/workflows/${id}/runs`, { status });
    const [row] = (await list('?workflow_key=incident:counted')).body['workflows'] as Fields[];
    expect(row).to.include({
      run_count: 5,
      completed_run_count: 2,
      failed_run_count: 2,
      review_state: 'active_approved',
    });
    expect(row?.['latest_run_at']).to.be.a('string');
  });

  it('answers 404 for what is not there', async () => {
    for (const id of [999_999, 'abc', '0', '9'.repeat(40)])
      expect((await api.call('bo', 'GET', `/api/workflows/${id}`)).status, String(id)).to.equal(404);
    expect((await api.call('bo', 'GET', '/api/workflows/999999')).body['error']).to.equal('workflow_not_found');
  });

  it('is for who holds workflows:read: the auditor, not the requester, and no chat turn', async () => {
    expect((await list('', 'ana')).status).to.equal(403);
    expect((await list('', 'nobody')).status).to.equal(401);
    await becomes(api, 'ana', { roles: ['auditor'] });
    expect((await list('', 'ana')).status).to.equal(200);
    expect((await save(api, 'ana')).status).to.equal(403);
    await becomes(api, 'ana', { roles: ['requester'] });
  });

  it('27.7: shows a version of a ticket only to who may see the ticket, until it is in force', async () => {
    const [own, other] = [await fileTicket(api, 'ana'), await fileTicket(api, 'ana')];
    const id = await saved('incident:of-a-ticket', { ticket_id: other, name: 'Of the other ticket' });
    const agent = { token: (await startLearner(api, own, 'workflow')).token };
    expect(await keys('', agent)).to.not.include('incident:of-a-ticket');
    expect((await api.call(agent, 'GET', `/api/workflows/${id}`)).status).to.equal(404);
    expect(await keys('', 'bo')).to.include('incident:of-a-ticket');
    await review(api, 'bo', 'workflows', id);
    expect(await keys('', agent)).to.include('incident:of-a-ticket');
  });

  it('is open to an agent at work, which writes none of them without the permission', async () => {
    const ticket = await fileTicket(api, 'ana');
    const agent = { token: (await startTask(api, ticket)).token };
    expect((await list('', agent)).status).to.equal(200);
    expect((await save(api, agent)).body['required_permission']).to.equal('workflows:write');
  });
});

describe('the workflows that may fit a ticket', () => {
  let api: TestApi;
  let ticket: Ticket;
  const reader: Caller = {
    ...{ type: 'person', principalId: 1, name: 'reader', displayName: 'Reader', personId: null, channel: 'rest' },
    view: {
      ...{ tickets: new Set<Reach>(['all']), changes: new Set<Reach>(['all']), notes: new Set<Audience>(['internal']) },
      ...{ maxClassification: 'secret', groups: [], ticketIds: [] },
    },
    ...{ capabilities: ['*'], roles: [], email: null, submittedBy: null, run: null, sessionId: null },
  };
  before(async () => {
    api = await startLearners();
    await api.db.query('delete from agent_workflows');
    const id = await fileTicket(api, 'ana', {
      title: 'Printer jams again',
      ticket_class: 'Incident',
      description: 'x',
    });
    const found = await readTicket(api.db, id);
    if (!found) throw new Error('no ticket');
    ticket = found;
  });
  after(() => api?.stop());

  const ranked = async (limit = 10): Promise<[unknown, unknown][]> =>
    (await workflowsForTicket(api.db, reader, ticket, limit)).map((row) => [row['workflow_key'], row['rank_num']]);

  it('are one a key: that of the ticket first, then what is in force, tested, waiting', async () => {
    const draft = { approval_policy: { workflow_key: 'incident:printer-jams-again' }, status: 'ready_for_review' };
    await save(api, 'bo', draft);
    await save(api, 'bo', { approval_policy: { workflow_key: 'incident:draft' } });
    await save(api, 'bo', { approval_policy: { workflow_key: 'incident:tested' }, status: 'tested' });
    await save(api, 'bo', { approval_policy: { workflow_key: 'userrequest:other' }, ticket_class: 'UserRequest' });
    const live = await inForce(api, 'incident:live');
    await save(api, 'bo', { approval_policy: { workflow_key: 'incident:live' }, blueprint: 'The next version' });
    expect(await ranked()).to.deep.equal([
      ['incident:printer-jams-again', 4],
      ['incident:live', 5],
      ['incident:tested', 7],
      ['incident:draft', 7],
    ]);
    const rows = await workflowsForTicket(api.db, reader, ticket, 10);
    expect(rows[1]).to.include({ id: live, completed_run_count: 0, blueprint: '1. Look at it.\n2. Mend it.' });
  });

  it('are ranked by how often they went well, and bounded', async () => {
    const [quiet, proven] = [await inForce(api, 'incident:quiet'), await inForce(api, 'incident:proven')];
    for (const id of [proven, proven, quiet])
      await api.call('bo', 'POST', `/api/workflows/${id}/runs`, { status: 'passed' });
    const order = (await ranked()).map(([key]) => key);
    expect(order.indexOf('incident:proven')).to.be.lessThan(order.indexOf('incident:quiet'));
    expect(await ranked(2)).to.have.length(2);
  });
});
