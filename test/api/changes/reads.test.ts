import { expect } from 'chai';
import { numberIn, startTestApi, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask, type TaskRun } from '../../support/runs.js';

const restart = { action: 'Restart', target: 'web-1', risk_level: 'low', plan: { kind: 'argv', argv: ['true'] } };
const risky = { ...restart, risk_level: 'high' };

describe('reading changes', () => {
  let api: TestApi;
  let run: TaskRun;
  let other: TaskRun;
  let open: number;
  let approved: number;
  before(async () => {
    api = await startTestApi();
    run = await startTask(api, await fileTicket(api, 'ana'));
    other = await startTask(api, await fileTicket(api, 'ana'));
    approved = await ask(run, restart);
    await api.call('bo', 'POST', `/api/changes/${approved}/approve`, {});
    open = await ask(run, risky);
  });
  after(() => api?.stop());

  async function ask(by: TaskRun, body: Fields): Promise<number> {
    const answer = await api.call({ token: by.token }, 'POST', '/api/changes/request', {
      ...body,
      ticket_id: by.ticketId,
    });
    return numberIn(answer.body, 'change_id');
  }
  const get = (as: Who, path: string): Promise<Called> => api.call(as, 'GET', `/api/changes${path}`);
  const idsOf = ({ body }: Called): unknown[] => (body['changes'] as Fields[]).map(({ id }) => id);

  it('a list is filtered by word, exact state, agent and ticket, newest first, with total and open gates', async () => {
    const all = await get('admin', '');
    expect(idsOf(all)).to.deep.equal([open, approved]);
    expect(all.body).to.include({ total: 2, pending: 1 });
    expect(idsOf(await get('admin', '?status=approved'))).to.deep.equal([approved]);
    expect(idsOf(await get('admin', '?state=pending'))).to.deep.equal([open]);
    expect((await get('admin', '?status=approved')).body).to.include({ total: 1, pending: 1 });
    expect(idsOf(await get('admin', `?agent_id=${run.agentId}`))).to.deep.equal([open, approved]);
    expect(idsOf(await get('admin', `?ticket_id=${other.ticketId}`))).to.deep.equal([]);
    const [first] = (await get('admin', '?limit=1')).body['changes'] as Fields[];
    expect(first).to.include({
      id: open,
      status: 'pending',
      state: 'pending',
      final: false,
      ticket_title: 'The disk of web-1 is full',
    });
    expect((await get('admin', '?limit=1')).body).to.include({ total: 2 });
    expect(idsOf(await get('admin', '?limit=1&offset=1'))).to.deep.equal([approved]);
    expect((await get('admin', '?limit=1&offset=50')).body).to.deep.include({ changes: [], total: 2 });
  });

  for (const wrong of [
    '?status=expired',
    '?state=open',
    '?limit=0',
    '?limit=501',
    '?agent_id=x',
    '?ticket_id=1e400',
    '?offset=-1',
    '?eligible=you',
  ])
    it(`a filter such as ${wrong} is an invalid field`, async () => {
      expect((await get('admin', wrong)).status).to.equal(422);
    });

  it('27.7: an agent sees its own changes, a person those of tickets that they see, nobody those of others', async () => {
    const mine = await get({ token: run.token }, '');
    expect(idsOf(mine)).to.deep.equal([open, approved]);
    const theirs = await get({ token: other.token }, '');
    expect([idsOf(theirs), theirs.body['total'], theirs.body['pending']]).to.deep.equal([[], 0, 0]);
    for (const path of [`/${open}`, `/${open}/status`, `/${open}/explain`])
      expect((await get({ token: other.token }, path)).status, path).to.equal(404);
    expect((await api.call({ token: other.token }, 'POST', `/api/changes/${open}/withdraw`)).status).to.equal(404);
  });

  it('the open gates are the oldest first, with how long they wait, in pages', async () => {
    const second = await ask(other, risky);
    const { body } = await get('admin', '/pending');
    expect(body['count']).to.equal(2);
    expect((body['changes'] as Fields[]).map(({ id }) => id)).to.deep.equal([open, second]);
    for (const change of body['changes'] as Fields[]) expect(change['waiting_seconds']).to.be.within(0, 600);
    expect(idsOf(await get('admin', '/pending?limit=1&offset=1'))).to.deep.equal([second]);
    await api.call({ token: other.token }, 'POST', `/api/changes/${second}/withdraw`, {});
  });

  it('the counters are those of what the caller may see', async () => {
    expect((await get('admin', '/stats')).body).to.deep.equal({
      ...{ pending: 1, approved: 1, rejected: 1, completed: 0 },
      by_state: { approved: 1, pending: 1, withdrawn: 1 },
    });
    expect((await get({ token: run.token }, '/stats')).status).to.equal(403);
  });

  it('the explanation says who may decide, who may not and why, how far the quorum is, and what of the caller', async () => {
    const { status, body } = await get('bo', `/${open}/explain`);
    expect(status).to.equal(200);
    expect(body).to.deep.include({
      ...{ change_id: open, status: 'pending', state: 'pending', final: false, needed: '2 of ops, or 1 of admins' },
      progress: 'So far: 0 of 2 from ops, or 0 of 1 from admins.',
      may: [
        { name: 'Bo', matrix_id: '@bo:localhost', voted: null },
        { name: 'Cy', matrix_id: '@cy:localhost', voted: null },
      ],
      may_not: [
        { name: 'Ana', why: 'asked for it' },
        { name: 'Admin', why: 'started the agent that asks for it' },
      ],
      you: { may: true, why: null },
    });
    const { explanation } = (await get('bo', `/${open}`)).body as { explanation: Fields };
    expect(explanation).to.deep.include({ may: body['may'], may_not: body['may_not'], needed: body['needed'] });
    expect(body['policy']).to.include({ id: 'high', deny_threshold: 1, assurance: 'L1' });
    const you = async (as: Who): Promise<unknown> => ((await get(as, `/${open}/explain`)).body['you'] as Fields)['why'];
    expect(await you('ana')).to.match(/^You asked for this/);
    expect(await you('admin')).to.match(/^You started the agent/);
    expect(await you({ token: run.token })).to.match(/^Only a person can decide/);
    expect(await you('service')).to.match(/^Only a person can decide/);
  });

  it('the explanation counts votes as they come', async () => {
    await api.call('bo', 'POST', `/api/changes/${open}/approve`, { reason: 'Looked at it' });
    const { body } = await get('cy', `/${open}/explain`);
    expect(body['progress']).to.equal('So far: 1 of 2 from ops, or 0 of 1 from admins.');
    expect((body['may'] as Fields[])[0]).to.include({ name: 'Bo', voted: 'approve' });
  });

  describe('with wait', () => {
    const waiting = (id: number, more = ''): Promise<Called> =>
      get({ token: run.token }, `/${id}/status?wait=60${more}`);

    it('a compact status comes at once when it is not the known one', async () => {
      const { body } = await waiting(approved);
      expect(body).to.have.all.keys(
        ...[
          'id',
          'status',
          'state',
          'final',
          'state_reason',
          'approved_by',
          'approved_at',
          'rejected_reason',
          'result',
        ],
        ...[
          'result_kind',
          'action',
          'target',
          'risk_level',
          'requested_at',
          'expires_at',
          'execute_before',
          'agent_id',
        ],
        ...['ticket_id', 'execution'],
      );
      expect(body).to.include({ id: approved, status: 'approved', state: 'approved', approved_by: 'Bo', final: false });
      expect((await waiting(open, '&since=approved')).body).to.include({ state: 'pending' });
    });

    it('the answer comes with the decision', async () => {
      const id = await ask(run, { ...restart, target: 'web-3' });
      const answer = waiting(id);
      await api.call('bo', 'POST', `/api/changes/${id}/reject`, { reason: 'Not now' });
      expect((await answer).body).to.include({ status: 'rejected', rejected_reason: 'Not now', final: true });
    });

    it('forty agents that wait for one decision are all answered', async () => {
      const id = await ask(run, { ...restart, target: 'web-4' });
      const answers = Array.from({ length: 40 }, () => waiting(id));
      await api.call('cy', 'POST', `/api/changes/${id}/approve`, {});
      for (const { body } of await Promise.all(answers))
        expect(body).to.include({ status: 'approved', approved_by: 'Cy' });
    });

    for (const wrong of ['61', '-1', 'x', '1e9', '']) {
      it(`for ${JSON.stringify(wrong)} seconds is ${wrong === '' ? 'no wait' : 'an invalid field'}`, async () => {
        const { status } = await get('admin', `/${open}/status?wait=${wrong}`);
        expect(status).to.equal(wrong === '' ? 200 : 422);
      });
    }
  });

  it('a change that is not there is not found, whatever stands for it', async () => {
    for (const id of ['999999', '0', '-1', 'x', '9'.repeat(30), '1e3', '%00'])
      for (const path of ['', '/status', '/explain'])
        expect((await get('admin', `/${id}${path}`)).status, `${id}${path}`).to.equal(404);
  });
});

