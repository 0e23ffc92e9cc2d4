import { expect } from 'chai';
import { claimTurn, finishTurn, type TurnWork } from '../../../api/chat/index.js';
import { startApi } from '../../../api/index.js';
import { numberIn, startTestApi, textIn, type Fields, type TestApi } from '../../support/api.js';
import { fileTicket } from '../../support/runs.js';

describe('a message over the API', () => {
  let api: TestApi;
  beforeEach(async () => {
    api = await startTestApi();
  });
  afterEach(() => api?.stop());

  const send = (
    message: string,
    headers: Record<string, string> = {},
    more: Fields = {},
  ): ReturnType<TestApi['call']> => api.call('ana', 'POST', '/api/ops-chat/message', { message, ...more }, headers);
  const patiently = async <T>(look: () => Promise<T | undefined>): Promise<T> => {
    for (const end = Date.now() + 8_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 20))) {
      const found = await look();
      if (found !== undefined) return found;
    }
    throw new Error('it did not come about in eight seconds');
  };
  const nextTurn = (): Promise<TurnWork> => patiently(() => claimTurn(api.db, 'test-runner', 600));
  async function answer(work: TurnWork, result: Fields): Promise<void> {
    const written = await api.call({ token: work.token }, 'PUT', `/api/ops-chat/turns/${work.lease.id}/result`, result);
    expect(written.status, written.text).to.equal(200);
    await finishTurn(api.db, work.lease, { stopped: false, how: 'exit 0', reference: 'r', tries: 2 });
  }
  const statusOf = async (turnId: number): Promise<string | undefined> =>
    (await api.db.query<{ status: string }>('select status from ops_chat_turns where id = $1', [turnId])).rows[0]
      ?.status;
  const countOf = async (table: string): Promise<number> =>
    numberIn((await api.db.query<Fields>(`select count(*) from ${table}`)).rows[0] ?? {}, 'count');

  it('waits for its answer', async () => {
    const waiting = send('What is my ticket waiting for?');
    const work = await nextTurn();
    expect(work.brief.requester.name).to.equal('Ana');
    await answer(work, { mode: 'general', reply: 'For Bo.' });
    const { status, body } = await waiting;
    expect(status).to.equal(200);
    expect(body).to.include({ reply: 'For Bo.', ticket_id: null, created_ticket: false, turn_id: work.lease.id });
  });

  it('a ticket of the turn is in the answer, and one that is not its own is refused', async () => {
    const foreign = await fileTicket(api, 'admin');
    const waiting = send('The disk is full');
    const work = await nextTurn();
    const stolen = { mode: 'ticket', reply: 'Filed', ticket_id: foreign };
    const refused = await api.call({ token: work.token }, 'PUT', `/api/ops-chat/turns/${work.lease.id}/result`, stolen);
    expect([refused.status, refused.body['error']]).to.deep.equal([422, 'not_own_ticket']);
    const filed = await api.call({ token: work.token }, 'POST', '/api/tickets', { title: 'Disk full' });
    await answer(work, {
      mode: 'ticket',
      reply: 'Filed',
      ticket_id: filed.body['id'],
      classification: { intent: 'disk' },
    });
    const { body } = await waiting;
    expect(body).to.include({
      created_ticket: true,
      continued_ticket: false,
      change_id: null,
      ticket_id: filed.body['id'],
    });
    expect(body['classification']).to.include({ intent: 'disk', agent_approval_decision: 'not-authorized' });
  });

  it('a question ends the turn, and the next message of the session answers it', async () => {
    const first = send('It does not work');
    await answer(await nextTurn(), { mode: 'question', question: 'Which one?', choices: ['Printer', 'Laptop'] });
    const asked = (await first).body;
    expect(asked).to.deep.include({ question: 'Which one?', choices: ['Printer', 'Laptop'], ticket_id: null });
    const second = send('Printer', {}, { session_id: asked['session_id'] });
    const work = await nextTurn();
    expect(work.brief.question).to.include({ question: 'Which one?', answer: 'Printer' });
    await answer(work, { mode: 'general', reply: 'Thank you.' });
    expect((await second).body['session_id']).to.equal(asked['session_id']);
  });

  it('with a key, the same request finds the turn that the first one started', async () => {
    const hangUp = new AbortController();
    const sent = {
      method: 'POST',
      headers: {
        authorization: `Bearer ${api.tokenOf('ana')}`,
        'content-type': 'application/json',
        'idempotency-key': 'k1',
      },
      body: JSON.stringify({ message: 'Hello' }),
    };
    const first = fetch(`${api.url}/api/ops-chat/message`, { ...sent, signal: hangUp.signal }).catch(() => 'hung up');
    const work = await nextTurn();
    hangUp.abort();
    expect(await first).to.equal('hung up');
    const second = send('Hello', { 'idempotency-key': 'k1' });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await statusOf(work.lease.id)).to.equal('running');
    await answer(work, { mode: 'general', reply: 'Hello, Ana.' });
    expect((await second).body).to.include({ reply: 'Hello, Ana.', turn_id: work.lease.id });
    expect((await send('Hello', { 'idempotency-key': 'k1' })).body['reply']).to.equal('Hello, Ana.');
    expect([await countOf('ops_chat_turns'), await countOf('ops_chat_sessions')]).to.deep.equal([1, 1]);
    const other = await send('Something else', { 'idempotency-key': 'k1' });
    expect([other.status, other.body['error']]).to.deep.equal([409, 'idempotency_key_reused']);
  });

  it('two requests with one key at the same time are one turn', async () => {
    const both = [send('Twice', { 'idempotency-key': 'k2' }), send('Twice', { 'idempotency-key': 'k2' })];
    await answer(await nextTurn(), { mode: 'general', reply: 'Once.' });
    expect((await Promise.all(both)).map(({ body }) => body['reply'])).to.deep.equal(['Once.', 'Once.']);
    expect([await countOf('ops_chat_turns'), await countOf('ops_chat_sessions')]).to.deep.equal([1, 1]);
  });

  it('27.45: respond-async holds no request open and gives the address where the answer will be', async () => {
    const { status, headers, body } = await send('Later is fine', { prefer: 'respond-async' });
    expect([status, headers.get('location')]).to.deep.equal([202, body['url']]);
    const at = textIn(body, 'url');
    expect((await api.call('ana', 'GET', at)).body['status']).to.equal('queued');
    expect((await api.call('bo', 'GET', at)).status).to.equal(404);
    await answer(await nextTurn(), { mode: 'general', reply: 'Done.' });
    expect((await api.call('ana', 'GET', at)).body['reply']).to.equal('Done.');
  });

  it('a client that hangs up without a key cancels its turn, and no other of the session', async () => {
    const opened = await send('First', { prefer: 'respond-async' });
    const first = await nextTurn();
    const hangUp = new AbortController();
    const gone = fetch(`${api.url}/api/ops-chat/message`, {
      method: 'POST',
      headers: { authorization: `Bearer ${api.tokenOf('ana')}`, 'content-type': 'application/json' },
      body: JSON.stringify({ message: 'Second', session_id: first.brief.session_id }),
      signal: hangUp.signal,
    }).catch(() => 'hung up');
    const second = await patiently(async () => {
      const { rows } = await api.db.query<{ id: number }>(`select id from ops_chat_turns where status = 'queued'`);
      return rows[0]?.id;
    });
    hangUp.abort();
    await gone;
    await patiently(async () => ((await statusOf(second)) === 'cancelled' ? true : undefined));
    const { rows } = await api.db.query<{ asked: boolean }>(
      'select cancel_requested_at is not null as asked from ops_chat_turns where id = $1',
      [opened.body['turn_id']],
    );
    expect([await statusOf(first.lease.id), rows[0]?.asked]).to.deep.equal(['running', false]);
  });

  it('a turn that left no result is answered 503 with a reference', async () => {
    const waiting = send('Hello');
    const work = await nextTurn();
    const run = { stopped: false, how: 'exit 1', reference: 'abc123', tries: 1 };
    expect(await finishTurn(api.db, work.lease, run)).to.equal('failed');
    const { status, body } = await waiting;
    expect([status, body['error']]).to.deep.equal([503, 'chat_agent_tool_not_used']);
    expect(body['detail']).to.contain('abc123');
  });

  it('a process that stops ends what waits within two seconds, names the address, and cancels nothing', async () => {
    const replica = await startApi(api.options);
    const post = (path: string, message: string): Promise<Response> =>
      fetch(replica.url + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${api.tokenOf('ana')}`, 'content-type': 'application/json' },
        body: JSON.stringify({ message }),
      });
    const waiting = post('/api/ops-chat/message', 'Hello');
    const work = await nextTurn();
    const started = Date.now();
    await replica.stop();
    expect(Date.now() - started).to.be.lessThan(2_000);
    const body = (await (await waiting).json()) as Fields;
    expect(body).to.include({ status: 503, error: 'stopping', url: `/api/ops-chat/turns/${work.lease.id}` });
    await answer(work, { mode: 'general', reply: 'Still here.' });
    expect((await api.call('ana', 'GET', textIn(body, 'url'))).body['reply']).to.equal('Still here.');
  });

  it("nobody speaks in another one's session, and conversations are for who holds them and who works here", async () => {
    const { body } = await send('Mine', { prefer: 'respond-async' });
    const work = await nextTurn();
    const session = work.brief.session_id;
    const foreign = await api.call(
      'bo',
      'POST',
      '/api/ops-chat/message',
      { message: 'Not mine', session_id: session },
      { prefer: 'respond-async' },
    );
    expect(foreign.status).to.equal(202);
    expect(numberIn(foreign.body, 'turn_id')).to.not.equal(numberIn(body, 'turn_id'));
    const messages = (as: 'ana' | 'bo' | 'admin'): ReturnType<TestApi['call']> =>
      api.call(as, 'GET', `/api/ops-chat/sessions/${session}/messages`);
    expect((await messages('ana')).body['total']).to.equal(1);
    expect((await messages('bo')).status).to.equal(404);
    expect((await messages('admin')).status).to.equal(200);
    expect((await api.call('bo', 'GET', '/api/ops-chat/sessions')).body['total']).to.equal(1);
    expect((await api.call('admin', 'GET', '/api/ops-chat/sessions')).body['total']).to.equal(2);
  });
});
