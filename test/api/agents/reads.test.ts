import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import {
  agentOfTicket,
  finishTask,
  harnessFor,
  noteModel,
  noteProgress,
  publishRunner,
} from '../../../api/agents/index.js';
import type { PublishedHarness } from '../../../api/agents/index.js';
import { startTestApi, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask, startTurn, type TaskRun } from '../../support/runs.js';
import { becomes } from '../tickets/officePeople.js';

describe('what the API shows of agents', () => {
  let api: TestApi;
  let first: TaskRun;
  let second: TaskRun;
  let third: TaskRun;
  const ended = { stopped: false, how: 'exit 0', reference: 'r' };
  before(async () => {
    api = await startTestApi();
    first = await startTask(api, await fileTicket(api, 'ana', { title: 'First' }));
    second = await startTask(api, await fileTicket(api, 'ana', { title: 'Second', owning_group: 'Email Operations' }));
    third = await startTask(api, await fileTicket(api, 'admin', { security_classification: 'secret' }));
    await becomes(api, 'cy', { roles: ['agent-operator'], groups: ['Email Operations'] });
  });
  after(() => api?.stop());

  const get = (address: string, as: Who = 'admin'): Promise<Called> => api.call(as, 'GET', `/api/agents${address}`);
  const agentsIn = async (query: string, as: Who = 'admin'): Promise<unknown[]> =>
    ((await get(query, as)).body['agents'] as Fields[]).map(({ id }) => id);
  const tasksIn = async (query: string, as: Who = 'admin'): Promise<unknown[]> =>
    ((await get(`/tasks${query}`, as)).body['tasks'] as Fields[]).map(({ id }) => id);

  describe('a list', () => {
    it('has the newest first, with what the contract says of each', async () => {
      expect(await agentsIn('')).to.deep.equal([third.agentId, second.agentId, first.agentId]);
      const { body } = await get('?limit=1&offset=2');
      const [row] = body['agents'] as Fields[];
      expect(row).to.include({
        ...{ id: first.agentId, ticket_id: first.ticketId, status: 'running', harness: 'codex', ticket_title: 'First' },
        ...{ ticket_status: 'in_progress', current_task_id: first.lease.id, task_status: 'running' },
        ...{ task_progress_pct: 0, task_type: 'ticket_resolution', assigned_by: 'admin', attempts: 0 },
      });
      expect(row?.['ticket_itop_ref']).to.match(/^LOCAL-/);
      for (const seconds of ['idle_seconds', 'running_seconds']) expect(row?.[seconds]).to.be.within(0, 60);
      expect(row).to.not.have.any.keys('runtime_config', 'total', 'spawned_by_principal_id');
      expect(body['total']).to.equal(3);
    });

    it('by status, by ticket, and beyond its end', async () => {
      expect(await agentsIn('?status=spawned')).to.deep.equal([]);
      expect(await agentsIn(`?ticket_id=${second.ticketId}`)).to.deep.equal([second.agentId]);
      expect((await get('?offset=50')).body).to.deep.equal({ agents: [], total: 3 });
      expect((await get('?offset=50&status=failed')).body).to.deep.equal({ agents: [], total: 0 });
      for (const wrong of ['?limit=501', '?limit=0', '?ticket_id=x', '?ticket_id=-1', '?offset=-1'])
        expect((await get(wrong)).status, wrong).to.equal(422);
    });

    it('of tasks has the same rules', async () => {
      const ids = [third, second, first].map(({ lease }) => lease.id);
      expect(await tasksIn('')).to.deep.equal(ids);
      expect(await tasksIn(`?agent_id=${second.agentId}`)).to.deep.equal([second.lease.id]);
      expect(await tasksIn(`?ticket_id=${first.ticketId}&status=running`)).to.deep.equal([first.lease.id]);
      expect(await tasksIn('?status=queued')).to.deep.equal([]);
      expect((await get('/tasks?limit=1&offset=9')).body).to.deep.equal({ tasks: [], total: 3 });
    });

    it('of a person holds agents of tickets that they see, of an agent only itself', async () => {
      expect(await agentsIn('', 'cy')).to.deep.equal([second.agentId]);
      expect(await tasksIn('', 'cy')).to.deep.equal([second.lease.id]);
      expect(await agentsIn('', { token: first.token })).to.deep.equal([first.agentId]);
      expect(await tasksIn('', { token: first.token })).to.deep.equal([first.lease.id]);
      expect((await get('', 'ana')).status).to.equal(403);
      const turn = await startTurn(api, 'ana', 'How is it going with the disk?');
      expect((await get('', { token: turn.token })).status).to.equal(403);
    });
  });

  describe('one agent', () => {
    it('comes with its task, its ticket and its changes', async () => {
      const asked = await api.call({ token: first.token }, 'POST', '/api/changes/request', {
        ...{ ticket_id: first.ticketId, action: 'Clean up', target: 'web-1', risk_level: 'low', command: 'ls' },
      });
      const { body } = await get(`/${first.agentId}`);
      expect(body).to.include({ id: first.agentId, ticket_title: 'First', ticket_description: '' });
      expect(body['current_task']).to.include({ id: first.lease.id, status: 'running', attempt: 1, result: null });
      expect((body['change_requests'] as Fields[])[0]).to.include({
        ...{ id: asked.body['change_id'], action: 'Clean up', state: 'pending', status: 'pending' },
      });
    });

    it('is not there for who does not see its ticket', async () => {
      for (const address of [`/${third.agentId}`, `/${third.agentId}/logs`, `/tasks/${third.lease.id}/logs`])
        expect((await get(address, 'cy')).status, address).to.equal(404);
      expect((await get(`/${second.agentId}`, { token: first.token })).status).to.equal(404);
      expect((await get(`/${first.agentId}`, { token: first.token })).status).to.equal(200);
      for (const id of ['0', 'x', '999999', '-1']) expect((await get(`/${id}`)).status, id).to.equal(404);
    });

    it('shows the model that really works it, while its run is current', async () => {
      await noteModel(api.db, second.lease, 'm-large');
      await noteModel(api.db, { ...second.lease, attempt: 7 }, 'm-of-another-run');
      expect((await get(`/${second.agentId}`)).body).to.include({ model: 'm-large', selected_model: null });
    });

    it('is found by its ticket: the live one, else the last', async () => {
      expect(await agentOfTicket(api.db, first.ticketId)).to.deep.equal({
        ...{ id: first.agentId, harness: 'codex', model: null, live: true, runnerId: 'test-runner' },
      });
      expect(await agentOfTicket(api.db, 999_999)).to.equal(undefined);
    });
  });

  describe('a log', () => {
    const logFile = ({ lease }: TaskRun): string => path.join(api.runLogs, `task-${lease.id}-${lease.attempt}.log`);

    it('is what the platform kept of the output where there is no file', async () => {
      await noteProgress(api.db, second.lease, 'the last\u0000 words');
      expect((await get(`/${second.agentId}/logs`)).body).to.deep.equal({
        ...{ task_id: second.lease.id, log_path: `task-${second.lease.id}-1.log`, content: 'the last words' },
      });
      await noteProgress(api.db, { ...second.lease, attempt: 9 }, 'of another run');
      expect((await get(`/tasks/${second.lease.id}/logs`)).body['content']).to.equal('the last words');
    });

    it('is kept to its last twelve thousand characters', async () => {
      await noteProgress(api.db, second.lease, `${'x'.repeat(20_000)}end`);
      const content = String((await get(`/${second.agentId}/logs`)).body['content']);
      expect([content.length, content.endsWith('xend')]).to.deep.equal([12_000, true]);
    });

    it('is the end of a large file, in whole lines, without reading all of it', async () => {
      await writeFile(logFile(first), `${'a line of the log\n'.repeat(60_000)}ção 😀\n`);
      const content = String((await get(`/tasks/${first.lease.id}/logs?lines=2`)).body['content']);
      expect(content).to.equal('a line of the log\nção 😀\n');
      const all = String((await get(`/tasks/${first.lease.id}/logs?lines=2000`)).body['content']);
      expect(all.split('\n')).to.have.length(2_001);
      await rm(logFile(first));
    });

    it('has bounds of its own', async () => {
      for (const lines of ['0', '2001', 'all'])
        expect((await get(`/${first.agentId}/logs?lines=${lines}`)).status, lines).to.equal(422);
    });

    it('is for people: an agent reads no log, not even its own', async () => {
      expect((await get(`/${first.agentId}/logs`, { token: first.token })).status).to.equal(403);
    });
  });

  describe('the result of a task', () => {
    const put = (run: TaskRun, body: Fields, id = run.lease.id): Promise<Called> =>
      api.call({ token: run.token }, 'PUT', `/api/agents/tasks/${id}/result`, body);

    it('has an outcome of three, and says what was done', async () => {
      for (const body of [
        ...[{}, { outcome: 'done' }, { outcome: 'perfect', summary: 'x' }, { outcome: 'done', summary: '\n' }],
        { outcome: 'done', summary: 'x'.repeat(8_001) },
      ])
        expect((await put(third, body)).status, JSON.stringify(body).slice(0, 60)).to.equal(422);
    });

    it('is for the agent of that task, and no person can write it', async () => {
      const done = { outcome: 'done', summary: 'x' };
      expect((await put(third, done, first.lease.id)).body).to.include({ status: 404, error: 'task_not_found' });
      expect((await api.call('admin', 'PUT', `/api/agents/tasks/${third.lease.id}/result`, done)).status).to.equal(404);
    });

    it('may be written again until the run ends: the last word counts', async () => {
      await put(third, { outcome: 'failed', summary: 'Cannot do it' });
      expect((await put(third, { outcome: 'blocked', summary: 'Somebody has to plug it in' })).body).to.include({
        ...{ accepted: true, outcome: 'blocked' },
      });
      expect(await finishTask(api.db, third.lease, ended)).to.equal('completed');
      expect((await get(`/${third.agentId}`)).body).to.include({
        ...{ status: 'finished', error_message: 'Somebody has to plug it in', task_status: 'completed' },
      });
      expect((await put(third, { outcome: 'done', summary: 'late' })).body).to.include({
        ...{ status: 401, error: 'run_token_not_current' },
      });
      expect(await agentOfTicket(api.db, third.ticketId)).to.include({ id: third.agentId, live: false });
    });

    it('that says blocked or nothing tells the requester who goes on', async () => {
      const { rows } = await api.db.query<Fields>(
        `select author, body from ticket_notes where ticket_id = $1 and source = 'agent-lifecycle' and audience = 'user'`,
        [third.ticketId],
      );
      expect(rows).to.deep.equal([
        {
          author: `agent-${third.agentId}`,
          body: 'Somebody has to plug it in\n\nA person of Infrastructure Operations goes on with it.',
        },
      ]);
    });
  });

  describe('the health of the runners', () => {
    const harness = (name: PublishedHarness['name'], more: Partial<PublishedHarness>): PublishedHarness => ({
      ...{ name, state: 'ready', version: '1', detail: '', works: [], why: null },
      ...more,
    });
    const publish = (id: string, harnesses: PublishedHarness[], max = 2): Promise<void> =>
      publishRunner(api.db, {
        ...{
          id,
          host: 'h',
          pid: 7,
          isolation: { kind: 'bubblewrap', sentence: 'In a box.', runs_plans: true },
          harnesses,
        },
        ...{ active_runs: ['task-1-1'], max_concurrent: max },
      });

    it('without a runner says so, and what waits for one', async () => {
      await api.call('admin', 'POST', `/api/tickets/${await fileTicket(api, 'ana')}/assign-agent`, {
        harness: 'codex',
      });
      const { body } = await get('/runner-health');
      expect(body).to.deep.include({
        ...{ status: 'no_runner', runners: [], harness: null, chat_harness: null, available_harnesses: [] },
        ...{ isolation: null, max_concurrent_agents: 0 },
        queue_health: { status: 'ok', queued_depth: 1, running: 2 },
      });
      expect(await harnessFor(api.db, 'tickets')).to.equal('builtin');
    });

    it('names what is ready and what was chosen for which work', async () => {
      await publish('r-1', [
        harness('codex', { state: 'not_signed_in' }),
        harness('hermes', { works: ['tickets'] }),
        harness('builtin', { works: ['chat'] }),
      ]);
      await publish('r-2', [], 3);
      await publish('r-2', [], 4);
      const { body } = await get('/runner-health');
      expect(body).to.deep.include({
        ...{ status: 'ok', harness: 'hermes', chat_harness: 'builtin', max_concurrent_agents: 6 },
        available_harnesses: [{ name: 'hermes' }, { name: 'builtin' }],
        isolation: { kind: 'bubblewrap', sentence: 'In a box.', runs_plans: true },
      });
      expect((body['runners'] as Fields[]).map(({ id }) => id)).to.deep.equal(['r-1', 'r-2']);
      expect([await harnessFor(api.db, 'tickets'), await harnessFor(api.db, 'chat')]).to.deep.equal([
        'hermes',
        'builtin',
      ]);
    });

    it('forgets one that gave no sign of life, by the clock of the database', async () => {
      await api.db.query(`update runner_instances set heartbeat_at = clock_timestamp() - interval '9 seconds'`);
      expect((await get('/runner-health')).body['status']).to.equal('no_runner');
      await publish('r-1', [harness('hermes', { works: ['tickets', 'chat'] })]);
      expect((await get('/runner-health')).body).to.include({ status: 'ok', chat_harness: 'hermes' });
    });
  });
});
