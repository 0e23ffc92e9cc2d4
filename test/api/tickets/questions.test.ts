import { expect } from 'chai';
import { finishTask } from '../../../api/agents/index.js';
import { questionNote } from '../../../api/tickets/requestInfo.js';
import { startTestApi, type Called, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask, startTurn, type TaskRun } from '../../support/runs.js';
import { officePeople } from './officePeople.js';

describe('a question to the requester', () => {
  let api: TestApi;
  let id: number;
  before(async () => {
    api = await startTestApi({ config: officePeople });
  });
  after(() => api?.stop());
  beforeEach(async () => {
    id = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations', requester_email: 'ana@example.org' });
  });

  const ask = (fields: Fields, as: Who = 'bo', ticket = id): Promise<Called> =>
    api.call(as, 'POST', `/api/tickets/${ticket}/request-info`, fields);
  const answer = (fields: Fields = {}, as: Who = 'ana'): Promise<Called> =>
    api.call(as, 'POST', `/api/tickets/${id}/user-response`, { response: 'The second floor', ...fields });
  const read = async (): Promise<Fields> => (await api.call('admin', 'GET', `/api/tickets/${id}`)).body;
  const setStatus = (status: string): Promise<Called> =>
    api.call('bo', 'POST', `/api/tickets/${id}/status`, { status, reason: 'x' });
  const noteOf = async (called: Called): Promise<Fields> =>
    (
      await api.db.query<Fields>(
        'select source, author, audience, external_ref, body from ticket_notes where id = $1',
        [called.body['note_id']],
      )
    ).rows[0] ?? {};

  it('is a note for the requester with the lines that conversations know, and the ticket waits', async () => {
    const asked = await ask({
      ...{
        question: 'Which floor?',
        contact_method: 'chat',
        recipient: 'Ana of Sales',
        context: 'Two printers answer.',
      },
      requested_by: 'somebody else',
    });
    expect(asked.body).to.deep.equal({
      ...{ status: 'awaiting_user_response', ticket_id: id, note_id: asked.body['note_id'] },
    });
    expect(await noteOf(asked)).to.deep.equal({
      ...{ source: 'user-info-request', author: 'bo', audience: 'user', external_ref: `awaiting_user_response:${id}` },
      body: [
        ...['Awaiting user response', 'Requested by: bo', 'Contact method: chat', 'Recipient: Ana of Sales', ''],
        ...['Which floor?', '', 'Context:', 'Two printers answer.'],
      ].join('\n'),
    });
    expect(await read()).to.include({ status: 'awaiting_user_response' });
    const context = await api.call('ana', 'GET', `/api/tickets/${id}/context`);
    expect((context.body['notes'] as Fields[]).at(-1)).to.include({ visibility: 'user' });
    for (const table of ['event_log', 'audit_log'])
      expect(
        (
          await api.db.query(`select from ${table} where action = 'user_info_requested' and target = $1`, [
            `ticket_${id}`,
          ])
        ).rowCount,
        table,
      ).to.equal(1);
  });

  it('goes by mail to the address of the requester unless it says otherwise', async () => {
    const { body } = await noteOf(await ask({ question: 'Which floor?' }));
    expect(String(body).split('\n').slice(2, 4)).to.deep.equal(['Contact method: email', 'Recipient: ana@example.org']);
  });

  it('keeps its first lines whatever stands in a name, because what follows them is passed on', () => {
    const note = questionNote({
      ...{ question: 'Q', contact_method: 'email', recipient: 'R', context: null, requestedBy: 'agent-7' },
    });
    expect(note.split('\n\n')).to.deep.equal([
      'Awaiting user response\nRequested by: agent-7\nContact method: email\nRecipient: R',
      'Q',
    ]);
  });

  it('takes no second line into a recipient or a way to reach them', async () => {
    const asked = await ask({ question: 'Q', recipient: 'Ana\n\nThe password is', contact_method: 'chat\n\nwhat' });
    const { body } = await noteOf(asked);
    expect(String(body).split('\n\n')).to.have.length(2);
    expect(body).to.contain('Recipient: Ana The password is').and.contain('Contact method: chat what');
  });

  it('27.26: asked twice still brings back the status from before the first question', async () => {
    await setStatus('blocked');
    await ask({ question: 'Which floor?' });
    await ask({ question: 'And which room?' });
    await ask({ question: 'Hello?' });
    await answer();
    expect(await read()).to.include({ status: 'blocked' });
    await answer({ response: 'One more thing' });
    expect(await read()).to.include({ status: 'blocked' });
  });

  it('asked by many at once waits once, and the status before all of them comes back', async () => {
    await setStatus('assigned');
    const all = await Promise.all(Array.from({ length: 8 }, (_, n) => ask({ question: `Question ${n}` })));
    expect(new Set(all.map(({ body }) => body['note_id'])).size).to.equal(8);
    await answer();
    expect(await read()).to.include({ status: 'assigned' });
  });

  it('about a closed ticket is answered by opening it again', async () => {
    await setStatus('resolved');
    await ask({ question: 'Did it come back?' });
    expect(await read()).to.include({ status: 'awaiting_user_response', resolution: null });
    await answer({ response: 'Yes' });
    expect(await read()).to.include({ status: 'in_progress', waiting_for: 'a person of Cloud Operations' });
  });

  it('needs a question, and no longer one than there is room for', async () => {
    for (const fields of [
      {},
      { question: ' \n' },
      { question: null },
      { question: ['x'] },
      { question: 'x'.repeat(20_001) },
    ])
      expect((await ask(fields)).status, JSON.stringify(fields).slice(0, 40)).to.equal(422);
    expect(await read()).to.include({ status: 'new' });
  });

  it('27.7: is asked by who works the ticket, and not on tickets that one does not see', async () => {
    expect((await ask({ question: 'Q' }, 'cy')).status).to.equal(404);
    expect((await ask({ question: 'Q' }, 'ana')).body).to.include({ required_permission: 'tickets:request_info' });
    const { token } = await startTask(api, await fileTicket(api, 'ana'));
    expect((await ask({ question: 'Q' }, { token })).status).to.equal(404);
  });

  it('is answered by a chat turn in the name of who speaks in it, whoever the turn says that it is', async () => {
    const { token } = await startTurn(api, 'ana');
    const ticket = await fileTicket(api, { token });
    const path = `/api/tickets/${ticket}/user-response`;
    const words = { response: 'Yes, restart it', responder_name: 'Cy of the board', resume_agent: false };
    const said = await api.call({ token }, 'POST', path, words);
    expect(await noteOf(said)).to.include({ author: 'Ana', body: 'Yes, restart it' });
    const { rows } = await api.db.query(
      `select e.actor, p.name as behind from ticket_notes n join persons p on p.id = n.person_id
         join event_log e on e.action = 'user_response_received' and (e.details ->> 'note_id')::bigint = n.id where n.id = $1`,
      [said.body['note_id']],
    );
    expect(rows).to.deep.equal([{ actor: 'intake-agent', behind: 'ana' }]);
    const bridged = await api.call('service', 'POST', path, words);
    expect(await noteOf(bridged)).to.include({ author: 'Cy of the board' });
  });

  describe('of an agent', () => {
    let run: TaskRun;
    beforeEach(async () => {
      // What an earlier test left to be begun is not what this one claims.
      await api.db.query(`update agent_tasks set status = 'stopped' where status = 'queued'`);
      run = await startTask(api, id);
      await ask({ question: 'Which floor?', requested_by: 'bo' }, { token: run.token });
    });
    const ends = (): Promise<unknown> =>
      finishTask(api.db, run.lease, { stopped: false, how: 'ended', reference: 'x', last: true });
    const agents = async (): Promise<Fields[]> =>
      (
        await api.db.query<Fields>('select id, status, harness, model from agents where ticket_id = $1 order by id', [
          id,
        ])
      ).rows;

    it('is in its own name', async () => {
      const { rows } = await api.db.query<Fields>(
        `select author, body from ticket_notes where ticket_id = $1 and source = 'user-info-request'`,
        [id],
      );
      expect(rows[0]?.['author']).to.equal(`agent-${run.agentId}`);
      expect(rows[0]?.['body']).to.contain(`Requested by: agent-${run.agentId}`);
    });

    it('that still works is answered while it works', async () => {
      expect((await answer()).body['resume']).to.include({ status: 'already_active', agent_id: run.agentId });
      expect(await agents()).to.have.length(1);
    });

    it('that waits for the answer goes on with its own task, and does not wait for ever (27.26)', async () => {
      await api.db.query(
        `with task as (update agent_tasks set status = 'awaiting_user_response', lease_owner = null where id = $1)
         update agents set status = 'awaiting_user_response' where id = $2`,
        [run.lease.id, run.agentId],
      );
      expect((await answer()).body['resume']).to.deep.equal({
        ...{ status: 'resumed', agent_id: run.agentId, task_id: run.lease.id },
      });
      const { rows } = await api.db.query<Fields>('select status from agent_tasks where id = $1', [run.lease.id]);
      expect(rows).to.deep.equal([{ status: 'queued' }]);
      expect(await agents()).to.deep.include({ ...(await agents())[0], status: 'spawned' });
    });

    it('that has ended is followed by another one like it, with what that one was allowed', async () => {
      await api.db.query(
        `update agent_permission_context set allowed_permissions = '{tickets:read,deployments:write}' where agent_id = $1`,
        [run.agentId],
      );
      await ends();
      const resumed = (await answer()).body['resume'] as Fields;
      expect(resumed).to.include({ status: 'spawned', harness: 'codex' });
      expect(resumed['agent_id']).to.not.equal(run.agentId);
      const { rows } = await api.db.query<Fields>(
        `select allowed_permissions, spawned_by_username, prompt from agent_permission_context c join agent_tasks t on t.agent_id = c.agent_id
         where c.agent_id = $1`,
        [resumed['agent_id']],
      );
      expect(rows[0]).to.deep.include({
        ...{ allowed_permissions: ['tickets:read', 'deployments:write'], spawned_by_username: 'admin' },
      });
      expect(rows[0]?.['prompt']).to.contain('The requester has answered');
    });

    it('that has ended is not followed where the answer does not ask for it, or a person has taken the ticket', async () => {
      await ends();
      expect((await answer({ resume_agent: false })).body['resume']).to.deep.equal({ status: 'not_requested' });
      await ask({ question: 'Once more' });
      expect((await answer()).body['resume'], 'a person had asked').to.deep.equal({ status: 'not_requested' });
      await api.db.query(
        `update tickets set status = 'awaiting_user_response', assignee_person_id = (select id from persons where name = 'bo'),
           provider_payload = jsonb_build_object('awaiting_user_response', jsonb_build_object('previous_status', 'in_progress',
             'requested_by', 'agent-' || $2)) where id = $1`,
        [id, run.agentId],
      );
      expect((await answer()).body['resume'], 'it is a person’s now').to.deep.equal({ status: 'not_requested' });
      expect(await agents()).to.have.length(1);
    });

    it('is followed by one agent, however many answers come at once', async () => {
      await ends();
      const all = await Promise.all(Array.from({ length: 6 }, (_, n) => answer({ response: `Answer ${n}` })));
      const spawned = all.filter(({ body }) => (body['resume'] as Fields)['status'] === 'spawned');
      expect(spawned).to.have.length(1);
      expect(await agents()).to.have.length(2);
      const { rows } = await api.db.query(
        `select from ticket_notes where ticket_id = $1 and source = 'user-response'`,
        [id],
      );
      expect(rows, 'no word is lost').to.have.length(6);
    });
  });
});
