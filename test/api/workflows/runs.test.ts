import { expect } from 'chai';
import { numberIn, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket } from '../../support/runs.js';
import { inForce, startLearners, startLearner, workflow, written } from './learners.js';

describe('the runs of a workflow', () => {
  let api: TestApi;
  let flow: number;
  let ticket: number;
  before(async () => {
    api = await startLearners();
    flow = await inForce(api, 'incident:runs');
    ticket = await fileTicket(api, 'ana', { title: 'Followed by a workflow' });
  });
  after(() => api?.stop());

  const run = (fields: Fields = {}, as: Who = 'bo', id: unknown = flow): Promise<Called> =>
    api.call(as, 'POST', `/api/workflows/${String(id)}/runs`, fields);
  const complete = (id: unknown, fields: Fields = {}, as: Who = 'bo'): Promise<Called> =>
    api.call(as, 'POST', `/api/workflows/runs/${String(id)}/complete`, fields);
  const rowOf = async (id: unknown): Promise<Fields> =>
    (await api.db.query<Fields>('select * from workflow_runs where id = $1', [id])).rows[0] ?? {};

  it('are noted with the ticket and the version that was followed', async () => {
    const { status, body } = await run({ ticket_id: String(ticket) });
    expect([status, body['status'], body['run_status']]).to.deep.equal([200, 'created', 'queued']);
    expect(await rowOf(body['id'])).to.include({
      ...{ workflow_id: flow, workflow_version: 1, ticket_id: ticket, status: 'queued', created_by: 'bo' },
      ...{ started_at: null, completed_at: null },
    });
    const [shown] = (await workflow(api, flow))['runs'] as Fields[];
    expect(shown).to.include({
      id: body['id'],
      ticket_title: 'Followed by a workflow',
      itop_class: 'UserRequest',
      provider: 'local',
    });
    expect((await written(api, 'workflow_run_created')).audit.at(-1)).to.include({
      target: `workflow_run_${String(body['id'])}`,
    });
  });

  it('end once, with their result, and are counted', async () => {
    const id = numberIn((await run({ ticket_id: ticket, status: 'running' })).body, 'id');
    const ended = await complete(id, { status: 'passed', result: { checks: 3 } });
    expect(ended.body).to.deep.equal({ id, status: 'passed' });
    const row = await rowOf(id);
    expect([row['status'], row['result']]).to.deep.equal(['passed', '{\n  "checks": 3\n}']);
    expect(row['completed_at']).to.not.equal(null);
    expect((await complete(id, { status: 'passed', result: 'again' })).status, 'the same end again').to.equal(200);
    expect((await rowOf(id))['result'], 'is no news').to.equal('{\n  "checks": 3\n}');
    const other = await complete(id, { status: 'failed' });
    expect([other.status, other.body['error'], other.body['state']]).to.deep.equal([409, 'run_finished', 'passed']);
    await complete((await run({ status: 'running' })).body['id'], { status: 'error' });
    expect(await workflow(api, flow)).to.include({ completed_run_count: 1, failed_run_count: 1 });
    expect((await written(api, 'workflow_run_completed')).audit).to.have.length(2);
  });

  it('end as completed when nothing else is said', async () => {
    const id = (await run()).body['id'];
    expect((await complete(id)).body['status']).to.equal('completed');
  });

  it('ended by many at once end in one way', async () => {
    const id = (await run({ ticket_id: ticket })).body['id'];
    const ways = ['passed', 'failed', 'error', 'completed'];
    const all = await Promise.all(Array.from({ length: 20 }, (_, at) => complete(id, { status: ways[at % 4] })));
    const end = (await rowOf(id))['status'];
    for (const { status, body } of all) expect(status === 200 ? body['status'] : body['state']).to.equal(end);
    expect(all.filter(({ status }) => status === 200)).to.have.length(5);
  });

  it('27.19: of a run that is not there answer 404', async () => {
    for (const id of [999_999, 'x', '9'.repeat(30)]) expect((await complete(id)).status, String(id)).to.equal(404);
    expect((await complete(999_999)).body['error']).to.equal('workflow_run_not_found');
  });

  it('27.18: of a workflow, ticket, agent or task that is not there are refused, and leave no row', async () => {
    const before = (await api.db.query('select from workflow_runs')).rowCount;
    expect((await run({}, 'bo', 999)).body['error']).to.equal('workflow_not_found');
    expect((await run({ ticket_id: 999_999 })).body['error']).to.equal('ticket_not_found');
    expect((await run({ ticket_id: ticket, agent_id: 999_999 })).body['error']).to.equal('agent_not_on_ticket');
    expect((await run({ ticket_id: ticket, task_id: 999_999 })).body['error']).to.equal('task_not_on_ticket');
    expect((await run({ ticket_id: ticket, status: 'done' })).text).to.contain('body.status');
    expect((await run({ ticket_id: 2 ** 60 })).status).to.equal(422);
    expect((await api.db.query('select from workflow_runs')).rowCount).to.equal(before);
  });

  it('are for those who may write workflows', async () => {
    for (const as of ['ana', 'nobody'] as const) {
      expect((await run({}, as)).status, as).to.be.oneOf([401, 403]);
      expect((await complete(1, {}, as)).status, as).to.be.oneOf([401, 403]);
    }
  });

  it('of tickets that the reader may not see are left out, and cannot be ended by them', async () => {
    const secret = await fileTicket(api, 'admin', {
      title: 'Nobody else reads this',
      security_classification: 'secret',
    });
    const id = (await run({ ticket_id: secret }, 'admin')).body['id'];
    expect((await run({ ticket_id: secret })).status).to.equal(404);
    expect((await complete(id)).status).to.equal(404);
    expect(JSON.stringify(await workflow(api, flow, 'bo'))).to.not.contain('Nobody else reads this');
    expect(JSON.stringify(await workflow(api, flow, 'admin'))).to.contain('Nobody else reads this');
  });

  it('27.4: by an agent are its own, whatever it names', async () => {
    const [own, other] = [await fileTicket(api, 'ana'), await fileTicket(api, 'ana')];
    const agent = await startLearner(api, own, 'workflow');
    const as = { token: agent.token };
    expect((await run({ ticket_id: other }, as)).body['error']).to.equal('ticket_not_found');
    const noted = await run({ agent_id: 1, task_id: 1 }, as);
    expect(await rowOf(noted.body['id'])).to.include({
      ticket_id: own,
      agent_id: agent.agentId,
      task_id: agent.lease.id,
    });
    const foreign = (await run({ ticket_id: other })).body['id'];
    const without = (await run()).body['id'];
    for (const id of [foreign, without]) expect((await complete(id, {}, as)).status).to.equal(404);
    expect((await complete(noted.body['id'], { status: 'passed' }, as)).status).to.equal(200);
  });
});
