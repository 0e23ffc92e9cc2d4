import { expect } from 'chai';
import { z } from 'zod';
import { forbidden, notFound, ok, problem, type Answer } from '../../../api/http/answer.js';
import { defineRoute, type Access, type Route } from '../../../api/http/route.js';
import { callerNamed, smallApp, type SmallApp } from './smallApp.js';

const titles: Readonly<Record<number, string>> = {
  ...{
    400: 'Malformed request',
    401: 'Not signed in',
    403: 'Not allowed',
    404: 'Not found',
    405: 'Method not allowed',
  },
  ...{ 409: 'Conflict', 413: 'Too large', 415: 'Unsupported media type', 422: 'Invalid fields' },
  ...{ 429: 'Too many requests', 500: 'Internal error', 503: 'Not available' },
};

const access = (permission: string, agents: 'never' | 'turn' | 'task' | 'any' = 'any'): Access => ({
  ...{ kind: 'signed-in', permission, agents },
});
const route = (path: string, handle: () => Promise<Answer>, who: Access = access('things:write')): Route =>
  defineRoute({
    ...{ method: 'post', path, area: 'test', summary: path, access: who, answers: { 200: { description: 'It' } } },
    body: z.object({ n: z.coerce.number().optional() }),
    handle,
  });
const lost = Object.assign(new Error('connect ECONNREFUSED 10.1.2.3:5432'), { code: 'ECONNREFUSED' });