describe('withdrawing over REST', () => {
  let api: TestApi;
  let run: TaskRun;
  before(async () => {
    api = await startTestApi();
    run = await startTask(api, await fileTicket(api, 'ana'));
  });
  after(() => api?.stop());

  async function open(target: string): Promise<number> {
    const body = { ...risky, target, ticket_id: run.ticketId };
    return numberIn((await api.call({ token: run.token }, 'POST', '/api/changes/request', body)).body, 'change_id');
  }
  const withdraw = (as: Who, id: number | string, body: unknown = {}): Promise<Called> =>
    api.call(as, 'POST', `/api/changes/${id}/withdraw`, body);

  it('is answered with the seed’s word, the exact one, and how the agent goes on', async () => {
    const id = await open('a');
    const { status, body } = await withdraw({ token: run.token }, id, { reason: 'Not needed' });
    expect(status).to.equal(200);
    expect(body).to.deep.include({
      ...{ status: 'rejected', state: 'withdrawn', change_id: id },
      resume: { status: 'already_active', agent_id: run.agentId, task_id: run.lease.id },
    });
    const again = await withdraw({ token: run.token }, id);
    expect([again.status, again.body['error'], again.body['state']]).to.deep.equal([
      ...[409, 'change_already_decided', 'withdrawn'],
    ]);
  });

  it('is for the requester, and 403 with what to do for those who could decide it, a service included', async () => {
    const id = await open('b');
    for (const as of ['bo', 'service'] as const) {
      const { status, body } = await withdraw(as, id);
      expect([status, body['error']]).to.deep.equal([403, 'not_own_change']);
    }
    expect((await withdraw('ana', id)).status).to.equal(200);
    expect((await withdraw('admin', await open('c'))).status).to.equal(200);
  });

  it('of nothing is not found, and a reason that is too long is refused', async () => {
    expect((await withdraw('admin', 999_999)).status).to.equal(404);
    const { status } = await withdraw('admin', await open('d'), { reason: 'x'.repeat(2_001) });
    expect(status).to.equal(422);
  });
});
