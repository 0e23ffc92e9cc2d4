import { expect } from 'chai';
import { numberIn, startTestApi, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask, startTurn } from '../../support/runs.js';

describe('tickets over the API', () => {
  let api: TestApi;
  let ticket: number;
  before(async () => {
    api = await startTestApi({
      config: {
        people: {
          ana: { display_name: 'Ana', roles: ['requester'] },
          bo: { display_name: 'Bo', roles: ['analyst'], groups: ['Cloud Operations'] },
          cy: { display_name: 'Cy', roles: ['analyst'], groups: ['Network Operations'] },
          admin: { display_name: 'Admin', roles: ['platform-admin'] },
        },
      },
    });
    ticket = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations', description: 'since this morning' });
  });
  after(() => api?.stop());

  const get = (as: Who, path: string): ReturnType<TestApi['call']> => api.call(as, 'GET', path);
  const note = (as: Who, fields: Fields): ReturnType<TestApi['call']> =>
    api.call(as, 'POST', `/api/tickets/${ticket}/notes`, fields);
  const notesFor = async (as: Who): Promise<Fields[]> =>
    (await get(as, `/api/tickets/${ticket}/context`)).body['notes'] as Fields[];
  const bodies = (notes: readonly Fields[]): unknown[] => notes.map(({ body }) => body);

  it('a filed ticket has a reference, its group and its requester, and is audited', async () => {
    const { status, body } = await get('ana', `/api/tickets/${ticket}`);
    expect(status).to.equal(200);
    expect(body).to.include({
      status: 'new',
      owning_group: 'Cloud Operations',
      provider: 'local',
      requester_name: 'ana',
    });
    expect(body['itop_ref']).to.match(/^LOCAL-\d{20}-\d+$/);
    expect(body).to.not.have.any.keys('provider_payload', 'session_id', 'thread_id');
    const { rows } = await api.db.query(`select from audit_log where action = 'ticket_created' and target = $1`, [
      `ticket_${ticket}`,
    ]);
    expect(rows).to.have.length(1);
  });

  it('a requester reads what is for them and never an internal note', async () => {
    expect((await note('bo', { body: 'The key of root is in the vault' })).status).to.equal(200);
    await note('bo', { body: 'We look at it', visibility: 'user' });
    await note('bo', { note: 'Known to everybody', visibility: 'public' });
    expect(bodies(await notesFor('bo'))).to.include.members([
      'The key of root is in the vault',
      'We look at it',
      'Known to everybody',
    ]);
    expect(bodies(await notesFor('ana'))).to.deep.equal(['We look at it', 'Known to everybody']);
    const everything = await get('ana', `/api/tickets/${ticket}/context`);
    expect(everything.text).to.not.contain('vault').and.not.contain('Status:');
    for (const inner of ['tasks', 'steering_events', 'related_tickets', 'workflows'])
      expect(everything.body[inner] ?? [], inner).to.deep.equal([]);
  });

  it('a file of an internal note is as internal as the note', async () => {
    await api.db.query(
      `insert into ticket_attachments (ticket_id, note_id, filename)
       select ticket_id, id, 'of ' || audience || '.txt' from ticket_notes where ticket_id = $1 and source = 'dashboard'`,
      [ticket],
    );
    const files = async (as: Who): Promise<unknown[]> =>
      ((await get(as, `/api/tickets/${ticket}/context`)).body['attachments'] as Fields[]).map(
        ({ filename }) => filename,
      );
    expect(await files('bo')).to.deep.equal(['of internal.txt', 'of user.txt', 'of public.txt']);
    expect(await files('ana')).to.deep.equal(['of user.txt', 'of public.txt']);
  });

  it('a note says internal unless it says otherwise, and an unknown audience is refused', async () => {
    const { rows } = await api.db.query<{ audience: string }>(
      `select audience from ticket_notes where body like 'The key%'`,
    );
    expect(rows[0]?.audience).to.equal('internal');
    expect((await note('bo', { body: 'x', visibility: 'everybody' })).status).to.equal(422);
    expect((await note('bo', { title: '  ' })).status).to.equal(422);
  });

  it('a requester cannot write notes or set the status, and answers with user-response', async () => {
    expect((await note('ana', { body: 'x' })).status).to.equal(403);
    expect((await api.call('ana', 'POST', `/api/tickets/${ticket}/status`, { status: 'closed' })).status).to.equal(403);
    const answer = await api.call('ana', 'POST', `/api/tickets/${ticket}/user-response`, {
      response: 'It is the second floor',
      responder_name: 'Somebody Else',
    });
    expect(answer.status).to.equal(200);
    const last = (await notesFor('bo')).at(-1);
    expect(last).to.include({
      author: 'Ana',
      source: 'user-response',
      visibility: 'user',
      body: 'It is the second floor',
    });
  });

  it('what one may not see is not there: another group, another person, a higher classification', async () => {
    for (const path of [`/api/tickets/${ticket}`, `/api/tickets/${ticket}/context`]) {
      const { status, body } = await get('cy', path);
      expect([status, body['error']], path).to.deep.equal([404, 'ticket_not_found']);
    }
    const refused = await api.call('cy', 'POST', `/api/tickets/${ticket}/notes`, { body: 'x' });
    expect([refused.status, refused.body['error']]).to.deep.equal([404, 'ticket_not_found']);
    const unknown = await get('cy', '/api/tickets/999999');
    expect((await get('cy', `/api/tickets/${ticket}`)).text).to.equal(unknown.text);
    const secret = await fileTicket(api, 'admin', {
      owning_group: 'Cloud Operations',
      security_classification: 'restricted',
    });
    expect((await get('bo', `/api/tickets/${secret}`)).status).to.equal(404);
    expect((await get('admin', `/api/tickets/${secret}`)).status).to.equal(200);
  });

  it('a list holds what one may see, with a total, bounded and in a stable order', async () => {
    for (let index = 0; index < 3; index += 1)
      await fileTicket(api, 'ana', { title: `Page ${index}`, owning_group: 'Cloud Operations' });
    await fileTicket(api, 'admin', { title: 'Page of Network', owning_group: 'Network Operations' });
    const list = (as: Who, query: string): ReturnType<TestApi['call']> =>
      get(as, `/api/tickets?q=page&sort_by=id&${query}`);
    const titles = async (as: Who, query: string): Promise<unknown[]> =>
      ((await list(as, query)).body['tickets'] as Fields[]).map(({ title }) => title);
    expect(await titles('bo', 'sort_dir=asc')).to.deep.equal(['Page 0', 'Page 1', 'Page 2']);
    expect(await titles('cy', '')).to.deep.equal(['Page of Network']);
    expect(await titles('ana', 'limit=1&offset=1')).to.deep.equal(['Page 1']);
    expect((await list('ana', 'limit=1')).body).to.include({ total: 3, limit: 1, offset: 0 });
    expect((await list('ana', 'limit=99999')).status).to.equal(422);
    expect(await titles('admin', 'sort_dir=asc&owning_group=Network%20Operations')).to.deep.equal(['Page of Network']);
    expect(((await get('admin', '/api/tickets?q=%25')).body['tickets'] as unknown[]).length).to.equal(0);
  });

  it('the reason of a final status is the resolution that the requester reads; opening it again clears it', async () => {
    const id = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations' });
    const set = (fields: Fields): ReturnType<TestApi['call']> =>
      api.call('bo', 'POST', `/api/tickets/${id}/status`, fields);
    expect((await set({ status: 'Resolved ', reason: 'Logs were rotated' })).body).to.include({
      status: 'resolved',
      ticket_id: id,
    });
    expect((await get('ana', `/api/tickets/${id}`)).body['resolution']).to.equal('Logs were rotated');
    await set({ status: 'in_progress', reason: 'It is back' });
    expect((await get('ana', `/api/tickets/${id}`)).body['resolution']).to.equal(null);
    const wrong = await set({ status: 'gone' });
    expect([wrong.status, wrong.text.includes('Unsupported ticket status: gone')]).to.deep.equal([422, true]);
  });

  it('an assignment says what changed, refuses an unknown group, and moves who can see it', async () => {
    const id = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations' });
    const assign = (fields: Fields): ReturnType<TestApi['call']> =>
      api.call('bo', 'POST', `/api/tickets/${id}/assignment`, fields);
    expect((await assign({ owning_group: 'Nowhere' })).body['error']).to.equal('unknown_group');
    expect((await assign({})).status).to.equal(422);
    expect((await assign({ priority: 'P9' })).status).to.equal(422);
    const moved = await assign({ owning_group: 'Network Operations', priority: '1', reason: 'It is the network' });
    expect(moved.body['ticket']).to.include({ owning_group: 'Network Operations', priority: 'P1' });
    expect((await get('cy', `/api/tickets/${id}`)).status).to.equal(200);
    expect((await get('bo', `/api/tickets/${id}`)).status).to.equal(404);
    const { notes } = (await get('cy', `/api/tickets/${id}/context`)).body as { notes: Fields[] };
    expect(notes.at(-1)?.['body'])
      .to.contain('owning_group: Cloud Operations -> Network Operations')
      .and.contain('It is the network');
  });

  it('an agent writes as itself, on its own ticket and on no other', async () => {
    const id = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations' });
    const { token, agentId } = await startTask(api, id);
    const body = { body: 'Done', author: 'Bo', source: 'dashboard', visibility: 'user' };
    expect((await api.call({ token }, 'POST', `/api/tickets/${id}/notes`, body)).status).to.equal(200);
    const { notes } = (await get('bo', `/api/tickets/${id}/context`)).body as { notes: Fields[] };
    expect(notes.at(-1)).to.include({ author: `agent-${agentId}`, source: 'agent', body: 'Done' });
    const { body: context } = await api.call({ token }, 'GET', `/api/tickets/${id}/context`);
    expect(context['notes']).to.deep.equal(notes);
    expect((await api.call({ token }, 'POST', `/api/tickets/${ticket}/notes`, body)).status).to.equal(404);
    expect((await api.call({ token }, 'GET', `/api/tickets/${ticket}`)).status).to.equal(404);
  });

  it('what a chat turn files belongs to its conversation, and the same message files it once', async () => {
    const turn = await startTurn(api, 'ana', 'The disk of db-2 is full');
    const file = (): ReturnType<TestApi['call']> =>
      api.call({ token: turn.token }, 'POST', '/api/tickets', {
        ...{
          title: 'Disk full',
          owning_group: 'Cloud Operations',
          requester_name: 'Bo',
          requester_email: 'bo@example.org',
        },
      });
    const first = await file();
    expect(first.body).to.include({
      requester_name: 'Ana',
      opened_by_name: 'Ops Chat Agent',
      created_by: 'ops-chat-agent',
    });
    const again = await file();
    expect([numberIn(again.body, 'id'), again.body['_idempotent_replay']]).to.deep.equal([first.body['id'], true]);
    expect((await get('ana', `/api/tickets/${numberIn(first.body, 'id')}`)).status).to.equal(200);
    expect((await api.call({ token: turn.token }, 'GET', `/api/tickets/${ticket}`)).status).to.equal(404);
  });

  it("a person cannot find another one's ticket by naming its conversation, or file as somebody else", async () => {
    const { rows } = await api.db.query<{ access_scope: Fields }>(
      `select access_scope from tickets where access_scope ->> 'source' = 'ops-chat' limit 1`,
    );
    const sent = {
      title: 'Mine',
      access_scope: rows[0]?.access_scope,
      created_by: 'admin',
      owning_group: 'Network Operations',
    };
    const { body } = await api.call('admin', 'POST', '/api/tickets', sent);
    expect(body).to.include({ title: 'Mine', created_by: 'admin' });
    const other = await api.call('ana', 'POST', '/api/tickets', sent);
    expect(other.body).to.include({ title: 'Mine', created_by: 'ana' }).and.not.have.property('_idempotent_replay');
  });
});