describe('a refusal on the wire', () => {
  let app: SmallApp;
  const turn = { kind: 'turn', turnId: 1, sessionId: 1, attempt: 1 } as const;
  const task = { kind: 'task', taskId: 1, agentId: 1, ticketId: 1, attempt: 1 } as const;
  before(async () => {
    app = await smallApp(
      [
        route('/conflict', () => Promise.resolve(problem(409, 'already_closed', 'It is closed.', { state: 'closed' }))),
        route('/gone', () => Promise.resolve(notFound('Ticket note'))),
        route('/locked', () =>
          Promise.resolve({ ...problem(429, 'account_locked', 'Wait.'), headers: { 'retry-after': '9' } }),
        ),
        route('/broken', () => Promise.reject(new Error('password of the database: hunter2'))),
        route('/throws', () => {
          throw new TypeError('x is undefined in /srv/opsroom/api/x.js');
        }),
        route('/away', () => Promise.reject(lost)),
        route('/busy', () => Promise.reject(new Error('timeout exceeded when trying to connect'))),
        route('/shutdown', () => Promise.reject(Object.assign(new Error('terminating connection'), { code: '57P01' }))),
        route('/duplicate', () => Promise.reject(Object.assign(new Error('duplicate key'), { code: '23505' }))),
        route('/decide', () => Promise.resolve(ok({})), access('changes:approve', 'never')),
        route('/turns', () => Promise.resolve(ok({})), access('ops-chat:turn', 'turn')),
        route('/tasks', () => Promise.resolve(ok({})), access('tickets:note', 'task')),
        route('/empty', () => Promise.resolve({ status: 200, body: undefined })),
        route('/text', () =>
          Promise.resolve({ status: 200, body: 'plain', headers: { 'content-type': 'text/plain' } }),
        ),
      ],
      {
        callers: [
          callerNamed('ana'),
          callerNamed('reader', { capabilities: ['things:read', 'tickets:*'] }),
          callerNamed('turn', { type: 'agent', run: turn }),
          callerNamed('task', { type: 'agent', run: task }),
          callerNamed('stray', { type: 'agent', run: null }),
        ],
      },
    );
  });
  after(() => app.close());
  const post = (path: string, as = 'ana', body = '{}'): ReturnType<SmallApp['call']> =>
    app.call('POST', path, { body, headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json' } });

  it('of every status has the five fields of a problem, and the same status in body and line', async () => {
    const seen = [
      await post('/conflict', 'ana', '{'),
      await post('/conflict', 'nobody'),
      await post('/conflict', 'reader'),
      await post('/gone'),
      await post('/nothing'),
      await app.call('DELETE', '/gone'),
      await post('/conflict'),
      await post('/conflict', 'ana', `{"n":"${'1'.repeat(1_050_000)}"}`),
      await app.call('POST', '/gone', { body: 'x', headers: { 'content-type': 'text/plain' } }),
      await post('/conflict', 'ana', '{"n":"many"}'),
      await post('/locked'),
      await post('/broken'),
      await post('/away'),
    ];
    expect(seen.map(({ status }) => status)).to.deep.equal([
      ...[400, 401, 403, 404, 404, 405, 409, 413, 415, 422, 429, 500, 503],
    ]);
    for (const { status, headers, body } of seen) {
      expect(body, String(status)).to.include.all.keys('type', 'title', 'status', 'detail', 'error');
      expect(body['status']).to.equal(status);
      expect(body['title']).to.equal(titles[status]);
      expect(body['type']).to.equal(`urn:opsroom:problem:${String(body['error'])}`);
      expect(body['error']).to.match(/^[a-z]+(_[a-z]+)*$/);
      expect(body['detail']).to.match(/^[A-Z].*\.$/);
      expect(headers.get('cache-control')).to.equal('no-store');
      if (status !== 429) expect(headers.get('content-type')).to.match(/^application\/problem\+json/);
    }
  });

  it('says what else a program needs: the state, the permission, when to come again', async () => {
    expect((await post('/conflict')).body['state']).to.equal('closed');
    expect((await post('/gone')).body).to.include({ error: 'ticket_note_not_found' });
    expect((await post('/gone')).body['detail']).to.equal('There is no such ticket note, or you may not see it.');
    expect((await post('/conflict', 'reader')).body).to.include({
      required_permission: 'things:write',
      detail: 'This needs the permission things:write.',
    });
    expect((await post('/locked')).headers.get('retry-after')).to.equal('9');
    expect((await post('/conflict', 'nobody')).headers.get('www-authenticate')).to.equal('Bearer realm="opsroom"');
    expect(forbidden('a:b', 'Why not.').body).to.include({ detail: 'Why not.', required_permission: 'a:b' });
  });

  it('that is a fault tells a reference and nothing else; the log has the reason under it', async () => {
    for (const path of ['/broken', '/throws', '/duplicate']) {
      const { status, body, text, headers } = await post(path);
      expect([status, body['error']], path).to.deep.equal([500, 'internal_error']);
      expect(text).to.not.match(/hunter2|undefined|\.js|duplicate/);
      const id = headers.get('x-request-id') ?? '';
      expect(body['detail']).to.contain(id.slice(0, 8));
      const line = app.logged.find((one) => one.includes('a request failed') && one.includes(id));
      expect(line, path).to.contain(`"path":"${path}"`);
    }
  });

  it('for want of the database is 503 and says when to try again, without its address', async () => {
    for (const path of ['/away', '/busy', '/shutdown']) {
      const { status, headers, body, text } = await post(path);
      expect([status, headers.get('retry-after'), body['error']], path).to.deep.equal([
        503,
        '2',
        'database_unavailable',
      ]);
      expect(text).to.not.contain('10.1.2.3');
    }
  });

  it('of an agent depends on what kind of run it is, before any permission', async () => {
    const status = async (path: string, as: string): Promise<number> => (await post(path, as)).status;
    for (const agent of ['turn', 'task', 'stray']) {
      expect(await status('/decide', agent), agent).to.equal(403);
      expect(await status('/turns', agent), agent).to.equal(agent === 'turn' ? 200 : 403);
      expect(await status('/tasks', agent), agent).to.equal(agent === 'task' ? 200 : 403);
    }
    expect((await post('/decide', 'task')).body['detail']).to.contain('whatever their permissions are');
    expect(await status('/decide', 'ana')).to.equal(200);
    expect(app.refusals).to.deep.include({ name: 'stray', path: '/turns', reason: 'agents_not_allowed' });
  });

  it('comes before the body is read: nobody learns by sending fields', async () => {
    expect((await post('/conflict', 'nobody', '{')).status).to.equal(401);
    expect((await post('/conflict', 'reader', '{"n":"many"}')).status).to.equal(403);
    expect((await post('/decide', 'task', '{')).status).to.equal(403);
  });

  it('is none where all is well: text stays text, and nothing is 204', async () => {
    const empty = await post('/empty');
    expect([empty.status, empty.text]).to.deep.equal([204, '']);
    const text = await post('/text');
    expect([text.text, text.headers.get('content-type')]).to.deep.equal(['plain', 'text/plain']);
  });

  it('every request has an id of its own, which is in the answer and in the log', async () => {
    const ids = await Promise.all(
      Array.from({ length: 5 }, async () => (await post('/empty')).headers.get('x-request-id')),
    );
    expect(new Set(ids).size).to.equal(5);
    for (const id of ids) {
      expect(id).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);
      expect(app.logged.some((line) => line.includes(id ?? 'none'))).to.equal(true);
    }
    const sent = await app.call('POST', '/empty', { headers: { 'x-request-id': 'chosen by a client' } });
    expect(sent.headers.get('x-request-id')).to.not.equal('chosen by a client');
  });

  it('in the mode that only writes down, a person passes and an agent does not', async () => {
    const lenient = await smallApp(
      [route('/decide', () => Promise.resolve(ok({})), access('changes:approve', 'never'))],
      {
        ...{
          enforces: false,
          callers: [callerNamed('reader', { capabilities: [] }), callerNamed('task', { type: 'agent', run: task })],
        },
      },
    );
    try {
      const status = async (as: string): Promise<number> =>
        (await lenient.call('POST', '/decide', { headers: { authorization: `Bearer ${as}` } })).status;
      expect([await status('reader'), await status('task'), await status('nobody')]).to.deep.equal([200, 403, 401]);
      expect(lenient.refusals.map(({ reason }) => reason)).to.deep.equal([
        'missing_required_permission',
        'agents_not_allowed',
      ]);
    } finally {
      await lenient.close();
    }
  });
});
