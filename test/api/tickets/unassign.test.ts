import { expect } from 'chai';
import { finishTask, stopRequests } from '../../../api/agents/index.js';
import { startTestApi, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask } from '../../support/runs.js';
import { becomes, officePeople } from './officePeople.js';

describe('taking the agent off a ticket', () => {
  let api: TestApi;
  let id: number;
  before(async () => {
    api = await startTestApi({ config: officePeople });
    await becomes(api, 'cy', { roles: ['soc-manager'] });
  });
  after(() => api?.stop());
  beforeEach(async () => {
    // What an earlier test left to be begun is not what the next one claims.
    await api.db.query(`update agent_tasks set status = 'stopped' where status = 'queued'`);
    id = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations' });
  });

  const unassign = (as: Who = 'admin'): Promise<Called> => api.call(as, 'POST', `/api/tickets/${id}/unassign-agent`);
  const ticket = async (): Promise<Fields> => (await api.call('admin', 'GET', `/api/tickets/${id}`)).body;
  const agent = async (agentId: number): Promise<Fields | undefined> =>
    (
      await api.db.query<Fields>(
        `select a.status as agent, task.status as task, a.finished_at is not null as finished, task.stop_reason
         from agents a join agent_tasks task on task.id = a.last_task_id where a.id = $1`,
        [agentId],
      )
    ).rows[0];
  const ended = { stopped: true, how: 'killed', reference: 'x' };

  it('27.23: asks its runner to end the process, which is live until it has ended, and then leaves the ticket to a person', async () => {
    const run = await startTask(api, id);
    const { body } = await unassign();
    expect(body).to.deep.equal({
      ...{ status: 'agent_unassigned', ticket_id: id, agent_id: run.agentId, agent_status: 'stopping' },
    });
    expect(await ticket()).to.include({ agent_id: null, agent_instance_id: null });
    expect(await stopRequests(api.db, [run.lease.id])).to.deep.equal([run.lease.id]);
    expect(await agent(run.agentId)).to.include({ agent: 'running', task: 'running' });
    const second = await api.call('admin', 'POST', `/api/tickets/${id}/assign-agent`, { harness: 'codex' });
    expect(second.status, 'no second agent beside a running process').to.equal(409);
    await finishTask(api.db, run.lease, ended);
    expect(await agent(run.agentId)).to.include({ agent: 'terminated', task: 'stopped', finished: true });
    expect(await ticket()).to.include({ waiting_for: 'a person of Cloud Operations' });
    expect((await api.call({ token: run.token }, 'GET', `/api/tickets/${id}`)).status, 'its token is dead').to.equal(
      401,
    );
  });

  it('ends one that had not begun at once', async () => {
    await api.call('admin', 'POST', `/api/tickets/${id}/assign-agent`, { harness: 'codex' });
    const agentId = Number((await ticket())['agent_id']);
    expect((await unassign()).body).to.include({ status: 'agent_unassigned', agent_status: 'terminated' });
    expect(await agent(agentId)).to.include({
      agent: 'terminated',
      task: 'stopped',
      finished: true,
      stop_reason: 'unassigned',
    });
    expect(await ticket()).to.include({ agent_id: null, waiting_for: 'a person of Cloud Operations' });
    expect((await api.call('admin', 'POST', `/api/tickets/${id}/assign-agent`, { harness: 'codex' })).status).to.equal(
      200,
    );
  });

  it('ends one that waits for an answer, and its task with it', async () => {
    const run = await startTask(api, id);
    await api.db.query(
      `with task as (update agent_tasks set status = 'awaiting_user_response', lease_owner = null where id = $1)
       update agents set status = 'awaiting_user_response' where id = $2`,
      [run.lease.id, run.agentId],
    );
    expect((await unassign()).body).to.include({ agent_status: 'terminated' });
    expect(await agent(run.agentId)).to.include({ agent: 'terminated', task: 'stopped' });
    expect(await ticket()).to.include({ waiting_for: 'a person of Cloud Operations' });
  });

  it('is told on the ticket and audited, and is refused where there is none', async () => {
    await startTask(api, id);
    await unassign('cy');
    const { rows } = await api.db.query<Fields>(
      `select body, audience from ticket_notes where ticket_id = $1 and body like 'Agent % was unassigned by cy.'`,
      [id],
    );
    expect(rows.map(({ audience }) => audience)).to.deep.equal(['internal']);
    const audit = await api.db.query(`select from audit_log where action = 'agent_unassigned' and target = $1`, [
      `ticket_${id}`,
    ]);
    expect(audit.rowCount).to.equal(1);
    id = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations' });
    const none = await unassign();
    expect([none.status, none.body['error'], none.body['detail']]).to.deep.equal([
      ...[409, 'no_agent_assigned', 'No agent assigned.'],
    ]);
  });

  it('27.7: is for who may stop agents, on tickets that they see', async () => {
    const run = await startTask(api, id);
    for (const as of ['ana', 'bo', { token: run.token }] as const)
      expect((await unassign(as)).body).to.include({ status: 403, required_permission: 'agents:stop' });
    await api.db.query(`update tickets set security_classification = 'secret' where id = $1`, [id]);
    expect((await unassign('cy')).status).to.equal(404);
    expect(await stopRequests(api.db, [run.lease.id])).to.deep.equal([]);
  });

  it('at the moment at which its run ends comes to one end, without a deadlock', async () => {
    for (let n = 0; n < 6; n += 1) {
      id = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations' });
      const run = await startTask(api, id);
      const [answer] = await Promise.all([
        unassign(),
        finishTask(api.db, run.lease, { stopped: false, how: 'ended', reference: 'x', last: true }),
        api.call('bo', 'POST', `/api/tickets/${id}/notes`, { body: 'And a note that steers it' }),
      ]);
      expect(answer.status, answer.text).to.be.oneOf([200, 409]);
      if ((await agent(run.agentId))?.['agent'] === 'running') await finishTask(api.db, run.lease, ended);
      expect(await agent(run.agentId)).to.include({ finished: true });
      expect(await ticket()).to.include({ agent_id: null, waiting_for: 'a person of Cloud Operations' });
    }
  });
});
