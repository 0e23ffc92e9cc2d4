import { expect } from 'chai';
import { finishTask } from '../../../api/agents/index.js';
import { renew } from '../../../api/db/lease.js';
import { numberIn, startTestApi, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask, type TaskRun } from '../../support/runs.js';
import { becomes } from '../tickets/officePeople.js';

describe('the life of an agent over REST', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
  });
  after(() => api?.stop());

  const post = (path: string, body: Fields = {}, as: Who = 'admin'): Promise<Called> =>
    api.call(as, 'POST', `/api/agents/${path}`, body);
  const agent = async (id: number): Promise<Fields> => (await api.call('admin', 'GET', `/api/agents/${id}`)).body;
  const begin = async (fields: Fields = {}): Promise<TaskRun> => startTask(api, await fileTicket(api, 'ana', fields));

  const tell = (run: TaskRun, outcome: 'done' | 'failed'): Promise<Called> =>
    api.call({ token: run.token }, 'PUT', `/api/agents/tasks/${run.lease.id}/result`, {
      outcome,
      summary: 'It is so.',
    });

  async function end(run: TaskRun, outcome: 'done' | 'failed'): Promise<void> {
    await tell(run, outcome);
    await finishTask(api.db, run.lease, { stopped: false, how: 'exit 0', reference: 'test' });
  }

  describe('heartbeat', () => {
    it('is the agent’s own, and tells one that has ended to stop', async () => {
      const [mine, other] = [await begin(), await begin()];
      const beat = (id: number) => post(`heartbeat/${id}`, {}, { token: mine.token });
      expect((await beat(mine.agentId)).body).to.deep.equal({ status: 'ok', agent_id: mine.agentId, valid: true });
      expect((await beat(other.agentId)).status, '27.4: of another agent').to.equal(404);
      await end(mine, 'done');
      expect((await beat(mine.agentId)).status, 'its token has ended with its run').to.equal(401);
      const told = await post(`heartbeat/${mine.agentId}`);
      expect([told.status, told.body['error'], told.body['valid']]).to.deep.equal([409, 'agent_ended', false]);
      expect((await post('heartbeat/999999')).status).to.equal(404);
    });
  });

  describe('wake', () => {
    it('leaves one at work alone', async () => {
      const run = await begin();
      const { body } = await post(`${run.agentId}/wake`);
      expect(body).to.include({ status: 'already_active', agent_id: run.agentId, task_id: run.lease.id });
    });

    it('27.28, 27.9: starts another one with all that the former had, and says that it is a replacement', async () => {
      const ticket = await fileTicket(api, 'ana');
      const asked = {
        harness: 'codex',
        model: 'm-1',
        prompt: 'Look at the disk',
        requested_permissions: ['tickets:read', 'tickets:note'],
      };
      await api.call('admin', 'POST', `/api/tickets/${ticket}/assign-agent`, asked);
      const { rows } = await api.db.query<{ id: number }>('select id from agents where ticket_id = $1', [ticket]);
      const former = rows[0]?.id ?? 0;
      await api.db.query(`update agents set status = 'failed', finished_at = clock_timestamp() where id = $1`, [
        former,
      ]);
      await api.db.query(
        `update agent_tasks set status = 'failed', completed_at = clock_timestamp() where agent_id = $1`,
        [former],
      );
      const { body } = await post(`${former}/wake`);
      expect(body).to.include({
        status: 'replacement_spawned',
        source_agent_id: former,
        harness: 'codex',
        model: 'm-1',
      });
      const replacement = numberIn(body, 'agent_id');
      const task = (await api.call('admin', 'GET', `/api/agents/${replacement}/task`)).body;
      expect(task).to.include({ prompt: 'Look at the disk', status: 'queued', task_type: 'ticket_resolution' });
      const context = await api.db.query<{ allowed_permissions: string[] }>(
        'select allowed_permissions from agent_permission_context where agent_id = $1',
        [replacement],
      );
      expect(context.rows[0]?.allowed_permissions).to.deep.equal(['tickets:read', 'tickets:note']);
      const events = await api.db.query<{ action: string }>(
        `select action from event_log where action = 'agent_wake_spawned' and target = $1`,
        [`agent_${former}`],
      );
      expect(events.rowCount).to.equal(1);
      await post(`${replacement}/stop`);
    });

    it('wakes nobody who was stopped, and none of a ticket that is over', async () => {
      const run = await begin();
      await end(run, 'done');
      await api.call('admin', 'POST', `/api/tickets/${run.ticketId}/status`, { status: 'resolved', reason: 'Done' });
      const over = await post(`${run.agentId}/wake`);
      expect([over.status, over.body['error']]).to.deep.equal([409, 'ticket_final']);
      expect((await agent(run.agentId))['status'], 'and is left as it was').to.equal('finished');
      const stopped = await begin();
      await post(`${stopped.agentId}/stop`);
      await finishTask(api.db, stopped.lease, { stopped: true, how: 'stopped', reference: 'test' });
      const asleep = await post(`${stopped.agentId}/wake`);
      expect([asleep.status, asleep.body['error'], asleep.body['state']]).to.deep.equal([
        409,
        'agent_ended',
        'stopped',
      ]);
    });

    it('does not go round a gate', async () => {
      const run = await begin();
      await api.call({ token: run.token }, 'POST', '/api/changes/request', {
        ...{ ticket_id: run.ticketId, action: 'Clean', target: 'web-1', risk_level: 'low', command: 'true' },
      });
      await tell(run, 'done');
      await finishTask(api.db, run.lease, { stopped: false, how: 'exit 0', reference: 'test' });
      const { status, body } = await post(`${run.agentId}/wake`);
      expect([status, body['error'], body['state']]).to.deep.equal([409, 'agent_waiting', 'pending_approval']);
    });
  });

  describe('restart', () => {
    it('27.23: ends the former one at once, its lease and its token with it, and there is one live agent', async () => {
      const run = await begin();
      const { body } = await post(`${run.agentId}/restart`);
      expect(body).to.include({ status: 'spawned', source_agent_id: run.agentId, ticket_id: run.ticketId });
      expect(await agent(run.agentId)).to.include({ status: 'terminated' });
      expect((await api.call({ token: run.token }, 'GET', `/api/tickets/${run.ticketId}`)).status).to.equal(401);
      expect(await renew(api.db, [run.lease], 30), 'the runner loses it at its next beat').to.deep.equal([]);
      expect(await finishTask(api.db, run.lease, { stopped: false, how: 'exit 0', reference: 'test' })).to.equal(
        'lost',
      );
      const { rows } = await api.db.query<{ agent_id: number }>('select agent_id from tickets where id = $1', [
        run.ticketId,
      ]);
      expect(rows[0]?.agent_id).to.equal(body['agent_id']);
      await post(`${numberIn(body, 'agent_id')}/stop`);
    });

    for (const first of ['restart', 'end'] as const) {
      it(`at the moment of its end locks nothing up, the ${first} being first`, async () => {
        const run = await begin();
        await tell(run, 'done');
        const waiting = async (count: number): Promise<void> => {
          const asked = `select from pg_locks where not granted and pid in (select pid from pg_stat_activity where datname = current_database())`;
          while ((await api.db.query(asked)).rowCount !== count) await new Promise((resolve) => setImmediate(resolve));
        };
        const restart = () => post(`${run.agentId}/restart`);
        const finish = () => finishTask(api.db, run.lease, { stopped: false, how: 'exit 0', reference: 'test' });
        const held = await api.db.connect();
        let both: [ReturnType<typeof restart>, ReturnType<typeof finish>];
        try {
          await held.query('begin');
          await held.query('select from agents where id = $1 for update', [run.agentId]);
          if (first === 'restart') {
            const restarted = restart();
            await waiting(1);
            both = [restarted, finish()];
          } else {
            const finished = finish();
            await waiting(1);
            both = [restart(), finished];
          }
          await waiting(2);
        } finally {
          await held.query('rollback');
          held.release();
        }
        const [answer, how] = await Promise.all(both);
        expect([answer.status, how]).to.deep.equal([200, first === 'restart' ? 'lost' : 'completed']);
        await post(`${numberIn(answer.body, 'agent_id')}/stop`);
      });
    }

    it('of many at the same moment leaves one live agent on the ticket', async () => {
      const run = await begin();
      const answers = await Promise.all(Array.from({ length: 8 }, () => post(`${run.agentId}/restart`)));
      for (const { status } of answers) expect(status).to.be.oneOf([200, 409]);
      const { rows } = await api.db.query<{ id: number }>(
        `select id from agents where ticket_id = $1 and status not in ('finished', 'failed', 'stopped', 'terminated')`,
        [run.ticketId],
      );
      expect(rows.length).to.equal(1);
      await post(`${rows[0]?.id ?? 0}/stop`);
    });
  });

  describe('update', () => {
    it('27.17: corrects what is said of an agent, and writes down who did', async () => {
      const run = await begin();
      expect((await post(`${run.agentId}/update`, { status: 'working' })).body).to.deep.equal({
        ...{ status: 'updated', agent_id: run.agentId, new_status: 'working' },
      });
      const { rows } = await api.db.query<{ actor: string; details: Fields }>(
        `select actor, details from audit_log where action = 'agent_updated' and target = $1`,
        [`agent_${run.agentId}`],
      );
      expect(rows[0]).to.deep.include({ actor: 'admin' });
      expect(rows[0]?.details).to.include({ from: 'running', to: 'working' });
    });

    it('ends no agent at work behind its back, and brings none back to life', async () => {
      const run = await begin();
      const early = await post(`${run.agentId}/update`, { status: 'finished' });
      expect([early.status, early.body['error']]).to.deep.equal([409, 'agent_active']);
      await end(run, 'failed');
      const late = await post(`${run.agentId}/update`, { status: 'working' });
      expect([late.status, late.body['error'], late.body['state']]).to.deep.equal([409, 'agent_ended', 'failed']);
    });

    it('knows its words', async () => {
      const run = await begin();
      for (const status of ['asleep', '', null, 'stopped'])
        expect((await post(`${run.agentId}/update`, { status })).status, String(status)).to.equal(422);
    });
  });

  it('none of it is for who may not see the ticket, nor for any agent', async () => {
    const run = await begin({ owning_group: 'Cloud Operations' });
    await becomes(api, 'cy', { roles: ['soc-manager'], groups: ['Endpoint Support'] });
    const { rows } = await api.db.query<{ tickets: string[] }>(
      `select capabilities as tickets from roles where name = 'soc-manager'`,
    );
    expect(rows.length).to.equal(1);
    for (const verb of ['wake', 'restart', 'update', 'stop']) {
      const body = verb === 'update' ? { status: 'working' } : {};
      expect((await post(`${run.agentId}/${verb}`, body, 'ana')).status, verb).to.equal(403);
      expect((await post(`999999/${verb}`, body)).status, verb).to.equal(404);
      if (verb !== 'stop') {
        await api.db.query(`update agent_permission_context set allowed_permissions = '{*}' where agent_id = $1`, [
          run.agentId,
        ]);
        expect((await post(`${run.agentId}/${verb}`, body, { token: run.token })).status, verb).to.equal(403);
      }
    }
  });

  describe('at a glance', () => {
    it('lists and counts the active ones', async () => {
      const run = await begin();
      const { body } = await api.call('admin', 'GET', '/api/agents/active');
      const listed = (body['agents'] as Fields[]).find(({ id }) => id === run.agentId);
      expect(listed).to.include({ status: 'running', ticket_id: run.ticketId, task_status: 'running' });
      expect(body['count']).to.equal((body['agents'] as Fields[]).length);
      expect(body['queue_health']).to.include({ status: 'ok' });
      const stats = (await api.call('admin', 'GET', '/api/agents/stats')).body;
      expect(stats['active']).to.equal(body['count']);
      expect(numberIn(stats, 'total')).to.equal(
        numberIn(stats, 'active') + numberIn(stats, 'finished') + numberIn(stats, 'failed') + 1,
      );
      const shown = await agent(run.agentId);
      expect((shown['audit'] as Fields[]).map(({ action }) => action)).to.include('agent_assigned');
    });
  });
});

