import { expect } from 'chai';
import { numberIn, startTestApi, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask, startTurn, type TaskRun } from '../../support/runs.js';
import { cleanRun } from './runBodies.js';

describe('who sees and records which security runs', () => {
  let api: TestApi;
  let task: TaskRun;
  let agent: Who;
  let own: number;
  let secret: number;
  let ofNobody: number;
  before(async () => {
    api = await startTestApi();
    const { db } = api;
    // Bo, with the tickets of the own groups, also reads runs as an auditor does, and here records them.
    await db.query(`insert into person_roles (person_id, role) select id, 'auditor' from persons where name = 'bo'`);
    await db.query(`update roles set capabilities = capabilities || '{cicd:write}' where name = 'auditor'`);
    await db.query(
      `delete from group_members m using persons p, groups g where p.id = m.person_id and g.id = m.group_id and p.name = 'bo' and g.name = 'ops'`,
    );
    const ticket = await fileTicket(api, 'ana', { owning_group: 'DevSecOps', auto_assign: false });
    task = await startTask(api, ticket);
    agent = { token: task.token };
    await db.query(`update agent_permission_context set allowed_permissions = array['cicd:read', 'cicd:write']`);
    const record = async (fields: Fields): Promise<number> =>
      numberIn(
        (await api.call('service', 'POST', '/api/cicd/runs', cleanRun({ repo_ref: 'demo/seen', ...fields }))).body,
        'id',
      );
    own = await record({ ticket_id: ticket });
    secret = await record({
      ticket_id: await fileTicket(api, 'admin', { title: 'A leak', owning_group: 'Security Operations' }),
    });
    ofNobody = await record({});
  });
  after(() => api?.stop());

  const list = async (as: Who): Promise<{ ids: unknown[]; total: unknown }> => {
    const { body } = await api.call(as, 'GET', '/api/cicd/runs');
    return { ids: (body['runs'] as Fields[]).map((run) => run['id']), total: body['total'] };
  };
  const post = (as: Who, fields: Fields): Promise<Called> => api.call(as, 'POST', '/api/cicd/runs', cleanRun(fields));

  it('27.7: a run of a ticket is seen with its ticket, in lists, totals and by number', async () => {
    expect(await list('admin')).to.deep.equal({ ids: [ofNobody, secret, own], total: 3 });
    expect(await list('bo')).to.deep.equal({ ids: [ofNobody, own], total: 2 });
    expect((await api.call('bo', 'GET', `/api/cicd/runs/${own}`)).status).to.equal(200);
    const hidden = await api.call('bo', 'GET', `/api/cicd/runs/${secret}`);
    const missing = await api.call('bo', 'GET', '/api/cicd/runs/999999');
    expect(hidden.text.replace(/"[0-9a-f-]{36}"/, '')).to.equal(missing.text.replace(/"[0-9a-f-]{36}"/, ''));
    expect((await api.call('bo', 'GET', `/api/cicd/runs/${secret}/reports/trivy`)).status).to.equal(404);
  });

  it('27.7: nor does it appear beside a run of the same repository', async () => {
    const related = async (as: Who): Promise<unknown[]> => {
      const { body } = await api.call(as, 'GET', `/api/cicd/runs/${own}`);
      return (body['related_runs'] as Fields[]).map((run) => run['id']);
    };
    expect(await related('admin')).to.deep.equal([secret, ofNobody]);
    expect(await related('bo')).to.deep.equal([ofNobody]);
    expect(await related(agent)).to.be.empty;
  });

  it('an agent sees the runs of its own ticket, and no others', async () => {
    expect(await list(agent)).to.deep.equal({ ids: [own], total: 1 });
    expect((await api.call(agent, 'GET', `/api/cicd/runs/${own}`)).status).to.equal(200);
    for (const id of [secret, ofNobody])
      expect((await api.call(agent, 'GET', `/api/cicd/runs/${id}`)).status, String(id)).to.equal(404);
  });

  it('27.4: an agent records runs of its own ticket, whatever the body says', async () => {
    const mine = await post(agent, { create_ticket: true });
    expect(mine.body).to.include({ ticket_id: task.ticketId });
    expect((await post(agent, { ticket_id: task.ticketId })).body).to.include({ ticket_id: task.ticketId });
    const other = await fileTicket(api, 'ana', { auto_assign: false });
    const tickets = (await api.db.query('select from tickets')).rows.length;
    for (const ticket of [other, 999_999]) {
      const answer = await post(agent, { ticket_id: ticket, create_ticket: true });
      expect([answer.status, answer.body['error']]).to.deep.equal([404, 'ticket_not_found']);
    }
    expect((await api.db.query('select from tickets')).rows).to.have.length(tickets);
  });

  it("27.4: an agent puts no run to another ticket's gate", async () => {
    const opened = await post('service', { repo_ref: 'demo/other', create_ticket: true, require_change: true });
    const answer = await post(agent, { change_id: opened.body['change_id'] });
    expect([answer.status, answer.body['error']]).to.deep.equal([404, 'change_not_found']);
  });

  it('an agent of no ticket records nothing', async () => {
    const other = await startTask(api, await fileTicket(api, 'ana', { auto_assign: false }));
    await api.db.query(
      `update agent_permission_context set allowed_permissions = array['cicd:write'] where agent_id = $1`,
      [other.agentId],
    );
    await api.db.query('update agent_tasks set ticket_id = null where agent_id = $1', [other.agentId]);
    expect((await post({ token: other.token }, {})).status).to.equal(404);
  });

  it('a person records runs for tickets that they see', async () => {
    const { rows } = await api.db.query<{ ticket_id: number }>(
      'select ticket_id from cicd_security_runs where id = $1',
      [secret],
    );
    const hidden = await post('bo', { ticket_id: rows[0]?.ticket_id });
    expect([hidden.status, hidden.body['error']]).to.deep.equal([404, 'ticket_not_found']);
    expect((await post('bo', { ticket_id: task.ticketId })).body).to.include({ ticket_id: task.ticketId });
  });

  it('requesters, turns and readers without the permission do not come in', async () => {
    const turn = { token: (await startTurn(api, 'ana')).token };
    for (const who of ['ana', 'cy', turn] as const) {
      expect((await post(who, {})).status).to.equal(403);
      expect((await api.call(who, 'GET', '/api/cicd/runs')).status).to.equal(403);
      expect((await api.call(who, 'GET', '/api/cicd/gitlab/template')).status).to.equal(403);
    }
    expect((await api.call('nobody', 'GET', '/api/cicd/runs')).status).to.equal(401);
  });
});
