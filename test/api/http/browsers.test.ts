import { expect } from 'chai';
import { ok } from '../../../api/http/answer.js';
import { defineRoute, type Route } from '../../../api/http/route.js';
import { smallApp, type SmallApp } from './smallApp.js';

const things = (method: Route['method']): Route =>
  defineRoute({
    ...{ method, path: '/api/things', area: 'test', summary: method, answers: { 200: { description: 'It' } } },
    access: { kind: 'public' },
    handle: () => Promise.resolve(ok({ name: 'Zoë' })),
  });
const broken: Route = defineRoute({
  ...{ method: 'get', path: '/broken', area: 'test', summary: 'x', answers: { 200: { description: 'It' } } },
  access: { kind: 'public' },
  handle: () => Promise.reject(new Error('x')),
});

describe('what a browser is told', () => {
  let app: SmallApp;
  const board = 'https://board.example.org';
  before(async () => {
    app = await smallApp([things('get'), things('post'), broken], {
      origins: [`${board}/with/a/path`, 'http://localhost:3000'],
    });
  });
  after(() => app.close());
  const headersOf = async (method: string, path: string, headers: Record<string, string> = {}): Promise<Headers> =>
    (await app.call(method, path, { headers })).headers;

  it('every answer, also a refusal and a fault, forbids framing, sniffing and caching', async () => {
    for (const [method, path] of [
      ['GET', '/api/things'],
      ['HEAD', '/api/things'],
      ['POST', '/api/things'],
      ['PUT', '/api/things'],
      ['OPTIONS', '/api/things'],
      ['GET', '/nothing'],
      ['GET', '/broken'],
    ] as const) {
      const headers = await headersOf(method, path);
      expect(Object.fromEntries(headers), `${method} ${path}`).to.include({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'permissions-policy': 'camera=(), microphone=(), geolocation=()',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'cache-control': 'no-store',
      });
      expect(headers.get('x-powered-by')).to.equal(null);
      expect(headers.get('strict-transport-security')).to.equal(null);
    }
  });

  it('to stay with https, where people come by it', async () => {
    const secure = await smallApp([things('get')], { https: true });
    try {
      for (const path of ['/api/things', '/nothing'])
        expect((await secure.call('GET', path)).headers.get('strict-transport-security')).to.equal(
          'max-age=31536000; includeSubDomains',
        );
    } finally {
      await secure.close();
    }
  });

  it('a page of a configured origin may read answers and ask before it writes', async () => {
    for (const origin of [board, 'http://localhost:3000']) {
      const read = await headersOf('GET', '/api/things', { origin });
      expect(read.get('access-control-allow-origin')).to.equal(origin);
      expect(read.get('access-control-expose-headers')).to.contain('X-Request-Id').and.contain('Idempotent-Replay');
      const asked = await app.call('OPTIONS', '/api/things', {
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
      });
      expect([asked.status, asked.text]).to.deep.equal([204, '']);
      expect(asked.headers.get('access-control-allow-methods')).to.contain('POST');
      expect(asked.headers.get('access-control-allow-headers')).to.contain('Authorization');
      expect(asked.headers.get('access-control-max-age')).to.equal('7200');
    }
  });

  it('it sees refusals and faults too, so that it can show them', async () => {
    for (const path of ['/nothing', '/broken'])
      expect((await headersOf('GET', path, { origin: board })).get('access-control-allow-origin'), path).to.equal(
        board,
      );
  });

  it('a page of any other origin gets nothing to read, however near its name is', async () => {
    for (const origin of [
      'https://board.example.org.evil.example',
      'https://evil.board.example.org',
      'http://board.example.org',
      'https://board.example.org:8443',
      'https://BOARD.example.org',
      'http://localhost:3001',
      'null',
      '*',
    ]) {
      const headers = await headersOf('GET', '/api/things', { origin });
      expect(headers.get('access-control-allow-origin'), origin).to.equal(null);
      const asked = await headersOf('OPTIONS', '/api/things', { origin, 'access-control-request-method': 'POST' });
      expect(asked.get('access-control-allow-methods'), origin).to.equal(null);
    }
  });

  it('never that it may use our cookie, and always that the answer depends on the origin', async () => {
    for (const origin of [board, 'https://evil.example', '']) {
      const headers = await headersOf('GET', '/api/things', origin === '' ? {} : { origin });
      expect(headers.get('access-control-allow-credentials')).to.equal(null);
      expect(headers.get('vary')).to.match(/\bOrigin\b/);
    }
  });

  it('HEAD is GET without its body, with its length and type', async () => {
    const get = await app.call('GET', '/api/things');
    const head = await app.call('HEAD', '/api/things');
    expect([head.status, head.text]).to.deep.equal([200, '']);
    for (const name of ['content-length', 'content-type'])
      expect(head.headers.get(name)).to.equal(get.headers.get(name));
    expect(get.headers.get('content-length')).to.equal(String(Buffer.byteLength(get.text)));
    expect((await app.call('HEAD', '/nothing')).text).to.equal('');
  });
});