describe('what people tell an agent at work', () => {
  let api: TestApi;
  let run: TaskRun;
  let event: number;
  before(async () => {
    api = await startTestApi();
    run = await startTask(api, await fileTicket(api, 'ana'));
    await api.call('admin', 'POST', `/api/tickets/${run.ticketId}/notes`, { body: 'Only look at /var' });
    const { body } = await api.call({ token: run.token }, 'GET', `/api/agents/${run.agentId}/steering`);
    const [first] = body['events'] as Fields[];
    event = Number(first?.['id']);
    expect(body).to.include({ agent_id: run.agentId, total: 1 });
    expect(first).to.include({ body: 'Only look at /var', status: 'pending', author: 'admin', acknowledged_at: null });
  });
  after(() => api?.stop());

  const ack = (id: number, as: Who, agentId = run.agentId): Promise<Called> =>
    api.call(as, 'POST', `/api/agents/${agentId}/steering/${id}/ack`, {});

  it('27.4: is acknowledged by the agent it was told to, and by no other', async () => {
    const other = await startTask(api, await fileTicket(api, 'ana'));
    expect((await ack(event, { token: other.token })).status).to.equal(404);
    expect((await ack(event, { token: other.token }, other.agentId)).status).to.equal(404);
    expect((await ack(event, { token: run.token })).body).to.deep.equal({
      ...{ status: 'acknowledged', event_id: event, agent_id: run.agentId },
    });
    expect((await ack(event, { token: run.token })).status, 'twice is once').to.equal(200);
    const { rows } = await api.db.query<{ count: number }>(
      `select count(*)::integer as count from event_log where action = 'agent_steering_acknowledged'`,
    );
    expect(rows[0]?.count).to.equal(1);
  });

  it('27.19: what was never told cannot be acknowledged', async () => {
    for (const [id, agentId] of [
      [999_999, run.agentId],
      [event, 999_999],
    ] as const)
      expect((await ack(id, 'admin', agentId)).status).to.equal(404);
    expect((await ack(event, 'ana')).status).to.equal(403);
  });
});
