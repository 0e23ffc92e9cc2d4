import { expect } from 'chai';
import { callerOfRunToken, issueRunToken, revokeRunTokens } from '../../../api/access/index.js';
import { giveBack } from '../../../api/db/index.js';
import { numberIn, startTestApi, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask, startTurn, type Run, type TaskRun, type TurnRun } from '../../support/runs.js';

describe('a run token', () => {
  let api: TestApi;
  let task: TaskRun;
  let turn: TurnRun;
  let other: number;
  before(async () => {
    api = await startTestApi();
    task = await startTask(api, await fileTicket(api, 'ana'));
    other = await fileTicket(api, 'admin', { title: 'The payroll of everybody' });
    turn = await startTurn(api, 'ana');
  });
  after(() => api?.stop());
  const as = (run: Run): Who => ({ token: run.token });
  const answer = async (who: Who, method: string, path: string, body?: unknown): Promise<[number, unknown]> => {
    const { status, body: got } = await api.call(who, method, path, body);
    return [status, got['error']];
  };

  describe('of an agent at work on a ticket', () => {
    it('reads its own ticket and no other, by number, by list and by context', async () => {
      expect((await answer(as(task), 'GET', `/api/tickets/${task.ticketId}`))[0]).to.equal(200);
      expect((await answer(as(task), 'GET', `/api/tickets/${task.ticketId}/context`))[0]).to.equal(200);
      for (const path of [`/api/tickets/${other}`, `/api/tickets/${other}/context`])
        expect((await answer(as(task), 'GET', path))[0], path).to.equal(404);
      const { body } = await api.call(as(task), 'GET', '/api/tickets?limit=100');
      expect((body['tickets'] as Fields[]).map(({ id }) => id)).to.deep.equal([task.ticketId]);
      expect(body['total']).to.equal(1);
    });

    it('writes on its own ticket and no other', async () => {
      const note = { content: 'Looked at it', note: 'Looked at it', body: 'Looked at it' };
      const wrote = await answer(as(task), 'POST', `/api/tickets/${task.ticketId}/notes`, note);
      expect(wrote[0]).to.be.oneOf([200, 201]);
      for (const [path, body] of [
        [`/api/tickets/${other}/notes`, note],
        [`/api/tickets/${other}/status`, { status: 'resolved' }],
        [`/api/tickets/${other}/assignment`, { assignee: 'bo', reason: 'x' }],
      ] as const)
        expect((await answer(as(task), 'POST', path, body))[0], path).to.be.oneOf([403, 404]);
      expect((await api.call('admin', 'GET', `/api/tickets/${other}`)).text).to.not.contain('Looked at it');
    });

    it('asks for a change of its own ticket and no other', async () => {
      const plan = { action: 'Restart', target: 'web-1', risk_level: 'low', command: 'systemctl restart web' };
      const asked = await api.call(as(task), 'POST', '/api/changes/request', { ticket_id: task.ticketId, ...plan });
      expect(numberIn(asked.body, 'change_id')).to.be.greaterThan(0);
      const elsewhere = await api.call(as(task), 'POST', '/api/changes/request', { ticket_id: other, ...plan });
      expect(elsewhere.status).to.be.oneOf([403, 404]);
      expect((await api.db.query('select from changes where ticket_id = $1', [other])).rowCount).to.equal(0);
    });

    it('sees its own agent and tasks, and writes its own result alone', async () => {
      const tasks = (await api.call(as(task), 'GET', '/api/agents/tasks')).body['tasks'] as Fields[] | undefined;
      for (const one of tasks ?? []) expect(one['id']).to.equal(task.lease.id);
      const { rows } = await api.db.query<{ id: number }>(
        `insert into agent_tasks (agent_id, ticket_id, prompt) values ($1, $2, 'of somebody else') returning id`,
        [task.agentId, other],
      );
      const foreign = await answer(as(task), 'PUT', `/api/agents/tasks/${rows[0]?.id}/result`, {
        summary: 'Done',
        outcome: 'done',
      });
      expect(foreign[0]).to.be.oneOf([403, 404, 409, 422]);
      const { rows: kept } = await api.db.query('select result from agent_tasks where id = $1', [rows[0]?.id]);
      expect(kept).to.deep.equal([{ result: null }]);
    });

    it('says what it is in what it writes, and speaks for nobody else', async () => {
      const caller = await callerOfRunToken(api.db, task.token);
      expect(caller).to.deep.include({
        type: 'agent',
        name: `agent-${task.agentId}`,
        personId: null,
        roles: [],
        submittedBy: null,
      });
      expect(caller?.run).to.deep.include({ kind: 'task', taskId: task.lease.id, ticketId: task.ticketId, attempt: 1 });
      expect(caller?.view).to.deep.include({
        ticketIds: [task.ticketId],

        groups: [],
      });
      const { rows } = await api.db.query<{ actor: string }>(
        `select distinct actor from audit_log where action = 'change_requested'`,
      );
      expect(rows).to.deep.equal([{ actor: `agent-${task.agentId}` }]);
    });

    it('may what its permission context says and no more, from that moment on', async () => {
      const set = (permissions: string[]): Promise<unknown> =>
        api.db.query('update agent_permission_context set allowed_permissions = $2 where agent_id = $1', [
          task.agentId,
          permissions,
        ]);
      const { rows } = await api.db.query<{ held: string[] }>(
        'select allowed_permissions as held from agent_permission_context where agent_id = $1',
        [task.agentId],
      );
      await set(['changes:read']);
      expect(await answer(as(task), 'GET', `/api/tickets/${task.ticketId}`)).to.deep.equal([403, 'access_denied']);
      expect((await answer(as(task), 'GET', '/api/changes'))[0]).to.equal(200);
      await set([]);
      expect(await answer(as(task), 'GET', '/api/changes')).to.deep.equal([403, 'access_denied']);
      await set(rows[0]?.held ?? []);
      expect(rows[0]?.held).to.not.include.members(['changes:approve']);
      for (const held of rows[0]?.held ?? []) expect(held).to.match(/^[a-z-]+:[a-z_]+$/);
    });

    it('does not see a ticket that became more secret than whoever started it may read', async () => {
      await api.db.query(
        `update agent_permission_context set max_classification = 'confidential' where agent_id = $1`,
        [task.agentId],
      );
      const secrecy = (value: string): Promise<unknown> =>
        api.db.query('update tickets set security_classification = $2 where id = $1', [task.ticketId, value]);
      await secrecy('restricted');
      expect((await answer(as(task), 'GET', `/api/tickets/${task.ticketId}`))[0]).to.equal(404);
      await secrecy('confidential');
      expect((await answer(as(task), 'GET', `/api/tickets/${task.ticketId}`))[0]).to.equal(200);
      await secrecy('internal');
    });
  });

  describe('of a chat turn', () => {
    it('sees no ticket but those of its conversation', async () => {
      for (const id of [task.ticketId, other])
        expect((await answer(as(turn), 'GET', `/api/tickets/${id}`))[0]).to.equal(404);
      expect((await api.call(as(turn), 'GET', '/api/tickets')).body['total']).to.equal(0);
      const filed = await api.call(as(turn), 'POST', '/api/tickets', { title: 'My laptop does not start' });
      expect(filed.status, filed.text).to.be.oneOf([200, 201]);
      const mine = numberIn(filed.body, 'id');
      expect((await answer(as(turn), 'GET', `/api/tickets/${mine}`))[0]).to.equal(200);
      expect((await api.call('ana', 'GET', `/api/tickets/${mine}`)).status).to.equal(200);
    });

    it('reads nothing internal', async () => {
      const caller = await callerOfRunToken(api.db, turn.token);
      expect([...(caller?.view.notes ?? [])]).to.deep.equal(['user', 'public']);
      expect(caller?.view.maxClassification).to.equal('internal');
      expect(caller).to.deep.include({ type: 'agent', name: 'intake-agent', personId: null });
    });

    it('reads and writes the result of its own turn alone', async () => {
      const second = await startTurn(api, 'bo', 'Is the VPN down?');
      expect((await answer(as(turn), 'GET', `/api/ops-chat/turns/${turn.lease.id}`))[0]).to.equal(200);
      expect((await answer(as(turn), 'GET', `/api/ops-chat/turns/${second.lease.id}`))[0]).to.be.oneOf([403, 404]);
      const result = { mode: 'general', response: 'It is up', message: 'It is up' };
      const foreign = await answer(as(turn), 'PUT', `/api/ops-chat/turns/${second.lease.id}/result`, result);
      expect(foreign[0]).to.be.oneOf([403, 404, 409, 422]);
      const { rows } = await api.db.query('select result from ops_chat_turns where id = $1', [second.lease.id]);
      expect(rows).to.deep.equal([{ result: null }]);
    });

    it('cannot work as an agent of a ticket, and the agent cannot talk', async () => {
      expect(await answer(as(turn), 'POST', '/api/changes/request', {})).to.deep.equal([403, 'access_denied']);
      expect(await answer(as(turn), 'PUT', `/api/agents/tasks/${task.lease.id}/result`, {})).to.deep.equal([
        403,
        'access_denied',
      ]);
      expect(await answer(as(task), 'PUT', `/api/ops-chat/turns/${turn.lease.id}/result`, {})).to.deep.equal([
        403,
        'access_denied',
      ]);
      expect(await answer(as(task), 'POST', '/api/tickets', { title: 'x' })).to.deep.equal([403, 'access_denied']);
    });
  });

  it('is no sign-in: it makes no token, signs nobody out and is nobody', async () => {
    for (const run of [task, turn])
      for (const [method, path] of [
        ['POST', '/api/auth/tokens'],
        ['POST', '/api/auth/password'],
        ['POST', '/api/access/me/matrix-link'],
        ['POST', '/api/access/users'],
        ['POST', '/api/access/service-tokens'],
        ['GET', '/api/auth/sessions'],
        ['GET', '/api/access/users'],
        ['GET', '/api/access/me'],
      ] as const)
        expect(await answer(as(run), method, path, method === 'GET' ? undefined : { name: 'x' }), path).to.deep.equal([
          403,
          'access_denied',
        ]);
    const open = async (): Promise<number | null> =>
      (await api.db.query('select from login_sessions where revoked_at is null')).rowCount;
    const before = await open();
    // Everybody may say that they go; who is not signed in ends nothing by it.
    for (const run of [task, turn]) expect((await answer(as(run), 'POST', '/api/auth/logout', {}))[0]).to.equal(303);
    expect(await open()).to.equal(before);
  });

  it('does not count in a cookie, nor half of it, nor in another case', async () => {
    const cookie = await api.call('nobody', 'GET', '/api/tickets', undefined, {
      cookie: `dashboard_session=${task.token}`,
    });
    expect(cookie.body['error']).to.equal('expired_session_cookie');
    for (const token of [task.token.slice(0, -1), `${task.token}x`, task.token.toUpperCase(), 'opr_'])
      expect((await answer({ token }, 'GET', '/api/tickets'))[0], token.slice(0, 6)).to.equal(401);
  });

  it('is replaced by the next one of the same work, and ends when it is revoked', async () => {
    const run = await startTask(api, await fileTicket(api, 'ana'));
    const next = await issueRunToken(api.db, run.lease, run.agentId);
    expect((await answer(as(run), 'GET', '/api/tickets'))[1]).to.equal('run_token_not_current');
    expect((await answer({ token: next }, 'GET', '/api/tickets'))[0]).to.equal(200);
    await revokeRunTokens(api.db, run.lease);
    expect((await answer({ token: next }, 'GET', '/api/tickets'))[1]).to.equal('run_token_not_current');
  });

  it('ends with its attempt, its lease and its work, whichever ends first', async () => {
    const run = await startTask(api, await fileTicket(api, 'ana'));
    const works = async (): Promise<boolean> => (await callerOfRunToken(api.db, run.token)) !== undefined;
    const change = (set: string): Promise<unknown> =>
      api.db.query(`update agent_tasks set ${set} where id = $1`, [run.lease.id]);
    for (const [end, back] of [
      [`lease_until = clock_timestamp()`, `lease_until = clock_timestamp() + interval '1 hour'`],
      ['attempt = 2', 'attempt = 1'],
      ...['completed', 'failed', 'stopped', 'blocked', 'pending_approval'].map((word) => [
        `status = '${word}'`,
        `status = 'running'`,
      ]),
    ] as const) {
      expect(await works(), end).to.equal(true);
      await change(end ?? '');
      expect(await works(), end).to.equal(false);
      await change(back ?? '');
    }
    expect(await giveBack(api.db, run.lease, 0)).to.equal(true);
    expect(await works()).to.equal(false);
  });
});
