import { expect } from 'chai';
import { claimTask, finishTask, resumeDecided, stopRequests } from '../../../api/agents/index.js';
import { numberIn, startTestApi, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask, startTurn, type TaskRun } from '../../support/runs.js';

describe('stopping an agent', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
  });
  after(() => api?.stop());

  const file = (fields: Fields = {}): Promise<number> => fileTicket(api, 'ana', fields);
  const queued = async (id: number): Promise<number> =>
    numberIn(
      (await api.call('admin', 'POST', `/api/tickets/${id}/assign-agent`, { harness: 'codex' })).body,
      'agent_id',
    );
  const stop = (agentId: number, fields: Fields = {}, as: Who = 'admin'): Promise<Called> =>
    api.call(as, 'POST', `/api/agents/${agentId}/stop`, fields);
  const ticket = async (id: number): Promise<Fields> => (await api.call('admin', 'GET', `/api/tickets/${id}`)).body;
  const agent = async (id: number): Promise<Fields> => (await api.call('admin', 'GET', `/api/agents/${id}`)).body;
  const ends = { stopped: false, how: 'exit 0', reference: 'r' };
  const stopsOf = async (agentId: number): Promise<Fields[]> =>
    (
      await api.db.query<Fields>(`select actor, result from audit_log where action = 'agent_stopped' and target = $1`, [
        `agent_${agentId}`,
      ])
    ).rows;
  const atGate = async (): Promise<TaskRun & { changeId: number }> => {
    const run = await startTask(api, await file());
    const asked = await api.call({ token: run.token }, 'POST', '/api/changes/request', {
      ...{ ticket_id: run.ticketId, action: 'Clean up', target: 'web-1', risk_level: 'low', command: 'journalctl' },
    });
    expect(await finishTask(api.db, run.lease, ends)).to.equal('waiting');
    return { ...run, changeId: numberIn(asked.body, 'change_id') };
  };

  it('that nobody works yet ends it at once, and the ticket is for a person', async () => {
    const id = await file();
    const agentId = await queued(id);
    expect((await stop(agentId, { reason: 'Not needed' })).body).to.deep.equal({
      status: 'stopped',
      agent_id: agentId,
    });
    expect(await agent(agentId)).to.include({
      ...{ status: 'stopped', error_message: 'Not needed', task_status: 'stopped' },
    });
    expect(await ticket(id)).to.include({
      ...{ agent_id: null, worked_by: 'person', waiting_for: 'a person of Infrastructure Operations' },
    });
    expect(await stopsOf(agentId)).to.deep.equal([{ actor: 'admin', result: 'Not needed' }]);
    expect(await claimTask(api.db, 'test-runner', 600, ['codex'])).to.equal(undefined);
  });

  it('that works is asked of its runner; what it wrote in time still counts', async () => {
    const run = await startTask(api, await file());
    expect((await stop(run.agentId)).body['status']).to.equal('stopping');
    expect(await stopRequests(api.db, [run.lease.id, 999_999])).to.deep.equal([run.lease.id]);
    expect((await agent(run.agentId))['status']).to.equal('running');
    await api.call({ token: run.token }, 'PUT', `/api/agents/tasks/${run.lease.id}/result`, {
      ...{ outcome: 'done', summary: 'Was done a moment before' },
    });
    expect(await finishTask(api.db, run.lease, ends)).to.equal('completed');
  });

  it('that works ends as stopped when it wrote nothing, once, with the first reason', async () => {
    const run = await startTask(api, await file());
    await stop(run.agentId, { reason: 'first' });
    expect((await stop(run.agentId, { reason: 'second' })).body['status']).to.equal('stopping');
    expect(await finishTask(api.db, run.lease, ends)).to.equal('stopped');
    expect(await finishTask(api.db, run.lease, ends)).to.equal('lost');
    expect(await agent(run.agentId)).to.include({ status: 'stopped', error_message: 'first' });
    expect(await stopsOf(run.agentId)).to.have.length(1);
    expect((await api.call({ token: run.token }, 'GET', `/api/tickets/${run.ticketId}`)).status).to.equal(401);
  });

  it('that stands at a gate ends it and its gate, and a vote wakes nobody', async () => {
    const run = await atGate();
    expect((await stop(run.agentId, { reason: 'We do it by hand' })).body['status']).to.equal('stopped');
    expect(await agent(run.agentId)).to.include({ status: 'stopped', task_status: 'stopped' });
    expect(await ticket(run.ticketId)).to.include({
      ...{ agent_id: null, waiting_for: 'a person of Infrastructure Operations' },
    });
    const vote = await api.call('bo', 'POST', `/api/changes/${run.changeId}/reject`, { reason: 'By hand' });
    expect([vote.status, vote.body['state']], vote.text).to.deep.equal([409, 'withdrawn']);
    expect(await resumeDecided(api.db)).to.equal(0);
  });

  it('at a gate whose change is decided goes on instead, and is not lost', async () => {
    const run = await atGate();
    await api.call('bo', 'POST', `/api/changes/${run.changeId}/reject`, { reason: 'Not now' });
    expect(await resumeDecided(api.db)).to.equal(1);
    expect(await resumeDecided(api.db), 'once').to.equal(0);
    const again = await claimTask(api.db, 'test-runner', 600, ['codex']);
    expect(again).to.include({ agentId: run.agentId, ticketId: run.ticketId });
    expect(again?.lease.attempt).to.equal(2);
    expect((await api.call({ token: run.token }, 'GET', `/api/tickets/${run.ticketId}`)).status).to.equal(401);
    await stop(run.agentId);
    if (again) await finishTask(api.db, again.lease, ends);
  });

  it('does not call for a person where one has the ticket, or where it is closed', async () => {
    const taken = await file();
    await api.db.query(
      `update tickets set assignee = 'Bo', assignee_person_id = (select id from persons where name = 'bo') where id = $1`,
      [taken],
    );
    await stop(await queued(taken));
    expect(await ticket(taken)).to.include({ waiting_for: null, agent_id: null });
    const closed = await file();
    const agentId = await queued(closed);
    await api.call('admin', 'POST', `/api/tickets/${closed}/status`, { status: 'closed' });
    await stop(agentId);
    expect(await ticket(closed)).to.include({ status: 'closed', waiting_for: null, agent_id: null });
  });

  it('that has ended or never was changes nothing', async () => {
    const agentId = await queued(await file());
    await stop(agentId, { reason: 'first' });
    expect((await stop(agentId, { reason: 'second' })).body['status']).to.equal('not_active');
    expect((await agent(agentId))['error_message']).to.equal('first');
    expect((await stop(999_999)).body).to.include({ status: 404, error: 'agent_not_found' });
  });

  it('eight times at once stops it once', async () => {
    const agentId = await queued(await file());
    const all = await Promise.all(Array.from({ length: 8 }, () => stop(agentId)));
    expect(all.filter(({ body }) => body['status'] === 'stopped')).to.have.length(1);
    expect(all.filter(({ body }) => body['status'] === 'not_active')).to.have.length(7);
    expect(await stopsOf(agentId)).to.deep.equal([{ actor: 'admin', result: 'manual_stop' }]);
  });

  it('while a runner claims it leaves it neither running nor forgotten', async () => {
    for (let round = 0; round < 6; round += 1) {
      const agentId = await queued(await file());
      const [stopped, work] = await Promise.all([stop(agentId), claimTask(api.db, 'test-runner', 600, ['codex'])]);
      if (work) {
        expect(stopped.body['status'], 'claimed first').to.equal('stopping');
        expect(await finishTask(api.db, work.lease, ends)).to.equal('stopped');
      } else expect(stopped.body['status'], 'stopped first').to.equal('stopped');
      expect((await agent(agentId))['status']).to.equal('stopped');
    }
  });

  it('needs the permission and an agent that one sees; a chat turn may stop those of its conversation', async () => {
    const agentId = await queued(await file());
    expect((await stop(agentId, {}, 'ana')).body).to.include({ status: 403, required_permission: 'agents:stop' });
    const turn = await startTurn(api, 'ana', 'The NAS beeps');
    expect((await stop(agentId, {}, { token: turn.token })).status).to.equal(404);
    const filed = await api.call({ token: turn.token }, 'POST', '/api/tickets', { title: 'NAS beeps' });
    const own = await queued(numberIn(filed.body, 'id'));
    expect((await stop(own, {}, { token: turn.token })).body['status']).to.equal('stopped');
  });
});
