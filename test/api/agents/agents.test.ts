import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { claimTask, finishTask, publishRunner, retireRunner } from '../../../api/agents/index.js';
import { numberIn, startTestApi, type Fields, type TestApi } from '../../support/api.js';
import { fileTicket, startTask } from '../../support/runs.js';

describe('agents over the API', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
  });
  after(() => api?.stop());

  const publish = (id: string): Promise<void> =>
    publishRunner(api.db, {
      ...{
        id,
        host: 'host-1',
        pid: 1,
        isolation: { kind: 'setpriv', sentence: 'Runs under a uid of its own.', runs_plans: true },
      },
      harnesses: [
        { name: 'codex', state: 'ready', version: '1.0', detail: 'signed in', works: ['tickets'], why: 'installed' },
        {
          name: 'builtin',
          state: 'ready',
          version: null,
          detail: 'ships with Opsroom',
          works: ['chat'],
          why: 'always',
        },
      ],
      ...{ active_runs: ['task-1-1'], max_concurrent: 5 },
    });
  const runnerHealth = async (): Promise<Fields> => (await api.call('admin', 'GET', '/api/agents/runner-health')).body;

  it('without a model and without a workflow that fits, the ticket waits for a person of its group', async () => {
    const id = await fileTicket(api, 'ana', { title: 'Please buy a chair', owning_group: 'Executive Support' });
    const { status, body } = await api.call('admin', 'POST', `/api/tickets/${id}/assign-agent`, {});
    expect([status, body['status'], body['group']]).to.deep.equal([200, 'waiting_for_person', 'Executive Support']);
    expect((await api.call('ana', 'GET', `/api/tickets/${id}`)).body['waiting_for']).to.equal(
      'a person of Executive Support',
    );
  });

  it('one live agent a ticket; a second one is a conflict that names the first', async () => {
    const id = await fileTicket(api, 'ana');
    const { agentId } = await startTask(api, id);
    const again = await api.call('admin', 'POST', `/api/tickets/${id}/assign-agent`, { harness: 'codex' });
    expect([again.status, again.body['error'], again.body['agent_id']]).to.deep.equal([409, 'agent_active', agentId]);
    const spawn = await api.call('admin', 'POST', '/api/agents/spawn', { ticket_id: String(id), harness: 'codex' });
    expect(spawn.status).to.equal(409);
    expect(
      (await api.call('admin', 'POST', '/api/agents/spawn', { ticket_id: id, harness: 'wizard' })).status,
    ).to.equal(422);
  });

  it('a closed ticket gets no agent', async () => {
    const id = await fileTicket(api, 'ana');
    await api.call('admin', 'POST', `/api/tickets/${id}/status`, { status: 'closed' });
    const { status, body } = await api.call('admin', 'POST', `/api/tickets/${id}/assign-agent`, { harness: 'codex' });
    expect([status, body['error'], body['state']]).to.deep.equal([409, 'ticket_final', 'closed']);
  });

  it('an agent gets no more than who started it holds, and never everything', async () => {
    const id = await fileTicket(api, 'ana');
    const asked = { harness: 'codex', requested_permissions: ['tickets:note', 'changes:approve', '*', 'tickets:*'] };
    const { body } = await api.call('bo', 'POST', `/api/tickets/${id}/assign-agent`, asked);
    const { rows } = await api.db.query<{ allowed_permissions: string[]; policy_snapshot: Fields }>(
      'select allowed_permissions, policy_snapshot from agent_permission_context where agent_id = $1',
      [body['agent_id']],
    );
    expect(rows[0]?.allowed_permissions).to.deep.equal(['tickets:note', 'changes:approve']);
    expect(rows[0]?.policy_snapshot['denied_permissions']).to.deep.equal(['*', 'tickets:*']);
    await api.call('admin', 'POST', `/api/agents/${numberIn(body, 'agent_id')}/stop`, {});
  });

  it('the agent reads its task and says how it ended; another one does not find it', async () => {
    const run = await startTask(api, await fileTicket(api, 'ana'));
    const other = await startTask(api, await fileTicket(api, 'ana'));
    const address = `/api/agents/tasks/${run.lease.id}`;
    const seen = await api.call({ token: run.token }, 'GET', address);
    expect(seen.body).to.include({ task_id: run.lease.id, agent_id: run.agentId, ticket_id: run.ticketId, attempt: 1 });
    expect((await api.call({ token: other.token }, 'GET', address)).status).to.equal(404);
    const result = { outcome: 'done', summary: 'Freed 3 GB' };
    expect((await api.call({ token: other.token }, 'PUT', `${address}/result`, result)).status).to.equal(404);
    expect(
      (await api.call({ token: run.token }, 'PUT', `${address}/result`, { outcome: 'done', summary: ' ' })).status,
    ).to.equal(422);
    expect((await api.call({ token: run.token }, 'PUT', `${address}/result`, result)).body).to.include({
      accepted: true,
    });
    expect(await finishTask(api.db, run.lease, { stopped: false, how: 'exit 0', reference: 'r1' })).to.equal(
      'completed',
    );
    expect((await api.call({ token: run.token }, 'GET', address)).status).to.equal(401);
    const agent = await api.call('admin', 'GET', `/api/agents/${run.agentId}`);
    expect(agent.body).to.include({ status: 'finished', task_status: 'completed', task_progress_pct: 100 });
  });

  it('stopping a running agent is asked of its runner, and the ticket goes to a person', async () => {
    const run = await startTask(api, await fileTicket(api, 'ana'));
    const stop = (): ReturnType<TestApi['call']> =>
      api.call('admin', 'POST', `/api/agents/${run.agentId}/stop`, { reason: 'enough' });
    expect((await stop()).body).to.include({ status: 'stopping', agent_id: run.agentId });
    expect(await finishTask(api.db, run.lease, { stopped: false, how: 'ended by SIGTERM', reference: 'r2' })).to.equal(
      'stopped',
    );
    expect((await stop()).body['status']).to.equal('not_active');
    expect((await api.call('admin', 'GET', `/api/tickets/${run.ticketId}`)).body['waiting_for']).to.contain(
      'a person of',
    );
  });

  it('the logs are the last lines of the run, and not for who may not see the ticket', async () => {
    const run = await startTask(api, await fileTicket(api, 'ana', { security_classification: 'secret' }));
    const name = `task-${run.lease.id}-${run.lease.attempt}.log`;
    await writeFile(path.join(api.runLogs, name), Array.from({ length: 500 }, (_, line) => `line ${line}\n`).join(''));
    const { body } = await api.call('admin', 'GET', `/api/agents/${run.agentId}/logs?lines=2`);
    expect([body['log_path'], body['content']]).to.deep.equal([name, 'line 498\nline 499\n']);
    expect((await api.call('bo', 'GET', `/api/agents/${run.agentId}/logs`)).status).to.equal(404);
    expect((await api.call('admin', 'GET', `/api/agents/tasks/${run.lease.id}/logs?lines=0`)).status).to.equal(422);
  });

  it('a list shows agents of tickets that one may see', async () => {
    const list = async (as: 'bo' | 'admin'): Promise<number> =>
      numberIn((await api.call(as, 'GET', '/api/agents')).body, 'total');
    expect(await list('bo'))
      .to.be.greaterThan(0)
      .and.be.lessThan(await list('admin'));
    expect((await api.call('admin', 'GET', '/api/agents?status=finished&limit=1')).body['agents']).to.have.length(1);
  });

  it('a task whose harness is nowhere any more is taken up by another one, after a minute and not before', async () => {
    const id = await fileTicket(api, 'ana');
    const started = await api.call('admin', 'POST', `/api/tickets/${id}/assign-agent`, {
      harness: 'codex',
      model: 'm',
    });
    const agentId = numberIn(started.body, 'agent_id');
    const claim = () => claimTask(api.db, 'runner-9', 60, ['builtin'], 'builtin');
    const since = (seconds: number) =>
      api.db.query(
        `update agent_tasks set not_before = clock_timestamp() - make_interval(secs => $2) where agent_id = $1`,
        [agentId, seconds],
      );
    await since(50);
    expect(await claim(), 'before a minute').to.equal(undefined);
    await since(70);
    await publish('runner-1');
    expect(await claim(), 'while another runner has it').to.equal(undefined);
    await retireRunner(api.db, 'runner-1');
    expect(await claimTask(api.db, 'runner-9', 60, ['builtin']), 'for a named harness').to.equal(undefined);
    expect(await claim()).to.deep.include({ agentId, ticketId: id, harness: 'builtin', model: null });
    expect((await api.call('admin', 'GET', `/api/agents/${agentId}`)).body).to.include({
      harness: 'builtin',
      model: null,
    });
    expect((await api.call('admin', 'GET', `/api/tickets/${id}`)).body['worked_by']).to.equal(
      `agent ${agentId} (builtin)`,
    );
  });

  it('runner-health names who is alive and what was chosen, and a runner that died is gone within ten seconds', async () => {
    expect(await runnerHealth()).to.include({ status: 'no_runner', harness: null, max_concurrent_agents: 0 });
    await publish('runner-1');
    await publish('runner-2');
    const alive = await runnerHealth();
    expect(alive).to.include({ status: 'ok', harness: 'codex', chat_harness: 'builtin', max_concurrent_agents: 10 });
    expect((alive['isolation'] as Fields)['kind']).to.equal('setpriv');
    // Published every two seconds, and gone after eight without a word: a death right after a beat is seen after eight.
    const died = Date.now();
    while ((await runnerHealth())['status'] === 'ok') await new Promise((resolve) => setTimeout(resolve, 200));
    expect(Date.now() - died).to.be.within(6_000, 9_500);
  }).timeout(20_000);
});
