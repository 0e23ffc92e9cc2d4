import { request } from 'node:http';
import { expect } from 'chai';
import { openPool } from '../../../api/db/index.js';
import { startApi } from '../../../api/index.js';
import { Secret } from '../../../config/index.js';
import { numberIn, startTestApi, textIn, type Fields, type TestApi } from '../../support/api.js';

/** A request whose body is written as it is, in pieces, without a length. */
async function raw(
  url: string,
  { method, headers, pieces }: { method: string; headers: Record<string, string>; pieces: readonly string[] },
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (answer) => {
      let body = '';
      answer.on('data', (part: Buffer) => (body += part.toString()));
      answer.on('end', () => {
        resolve({ status: answer.statusCode ?? 0, body });
      });
    });
    sent.on('error', reject);
    for (const piece of pieces) sent.write(piece);
    sent.end();
  });
}

describe('the wire', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi({
      config: { server: { environment: 'test', cors_origins: ['https://board.example.org'] } },
    });
  });
  after(() => api?.stop());

  const problemOf = (body: Fields): unknown[] => [body['status'], body['error']];

  it('names every wrong field of body and query in one answer', async () => {
    const body = { title: { not: 'text' }, security_classification: 'cosmic', access_scope: 3 };
    const { status, headers, body: answer } = await api.call('admin', 'POST', '/api/tickets', body);
    expect(status).to.equal(422);
    expect(headers.get('content-type')).to.match(/^application\/problem\+json/);
    const paths = (answer['errors'] as { path: string }[]).map(({ path }) => path);
    expect(paths).to.have.members(['body.title', 'body.security_classification', 'body.access_scope']);
    const query = await api.call('admin', 'GET', '/api/tickets?limit=0&offset=x&sort_dir=up');
    const wrong = (query.body['errors'] as { path: string }[]).map(({ path }) => path);
    expect(wrong).to.have.members(['query.limit', 'query.offset', 'query.sort_dir']);
  });

  it('answers 404 for an unknown address and for an id that is no number', async () => {
    for (const path of ['/api/nothing', '/nothing.html', '/api/tickets/seven', '/api/tickets/1.5', '/api/tickets/-1']) {
      const { status, body } = await api.call('admin', 'GET', path);
      expect([status, ...problemOf(body)], path).to.deep.equal([404, 404, 'not_found']);
    }
  });

  it('answers 405 with what the address takes', async () => {
    const { status, headers, body } = await api.call('admin', 'DELETE', '/api/tickets');
    expect([status, body['error']]).to.deep.equal([405, 'method_not_allowed']);
    expect(headers.get('allow')).to.equal('GET, HEAD, POST');
    expect((await api.call('nobody', 'POST', '/login')).status).to.equal(405);
    const options = await api.call('nobody', 'OPTIONS', '/api/changes/7/approve');
    expect([options.status, options.headers.get('allow')]).to.deep.equal([204, 'POST']);
  });

  it('answers HEAD as GET without the body', async () => {
    const get = await api.call('nobody', 'GET', '/health');
    const head = await api.call('nobody', 'HEAD', '/health');
    expect([head.status, head.text]).to.deep.equal([200, '']);
    expect(head.headers.get('content-length')).to.equal(String(get.text.length));
  });

  it('a fixed word in an address is never taken for an id', async () => {
    for (const path of ['/api/agents/tasks', '/api/agents/runner-health', '/api/changes/pending', '/api/changes/stats'])
      expect((await api.call('admin', 'GET', path)).status, path).to.equal(200);
  });

  it('takes JSON and forms alone, and only whole ones', async () => {
    const send = async (type: string, body: string): Promise<unknown[]> => {
      const answer = await api.call('ana', 'POST', '/api/tickets', body, { 'content-type': type });
      return [answer.status, answer.body['error']];
    };
    expect(await send('text/plain', 'title')).to.deep.equal([415, 'unsupported_media_type']);
    expect(await send('application/json', '{"title": ')).to.deep.equal([400, 'malformed_json']);
    expect((await send('application/x-www-form-urlencoded', 'title=From+a+form'))[0]).to.equal(200);
    expect((await send('application/json; charset=utf-8', '{"title":"With a charset"}'))[0]).to.equal(200);
  });

  it('answers 413 to a body that is too large, also when it came without a length', async () => {
    const big = JSON.stringify({ title: 'x'.repeat(1_100_000) });
    const declared = await api.call('ana', 'POST', '/api/tickets', big);
    expect([declared.status, declared.body['error']]).to.deep.equal([413, 'body_too_large']);
    const { status, body } = await raw(`${api.url}/api/tickets`, {
      method: 'POST',
      headers: { authorization: `Bearer ${api.tokenOf('ana')}`, 'content-type': 'application/json' },
      pieces: [big.slice(0, 700_000), big.slice(700_000)],
    });
    expect(status).to.equal(413);
    expect(body).to.contain('body_too_large');
  });

  it('every answer carries the security headers and an id for the log', async () => {
    for (const path of ['/health', '/api/tickets', '/nothing', '/', '/login', '/docs', '/openapi.json']) {
      const { headers } = await api.call('nobody', 'GET', path);
      expect(headers.get('x-content-type-options'), path).to.equal('nosniff');
      expect(headers.get('x-frame-options'), path).to.equal('DENY');
      expect(headers.get('referrer-policy'), path).to.equal('no-referrer');
      expect(headers.get('content-security-policy'), path).to.match(/^default-src 'none'/);
    }
    expect((await api.call('nobody', 'GET', '/health')).headers.get('x-request-id')).to.match(/^[0-9a-f-]{36}$/);
  });

  it('only configured origins may call from a browser, and never with our cookie', async () => {
    const from = (origin: string): Record<string, string> => ({ origin, 'access-control-request-method': 'POST' });
    const allowed = await api.call('nobody', 'OPTIONS', '/api/tickets', undefined, from('https://board.example.org'));
    expect(allowed.status).to.equal(204);
    expect(allowed.headers.get('access-control-allow-origin')).to.equal('https://board.example.org');
    expect(allowed.headers.get('access-control-allow-headers')).to.contain('Idempotency-Key');
    expect(allowed.headers.get('access-control-allow-credentials')).to.equal(null);
    const other = await api.call('nobody', 'OPTIONS', '/api/tickets', undefined, from('https://evil.example.org'));
    expect(other.headers.get('access-control-allow-origin')).to.equal(null);
  });

  it('a request that breaks says nothing about why', async () => {
    const ended = openPool(new Secret('postgres://nobody@127.0.0.1:1/none'), () => undefined);
    await ended.end();
    const broken = await startApi({ ...api.options, db: ended });
    try {
      const answer = await fetch(`${broken.url}/api/tickets`, {
        headers: { authorization: `Bearer ${api.serviceToken}` },
      });
      const text = await answer.text();
      expect(answer.status).to.equal(500);
      expect(text)
        .to.contain('internal_error')
        .and.not.match(/pool|\.js|\.ts|node:/);
    } finally {
      await broken.stop();
    }
  });

  it('while the database is away it says so, and when to try again', async () => {
    const away = openPool(new Secret('postgres://nobody@127.0.0.1:1/none'), () => undefined);
    const replica = await startApi({ ...api.options, db: away });
    try {
      const answer = await fetch(`${replica.url}/api/tickets`, {
        headers: { authorization: `Bearer ${api.serviceToken}` },
      });
      expect([answer.status, answer.headers.get('retry-after')]).to.deep.equal([503, '2']);
      expect(await answer.text())
        .to.contain('database_unavailable')
        .and.not.contain('127.0.0.1:1');
      expect((await fetch(`${replica.url}/health`)).status).to.equal(200);
    } finally {
      await replica.stop();
      await away.end();
    }
  });

  it('says in a sentence why it cannot listen', async () => {
    const taken = { host: '127.0.0.1', port: api.running.port };
    const why = await startApi({ ...api.options, listen: taken }).catch((error: unknown) => String(error));
    expect(why).to.contain(`cannot listen on 127.0.0.1:${api.running.port}: something else listens there`);
  });
});

