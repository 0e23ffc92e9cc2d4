import { expect } from 'chai';
import { startTestApi, type Called, type Fields, type TestApi } from '../../support/api.js';
import { fileTicket, startTask } from '../../support/runs.js';
import { officePeople } from './officePeople.js';

describe('fifty writers on one ticket', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi({ config: officePeople });
  });
  after(() => api?.stop());

  it('come to one truth: no note, file or answer is lost, none waits for ever, and the record is one chain', async () => {
    const id = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations' });
    const run = await startTask(api, id);
    const before = Number((await api.call('admin', 'GET', `/api/tickets/${id}`)).body['version']);
    const post = (as: 'bo' | 'ana' | 'admin' | 'service', path: string, body: Fields): Promise<Called> =>
      api.call(as, 'POST', `/api/tickets/${id}${path}`, body);
    const kinds: readonly ((n: number) => Promise<Called>)[] = [
      (n) => post('bo', '/notes', { body: `note ${n}` }),
      (n) => post('bo', '/status', { status: n % 2 === 0 ? 'blocked' : 'in_progress', reason: `${n}` }),
      (n) => post('admin', '/assignment', { assignee: `person ${n}` }),
      (n) =>
        post('bo', '/attachments/content', {
          filename: `${n}.txt`,
          data_base64: Buffer.from(`${n % 4}`).toString('base64'),
        }),
      (n) =>
        api.call({ token: run.token }, 'POST', `/api/tickets/${id}/notes`, { body: `agent ${n}`, visibility: 'user' }),
      (n) => post('admin', '/contacts', { affected_user_name: `Person ${n}` }),
      (n) => post('ana', '/user-response', { response: `answer ${n}` }),
      (n) => post('bo', '/attachments', { filename: `meta ${n}.txt` }),
      (n) => api.call('bo', 'PATCH', `/api/tickets/${id}`, { status: 'assigned', reason: `${n}` }),
      (n) => post('service', '/notes', { body: `provider ${n}`, source: 'itop' }),
    ];
    const rounds = Array.from({ length: 5 }, (_, round) =>
      kinds.map((write, kind) => write(round * kinds.length + kind)),
    );
    for (const called of await Promise.all(rounds.flat())) expect(called.status, called.text).to.equal(200);

    const bodies = await api.db.query<{ body: string }>(
      'select body from ticket_notes where ticket_id = $1 order by id',
      [id],
    );
    const words = bodies.rows.map(({ body }) => body);
    for (let n = 0; n < 50; n += 10)
      expect(words).to.include.members([`note ${n}`, `agent ${n + 4}`, `answer ${n + 6}`, `provider ${n + 9}`]);
    const files = await api.call('bo', 'GET', `/api/tickets/${id}/attachments`);
    expect(files.body['total']).to.equal(10);

    // Twenty changes of the ticket itself and no more; each status note goes on from where the one before it ended.
    const ticket = (await api.call('admin', 'GET', `/api/tickets/${id}`)).body;
    expect(ticket['version']).to.equal(before + 20);
    let status = 'in_progress';
    const chain = words.flatMap((body) => /^Status: (\w+) -> (\w+)\. \d+$/.exec(body)?.slice(1, 3) ?? []);
    expect(chain).to.have.length(20);
    for (let at = 0; at < chain.length; at += 2) {
      expect(chain[at]).to.equal(status);
      status = chain[at + 1] ?? '';
    }
    expect(ticket['status']).to.equal(status);
    let assignee = 'none';
    for (const [, from, to] of words
      .map((body) => /^assignee: (.*) -> (.*)$/.exec(body))
      .filter((line) => line !== null)) {
      expect(from).to.equal(assignee);
      assignee = to ?? '';
    }
    expect(ticket['assignee']).to.equal(assignee);
    const steering = await api.db.query('select from agent_steering_events where ticket_id = $1', [id]);
    expect(steering.rowCount, 'every word of a person or provider, and none of the agent').to.equal(15);
  });

  it('with one If-Match between them: one goes through', async () => {
    const id = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations' });
    const tag = (await api.call('bo', 'GET', `/api/tickets/${id}`)).headers.get('etag') ?? '';
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        api.call('bo', 'POST', `/api/tickets/${id}/assignment`, { assignee: `person ${n}` }, { 'if-match': tag }),
      ),
    );
    const through = all.filter(({ status }) => status === 200);
    expect(through).to.have.length(1);
    expect(all.filter(({ status }) => status === 412)).to.have.length(49);
  });

  it('with one Idempotency-Key between them: one upload, one answer', async () => {
    const id = await fileTicket(api, 'ana', { owning_group: 'Cloud Operations' });
    const all = await Promise.all(
      Array.from({ length: 20 }, () =>
        fetch(`${api.url}/api/tickets/${id}/attachments/content?filename=a.txt`, {
          method: 'POST',
          headers: {
            ...{
              authorization: `Bearer ${api.tokenOf('bo')}`,
              'content-type': 'text/plain',
              'idempotency-key': 'once',
            },
          },
          body: 'the same words',
        }),
      ),
    );
    const answers = await Promise.all(all.map((answer) => answer.json() as Promise<Fields>));
    expect(new Set(answers.map((answer) => answer['id'])).size).to.equal(1);
    const { body } = await api.call('bo', 'GET', `/api/tickets/${id}/attachments`);
    expect(body['total']).to.equal(1);
  });
});
