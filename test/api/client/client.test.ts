import { expect } from 'chai';
import { createClient, type Client } from '../../../api/client/index.js';
import { startTestApi, type TestApi, type TestPerson } from '../../support/api.js';
import { clientIsCurrent, command } from '../../support/writeClient.js';

describe('the typed client', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
  });
  after(() => api?.stop());
  const as = (name: TestPerson): Client => createClient({ baseUrl: `${api.url}/`, token: api.tokenOf(name) });

  it('has the types of this API', async () => {
    expect(await clientIsCurrent(), `the routes changed; when that is meant: ${command}`).to.equal(true);
  });

  it('asks with path, query and body, and gives what the document says', async () => {
    const ana = as('ana');
    const filed = await ana.post('/api/tickets', { body: { title: 'Toner & paper', priority: 'P3' } });
    if (!filed.ok) throw new Error(filed.problem.detail);
    const list = await ana.get('/api/tickets', { query: { limit: 1, q: 'Toner & paper' } });
    if (!list.ok) throw new Error(list.problem.detail);
    expect(list.data.total).to.equal(1);
    const [ticket] = list.data.tickets;
    const read = await ana.get('/api/tickets/{id}', { path: { id: ticket?.id ?? 0 } });
    expect([read.ok, read.status]).to.deep.equal([true, 200]);
  });

  it('gives a refusal as a value, with the sentence and the word for programs', async () => {
    const refused = await as('ana').get('/api/tickets/{id}', { path: { id: 999_999 } });
    if (refused.ok) throw new Error('it was there');
    expect(refused.problem).to.include({ status: 404, error: 'ticket_not_found' });
    expect(refused.problem.detail).to.equal('There is no such ticket, or you may not see it.');
    const wrong = await as('ana').post('/api/tickets', { body: { title: 'x'.repeat(10_000) } });
    if (wrong.ok) throw new Error('it was taken');
    expect(wrong.problem['errors']).to.be.an('array');
    const stranger = await createClient({ baseUrl: api.url }).get('/api/tickets');
    expect([stranger.ok, stranger.status]).to.deep.equal([false, 401]);
  });

  it('puts what is in an address where it cannot change it', async () => {
    const asked: string[] = [];
    const client = createClient({
      baseUrl: 'http://api.example',
      fetch: (url) => {
        asked.push(url instanceof Request ? url.url : String(url));
        return Promise.resolve(new Response('{}', { status: 200 }));
      },
    });
    await client.get('/api/tickets/{id}', { path: { id: '../changes/7?x=' as unknown as number } });
    await client.get('/api/tickets', { query: { q: 'a&b=c' } });
    expect(asked).to.deep.equal([
      'http://api.example/api/tickets/..%2Fchanges%2F7%3Fx%3D',
      'http://api.example/api/tickets?q=a%26b%3Dc',
    ]);
  });

  it('tells an answer that is no JSON as a problem, and a lost network as an error', async () => {
    const proxy = createClient({
      baseUrl: 'http://api.example',
      fetch: () => Promise.resolve(new Response('<h1>Bad gateway</h1>', { status: 502 })),
    });
    const answer = await proxy.get('/health');
    expect(answer).to.deep.include({
      ...{ ok: false, status: 502 },
      problem: { status: 502, error: 'unreadable_answer', detail: 'The API answered with status 502.' },
    });
    const nowhere = createClient({ baseUrl: 'http://127.0.0.1:1' });
    expect(await nowhere.get('/health').catch((error: unknown) => String(error))).to.contain('fetch failed');
  });
});