describe('the same request again', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
  });
  after(() => api?.stop());

  const file = (key: string, title: string): ReturnType<TestApi['call']> =>
    api.call('ana', 'POST', '/api/tickets', { title }, { 'idempotency-key': key });
  const count = async (title: string): Promise<number> => {
    const { rows } = await api.db.query<{ count: number }>('select count(*) from tickets where title = $1', [title]);
    return rows[0]?.count ?? 0;
  };

  it('with its key gives the first answer and does nothing twice', async () => {
    const first = await file('one', 'The printer is down');
    const again = await file('one', 'The printer is down');
    expect(again.status).to.equal(200);
    expect(again.body).to.deep.equal(first.body);
    expect(again.headers.get('idempotent-replay')).to.equal('true');
    expect(await count('The printer is down')).to.equal(1);
  });

  it('with its key and another body or address is a conflict', async () => {
    await file('two', 'A');
    const other = await file('two', 'B');
    expect([other.status, other.body['error']]).to.deep.equal([409, 'idempotency_key_reused']);
    expect(await count('B')).to.equal(0);
    const elsewhere = await api.call('ana', 'POST', '/api/ops-chat/nothing', {}, { 'idempotency-key': 'two' });
    expect(elsewhere.status).to.equal(404);
  });

  it('two at once are one: the second waits for the answer of the first', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => file('three', 'At once')));
    expect(new Set(answers.map(({ body }) => numberIn(body, 'id'))).size).to.equal(1);
    expect(await count('At once')).to.equal(1);
  });

  it('keys belong to who used them', async () => {
    await file('four', 'Of Ana');
    const answer = await api.call(
      'admin',
      'POST',
      '/api/tickets',
      { title: 'Of Admin' },
      { 'idempotency-key': 'four' },
    );
    expect(answer.body['title']).to.equal('Of Admin');
  });

  it('a refusal is kept too, and a key that is too long is refused', async () => {
    const wrong = { title: 'X', owning_group: 'Nowhere' };
    const first = await api.call('ana', 'POST', '/api/tickets', wrong, { 'idempotency-key': 'five' });
    const again = await api.call('ana', 'POST', '/api/tickets', wrong, { 'idempotency-key': 'five' });
    expect([first.status, again.status, again.body]).to.deep.equal([422, 422, first.body]);
    expect(textIn(first.body, 'error')).to.equal('unknown_group');
    expect((await file('x'.repeat(201), 'Too long')).status).to.equal(422);
  });
});
