import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { runTool, type Ran } from '../../../../runner/toolbelt/runTool.js';
import { tools } from '../../../../runner/toolbelt/toolTable.js';
import { openBelt, type Belt } from '../belt.js';

describe('web-search', () => {
  let belt: Belt;
  let server: Server;
  let address: string;
  let asked: URL[];
  let answer: { status?: number; body?: string; never?: boolean };
  before(async () => {
    belt = await openBelt();
    server = createServer((request, response) => {
      asked.push(new URL(request.url ?? '/', address));
      if (answer.never) return;
      response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' }).end(answer.body ?? '{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    asked = [];
    answer = {};
  });
  after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await belt.close();
  });
  const search = (...args: string[]): Promise<Ran> =>
    runTool(tools, ['web-search', ...args], { ...belt.platform.turnEnv, OPS_CHAT_SEARCH_URL: `${address}/` }, belt.cwd);
  const found = (count: number): string =>
    JSON.stringify({
      results: Array.from({ length: count }, (_, at) => ({ title: `t${at}`, url: `https://x/${at}` })),
    });
  const next = 'Answer from what you know and say that you could not look it up, or file a ticket.';

  it('asks for JSON with the query as it is', async () => {
    await search('--query', 'städte & "flüsse" #1?');
    expect(asked[0]?.pathname).to.equal('/search');
    expect(Object.fromEntries(asked[0]?.searchParams ?? [])).to.deep.equal({
      ...{ q: 'städte & "flüsse" #1?', format: 'json', categories: 'general' },
    });
    await search('--query', 'x', '--category', 'news', '--time-range', 'week');
    expect(asked[1]?.searchParams.get('categories')).to.equal('news');
    expect(asked[1]?.searchParams.get('time_range')).to.equal('week');
  });

  it('prints the query and the results with four fields each', async () => {
    const long = { title: 'T', url: 'https://x/1', content: 'c'.repeat(900), engine: 'e', score: 7, html: '<b>' };
    answer.body = JSON.stringify({ query: 'other', results: [long, { url: 'https://x/2', content: null }] });
    const { exitCode, printed } = await search('--query', 'x');
    expect(exitCode).to.equal(0);
    expect(printed).to.deep.equal({
      query: 'x',
      results: [
        { title: 'T', url: 'https://x/1', content: 'c'.repeat(600), engine: 'e' },
        { title: '', url: 'https://x/2', content: '', engine: null },
      ],
    });
  });

  it('prints five results unless it is told otherwise, and at most ten', async () => {
    answer.body = found(30);
    expect((await search('--query', 'x')).printed['results']).to.have.length(5);
    expect((await search('--query', 'x', '--limit', '10')).printed['results']).to.have.length(10);
    expect((await search('--query', 'x', '--limit', '11')).printed['error']).to.match(/^--limit: /);
    answer.body = '{}';
    expect((await search('--query', 'x')).printed['results']).to.deep.equal([]);
  });

  it('refuses what it does not know', async () => {
    expect((await search()).printed['error']).to.equal('--query is needed.');
    expect((await search('--query', 'x', '--time-range', 'decade')).printed['error']).to.match(/^--time-range: /);
    expect((await search('--query', 'x', '--timeout', '61')).printed['error']).to.match(/^--timeout: /);
    expect(asked).to.have.length(0);
  });

  it('says that there is no search here', async () => {
    expect(await belt.fails('web-search', '--query', 'x')).to.include({
      error: 'This installation has no web search.',
      next,
    });
  });

  it('says why a search failed: a status, no JSON, another shape, nobody there, no answer in time', async () => {
    answer = { status: 503 };
    expect((await search('--query', 'x')).printed).to.deep.equal({ error: 'The search failed (status 503).', next });
    answer = { body: '<html>' };
    expect((await search('--query', 'x')).printed['error']).to.match(/^The search failed \(.*JSON.*\)\.$/);
    answer = { body: '{"results":[{"title":"no address"}]}' };
    expect((await search('--query', 'x')).printed['error']).to.equal(
      'The search gave an answer that this tool does not understand.',
    );
    answer = { never: true };
    expect((await search('--query', 'x', '--timeout', '1')).printed['error']).to.match(
      /^The search failed \(.*timeout\)/,
    );
    const env = { ...belt.platform.turnEnv, OPS_CHAT_SEARCH_URL: 'http://127.0.0.1:1' };
    const gone = await runTool(tools, ['web-search', '--query', 'x'], env, belt.cwd);
    expect(gone).to.deep.include({ exitCode: 1 });
    expect(gone.printed).to.include({ next });
  });

  it('sends the search no token', async () => {
    let headers: string[] = [];
    server.once('request', (request: { rawHeaders: string[] }) => (headers = request.rawHeaders));
    await search('--query', 'x');
    expect(headers).to.include('accept').and.not.include('authorization');
    expect(headers.join()).to.not.include('run-token');
  });
});
