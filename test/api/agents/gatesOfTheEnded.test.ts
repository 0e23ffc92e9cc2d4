import { expect } from 'chai';
import { finishTask } from '../../../api/agents/index.js';
import { expireChanges } from '../../../api/changes/index.js';
import { numberIn, startTestApi, type Called, type Fields, type TestApi } from '../../support/api.js';
import { fileTicket, startTask, type TaskRun } from '../../support/runs.js';

const ends = { stopped: false, how: 'exit 0', reference: 'r' };
const clean = { action: 'Clean up', target: 'web-1', risk_level: 'low', command: 'journalctl' };

type AtGate = TaskRun & { readonly changeId: number };

describe('the gates of an agent that ended', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
  });
  after(() => api?.stop());
  beforeEach(async () => {
    // What an earlier test left to be begun is not what this one claims.
    await api.db.query(`update agent_tasks set status = 'stopped' where status = 'queued'`);
  });

  const post = (path: string, body: Fields = {}): Promise<Called> => api.call('admin', 'POST', `/api/${path}`, body);
  const ask = (run: TaskRun, asked: Fields = clean): Promise<Called> =>
    api.call({ token: run.token }, 'POST', '/api/changes/request', { ticket_id: run.ticketId, ...asked });
  /** An agent at work whose gate is open. */
  const asking = async (): Promise<AtGate> => {
    const run = await startTask(api, await fileTicket(api, 'ana'));
    return { ...run, changeId: numberIn((await ask(run)).body, 'change_id') };
  };
  /** The same, put aside until people have decided. */
  const parked = async (): Promise<AtGate> => {
    const run = await asking();
    expect(await finishTask(api.db, run.lease, ends)).to.equal('waiting');
    return run;
  };
  const change = async (id: number): Promise<Fields> => (await api.call('admin', 'GET', `/api/changes/${id}`)).body;
  const ticket = async (id: number): Promise<Fields> => (await api.call('admin', 'GET', `/api/tickets/${id}`)).body;
  const swept = async ({ changeId }: AtGate): Promise<Fields> => {
    await expireChanges(api.db);
    return change(changeId);
  };
  const fail = async (run: AtGate): Promise<void> => {
    await api.call({ token: run.token }, 'PUT', `/api/agents/tasks/${run.lease.id}/result`, {
      ...{ outcome: 'failed', summary: 'I cannot' },
    });
    expect(await finishTask(api.db, run.lease, ends)).to.equal('failed');
  };

  it('stay open while it is only put aside at them', async () => {
    const run = await parked();
    expect(await swept(run)).to.include({ state: 'pending' });
    const vote = await api.call('bo', 'POST', `/api/changes/${run.changeId}/approve`, { reason: 'Go' });
    expect(vote.body, vote.text).to.deep.include({ status: 'approved' });
    expect((vote.body['resume'] as Fields)['status']).to.equal('resumed');
  });

  const ways: readonly [string, (run: AtGate) => Promise<unknown>, (run: AtGate) => RegExp][] = [
    ['was stopped', ({ agentId }) => post(`agents/${agentId}/stop`), () => /was stopped$/],
    [
      'was taken off its ticket',
      ({ ticketId }) => post(`tickets/${ticketId}/unassign-agent`),
      () => /was taken off the ticket$/,
    ],
    ['was started again', ({ agentId }) => post(`agents/${agentId}/restart`), () => /was replaced by agent \d+$/],
  ];
  for (const [how, endIt, words] of ways)
    it(`are withdrawn when it ${how}, with the reason in words, and nothing of it can be approved`, async () => {
      const run = await parked();
      await endIt(run);
      const withdrawn = await swept(run);
      expect(withdrawn).to.include({ state: 'withdrawn', status: 'rejected', final: true });
      expect(withdrawn['state_reason'])
        .to.match(new RegExp(`^its agent ${run.agentId} `))
        .and.match(words(run));
      const vote = await api.call('bo', 'POST', `/api/changes/${run.changeId}/approve`, { reason: 'Go' });
      expect([vote.status, vote.body['error'], vote.body['state']]).to.deep.equal([
        ...[409, 'change_already_decided', 'withdrawn'],
      ]);
    });

  it('are withdrawn by the very vote that comes before the next look', async () => {
    const run = await parked();
    await post(`agents/${run.agentId}/stop`);
    const vote = await api.call('bo', 'POST', `/api/changes/${run.changeId}/approve`, { reason: 'Go' });
    expect([vote.status, vote.body['state']]).to.deep.equal([409, 'withdrawn']);
    const { rows } = await api.db.query('select from votes where change_id = $1', [run.changeId]);
    expect(rows).to.deep.equal([]);
  });

  it('stay open while a run is still to be ended, and are withdrawn when it has', async () => {
    const run = await asking();
    expect((await post(`agents/${run.agentId}/stop`)).body['status']).to.equal('stopping');
    expect(await swept(run)).to.include({ state: 'pending' });
    expect(await finishTask(api.db, run.lease, ends)).to.equal('stopped');
    expect(await swept(run)).to.include({ state: 'withdrawn', state_reason: `its agent ${run.agentId} was stopped` });
  });

  it('are a person’s when it failed, and withdrawn when another one was woken in its place', async () => {
    const run = await asking();
    await fail(run);
    expect(await swept(run)).to.include({ state: 'pending' });
    const woken = await post(`agents/${run.agentId}/wake`);
    expect(woken.body, woken.text).to.include({ status: 'replacement_spawned' });
    expect(await swept(run)).to.include({
      ...{
        state: 'withdrawn',
        state_reason: `its agent ${run.agentId} was replaced by agent ${String(woken.body['agent_id'])}`,
      },
    });
    expect(await ticket(run.ticketId), 'the other one works').to.include({
      ...{ status: 'in_progress', agent_id: woken.body['agent_id'], waiting_for: null },
    });
  });

  it('are not withdrawn because an agent learns from what the failed one left', async () => {
    const run = await asking();
    await fail(run);
    const learns = await post('agents/spawn', {
      ...{ ticket_id: run.ticketId, harness: 'codex', task_type: 'postmortem' },
    });
    expect(learns.body, learns.text).to.include({ status: 'spawned' });
    expect(await swept(run)).to.include({ state: 'pending' });
  });

  /** A thread of the ticket in a room, where its cards stand. */
  const inRoom = async (ticketId: number): Promise<void> => {
    await api.db.query(`insert into rooms (room_id, purpose) values ('!ops:localhost', 'intake')`);
    await api.db.query(
      `with thread as (insert into threads (kind, room_id, root_event_id) values ('ticket', '!ops:localhost', '$root') returning id)
       update tickets set thread_id = (select id from thread) where id = $1`,
      [ticketId],
    );
  };
  /** What is said in it, oldest first: that the ticket waits for a person, or the key of the message. */
  const said = async (): Promise<unknown[]> =>
    (
      await api.db.query<Fields>(
        `select case when once_key like 'person:%' then 'person' else once_key end as what from outbox where kind = 'reply' order by id`,
      )
    ).rows.map(({ what }) => what);

  it('are told of once, in the trail, at the ticket and in its thread, where its people are asked once', async () => {
    const run = await parked();
    await inRoom(run.ticketId);
    await post(`agents/${run.agentId}/stop`, { reason: 'By hand' });
    await Promise.all([expireChanges(api.db), expireChanges(api.db), expireChanges(api.db)]);
    const { rows } = await api.db.query<Fields>(
      `select actor, action, result, details from audit_log where action = 'change_withdrawn' and target = $1`,
      [`change_${run.changeId}`],
    );
    expect(rows).to.deep.equal([
      {
        ...{ actor: 'system', action: 'change_withdrawn', result: 'agent_ended' },
        details: {
          ...{ change_id: run.changeId, ticket_id: run.ticketId, agent_id: run.agentId },
          reason: `its agent ${run.agentId} was stopped`,
        },
      },
    ]);
    const notes = await api.db.query<Fields>(
      `select body from ticket_notes where ticket_id = $1 and source = 'approval-gate' and body like '%withdrawn%'`,
      [run.ticketId],
    );
    expect(notes.rows.map(({ body }) => body)).to.deep.equal([
      `Change ${run.changeId} was **withdrawn**, as its agent ${run.agentId} was stopped. Nothing of it runs.`,
    ]);
    expect(await ticket(run.ticketId)).to.include({
      ...{ status: 'in_progress', agent_id: null, waiting_for: 'a person of Infrastructure Operations' },
    });
    expect(await said()).to.deep.equal(['person', `gate_closed:${run.changeId}`]);
    const { rows: cards } = await api.db.query(`select from outbox where coalesce_key = $1`, [
      `gate_card:${run.changeId}`,
    ]);
    expect(cards, 'the card shows it').to.have.length(1);
  });

  it('are not what another agent gets that asks for the same: it waits at a gate of its own', async () => {
    const run = await parked();
    await post(`agents/${run.agentId}/stop`);
    const next = await startTask(api, run.ticketId);
    const { body } = await ask(next);
    expect(body).to.include({ already_open: false });
    expect(body['change_id']).to.not.equal(run.changeId);
    expect(await finishTask(api.db, next.lease, ends)).to.equal('waiting');
    expect(await swept(run)).to.include({ state: 'withdrawn' });
    expect(await change(numberIn(body, 'change_id'))).to.include({ state: 'pending' });
    expect(await ticket(run.ticketId)).to.include({
      ...{ status: 'pending_approval', waiting_for: `a decision on change ${numberIn(body, 'change_id')}` },
    });
  });

  it('are not opened in its name any more', async () => {
    const run = await startTask(api, await fileTicket(api, 'ana'));
    await post(`agents/${run.agentId}/stop`);
    await finishTask(api.db, run.lease, ends);
    const { status, body } = await post('changes/request', {
      ...{ ...clean, ticket_id: run.ticketId, agent_id: run.agentId },
    });
    expect([status, body['error']]).to.deep.equal([409, 'agent_ended']);
  });

  it('end the access that it asked for, and the ticket of it', async () => {
    const run = await startTask(api, await fileTicket(api, 'ana'));
    const { body } = await api.call({ token: run.token }, 'POST', `/api/tickets/${run.ticketId}/access-request`, {
      ...{ resource: 'GitLab project demo/private-infra', permission: 'Developer repository read access' },
      ...{ reason: 'Repository API returned 403', risk_level: 'medium', sync_provider: false },
    });
    await post(`agents/${run.agentId}/stop`);
    await finishTask(api.db, run.lease, ends);
    await expireChanges(api.db);
    expect(await change(numberIn(body, 'change_id'))).to.include({ state: 'withdrawn' });
    const { rows } = await api.db.query<Fields>(
      `select r.status, r.closed_reason, t.status as child from access_requests r join tickets t on t.id = r.access_ticket_id
       where r.id = $1`,
      [body['access_request_id']],
    );
    expect(rows).to.deep.equal([
      { status: 'rejected', closed_reason: `its agent ${run.agentId} was stopped`, child: 'closed' },
    ]);
  });

  it('are withdrawn or decided, and never both, when the agent is stopped while people vote', async () => {
    for (let round = 0; round < 6; round += 1) {
      const run = await parked();
      const [, vote] = await Promise.all([
        post(`agents/${run.agentId}/stop`),
        api.call('bo', 'POST', `/api/changes/${run.changeId}/approve`, { reason: 'Go' }),
        expireChanges(api.db),
      ]);
      const { state } = await swept(run);
      expect([vote.status, state]).to.be.deep.oneOf([
        [200, 'approved'],
        [409, 'withdrawn'],
      ]);
    }
  });
});
