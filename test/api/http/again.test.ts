import { expect } from 'chai';
import { z } from 'zod';
import { openPool, type Database } from '../../../api/db/index.js';
import { ok, problem, type Answer } from '../../../api/http/answer.js';
import { forgetKeys, once } from '../../../api/http/idempotency.js';
import { defineRoute } from '../../../api/http/route.js';
import { onePostgres } from '../rooms/onePostgres.js';
import { callerNamed, smallApp, type Reply, type SmallApp } from './smallApp.js';

describe('an Idempotency-Key', () => {
  let db: Database;
  let app: SmallApp;
  const work = { runs: 0, answer: (): Promise<Answer> => Promise.resolve(ok({})) };
  before(async () => {
    db = openPool(await (await onePostgres()).freshDatabase(), () => undefined);
    const { rows } = await db.query<{ id: number }>(
      `select id from principals where type <> 'person' order by id limit 2`,
    );
    const [ana, bo] = rows.map(({ id }) => id);
    const access = { kind: 'signed-in', permission: 'things:write', agents: 'any' } as const;
    const described = { area: 'test', access, answers: { 200: { description: 'It' } } } as const;
    const handle = (): Promise<Answer> => {
      work.runs += 1;
      return work.answer();
    };
    app = await smallApp(
      [
        defineRoute({
          ...described,
          method: 'post',
          path: '/things',
          summary: 'x',
          body: z.object({}).loose(),
          handle,
        }),
        defineRoute({
          ...described,
          method: 'post',
          path: '/things/{name}',
          summary: 'x',
          params: z.object({ name: z.string() }),
          handle,
        }),
        defineRoute({ ...described, method: 'get', path: '/things', summary: 'x', handle }),
        defineRoute({ ...described, method: 'post', path: '/own', summary: 'x', idempotency: 'own', handle }),
      ],
      {
        db,
        callers: [
          callerNamed('ana', { principalId: ana ?? 0 }),
          callerNamed('ana-again', { principalId: ana ?? 0, sessionId: 7 }),
          callerNamed('bo', { principalId: bo ?? 0 }),
          ...[1, 2].map((turnId) =>
            callerNamed(`turn-${turnId}`, {
              ...{ type: 'agent', principalId: ana ?? 0, run: { kind: 'turn', turnId, sessionId: 1, attempt: 1 } },
            }),
          ),
          callerNamed('task-1', {
            ...{ type: 'agent', principalId: ana ?? 0 },
            run: { kind: 'task', taskId: 1, agentId: 1, ticketId: 1, attempt: 1 },
          }),
          ...['rui', 'ines'].map((submittedBy) =>
            callerNamed(`for-${submittedBy}`, { type: 'service', principalId: ana ?? 0, submittedBy }),
          ),
          callerNamed('service', { type: 'service', principalId: ana ?? 0 }),
          callerNamed('other-rights', { type: 'service', principalId: ana ?? 0, roles: ['auditor'] }),
        ],
      },
    );
  });
  after(async () => {
    await app?.close();
    await db?.end();
  });
  beforeEach(() => {
    work.runs = 0;
    work.answer = () => Promise.resolve(ok({ run: work.runs }, 201));
  });
  let count = 0;
  const freshKey = (): string => `key-${(count += 1)}`;
  const post = (key: string, body: unknown = {}, path = '/things', as = 'ana'): Promise<Reply> =>
    app.call('POST', path, {
      body: JSON.stringify(body),
      headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json', 'idempotency-key': key },
    });
  const age = (key: string, interval: string): Promise<unknown> =>
    db.query('update idempotency_keys set created_at = clock_timestamp() - $2::interval where key = $1', [
      key,
      interval,
    ]);

  it('makes twenty requests at once one, and all get its answer, status and headers', async () => {
    work.answer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 150));
      return { ...ok({ run: work.runs, text: 'Zoë "said" \\ 😀' }, 201), headers: { location: '/things/1' } };
    };
    const key = freshKey();
    const replies = await Promise.all(Array.from({ length: 20 }, () => post(key, { a: 1 })));
    expect(work.runs).to.equal(1);
    expect(new Set(replies.map(({ text }) => text)).size).to.equal(1);
    for (const { status, headers } of replies)
      expect([status, headers.get('location')]).to.deep.equal([201, '/things/1']);
    expect(replies.filter(({ headers }) => headers.get('idempotent-replay') === 'true')).to.have.length(19);
  });

  it('is about what a body says, not how it is written', async () => {
    const key = freshKey();
    await post(key, { a: 1, b: { c: [1, 2], d: null } });
    const again = await app.call('POST', '/things', {
      body: ' { "b" : {"d":null,"c":[1,2]}, "a" : 1.0 } ',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
    });
    expect([again.status, again.headers.get('idempotent-replay'), work.runs]).to.deep.equal([201, 'true', 1]);
    for (const body of [{ a: 1, b: { c: [2, 1], d: null } }, { a: '1', b: { c: [1, 2], d: null } }, { a: 1 }, [], null])
      expect((await post(key, body)).body['error'], JSON.stringify(body)).to.equal(
        body === null || Array.isArray(body) ? 'invalid_fields' : 'idempotency_key_reused',
      );
    expect(work.runs).to.equal(1);
  });

  it('is about one address, and belongs to who used it', async () => {
    const key = freshKey();
    await post(key, {}, '/things/a');
    expect((await post(key, {}, '/things/b')).status).to.equal(409);
    expect((await post(key, {}, '/things')).status).to.equal(409);
    expect((await post(key, {}, '/things/a', 'bo')).headers.get('idempotent-replay')).to.equal(null);
    expect((await post(key, {}, '/things/a', 'bo')).headers.get('idempotent-replay')).to.equal('true');
    expect(work.runs).to.equal(2);
  });

  it('belongs to one run of an agent, and to one person for whom a service works, with one set of rights', async () => {
    const key = freshKey();
    const callers = ['ana', 'turn-1', 'turn-2', 'task-1', 'for-rui', 'for-ines', 'service', 'other-rights'];
    for (const as of callers)
      expect((await post(key, {}, '/things', as)).headers.get('idempotent-replay'), as).to.equal(null);
    expect(work.runs).to.equal(callers.length);
    for (const as of callers)
      expect((await post(key, {}, '/things', as)).headers.get('idempotent-replay'), as).to.equal('true');
    expect((await post(key, { other: 1 }, '/things', 'turn-1')).status).to.equal(409);
    expect(work.runs).to.equal(callers.length);
  });

  it('is still the one of a person who has signed in again', async () => {
    const key = freshKey();
    await post(key);
    expect((await post(key, {}, '/things', 'ana-again')).headers.get('idempotent-replay')).to.equal('true');
  });

  it('is good for a day, and for new work after it', async () => {
    const key = freshKey();
    await post(key, { a: 1 });
    await age(key, '23 hours 59 minutes');
    expect((await post(key, { a: 1 })).headers.get('idempotent-replay')).to.equal('true');
    await age(key, '24 hours 1 second');
    const later = await post(key, { a: 2 });
    expect([later.status, later.body['run'], later.headers.get('idempotent-replay')]).to.deep.equal([201, 2, null]);
    expect((await post(key, { a: 2 })).headers.get('idempotent-replay')).to.equal('true');
    expect((await post(key, { a: 1 })).status).to.equal(409);
  });

  it('that is a day old is new work once, however many come at once', async () => {
    const key = freshKey();
    await post(key);
    await age(key, '25 hours');
    work.answer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 80));
      return ok({ run: work.runs }, 201);
    };
    const replies = await Promise.all(Array.from({ length: 8 }, () => post(key)));
    expect(work.runs).to.equal(2);
    expect(new Set(replies.map(({ body }) => body['run']))).to.deep.equal(new Set([2]));
  });

  it('keeps a refusal, and not a fault: that can be tried again', async () => {
    const key = freshKey();
    work.answer = () => Promise.resolve(problem(409, 'already_closed', 'It is closed.'));
    await post(key);
    const kept = await post(key);
    expect([kept.status, kept.body['error'], kept.headers.get('idempotent-replay'), work.runs]).to.deep.equal([
      ...[409, 'already_closed', 'true', 1],
    ]);
    expect(kept.headers.get('content-type')).to.match(/^application\/problem\+json/);
    const other = freshKey();
    work.answer = () => Promise.reject(new Error('broken'));
    expect((await post(other)).status).to.equal(500);
    work.answer = () => Promise.resolve(problem(503, 'busy', 'Later.'));
    expect((await post(other)).status).to.equal(503);
    work.answer = () => Promise.resolve(ok({ run: 'at last' }));
    expect((await post(other)).body['run']).to.equal('at last');
  });

  it('does not count where the fields are wrong, so that the mended request may use it', async () => {
    const key = freshKey();
    expect((await post(key, [])).status).to.equal(422);
    expect((await post(key, { a: 1 })).status).to.equal(201);
  });

  it('of another length than 1 to 200 is refused or not seen', async () => {
    expect((await post('k'.repeat(200))).status).to.equal(201);
    expect((await post('k'.repeat(201))).body['error']).to.equal('invalid_fields');
    expect((await post('')).headers.get('idempotent-replay')).to.equal(null);
    expect((await post('')).headers.get('idempotent-replay')).to.equal(null);
  });

  it('is nothing to a GET, and left to a route that has its own way', async () => {
    const headers = { 'idempotency-key': freshKey() };
    for (const [method, path] of [
      ['GET', '/things'],
      ['POST', '/own'],
    ] as const) {
      work.runs = 0;
      await app.call(method, path, { headers });
      expect((await app.call(method, path, { headers })).headers.get('idempotent-replay'), path).to.equal(null);
      expect(work.runs).to.equal(2);
    }
  });

  it('holds with half a character in body and answer, which JSON can say and a database cannot keep', async () => {
    const key = freshKey();
    work.answer = () => Promise.resolve(problem(422, 'unknown_group', `There is no group "\ud800x".`));
    const body = '{"owning_group":"\\ud800x"}';
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    const first = await app.call('POST', '/things', { body, headers });
    expect([first.status, first.body['error']]).to.deep.equal([422, 'unknown_group']);
    const again = await app.call('POST', '/things', { body, headers });
    expect([again.status, again.headers.get('idempotent-replay'), work.runs]).to.deep.equal([422, 'true', 1]);
  });

  it('is not used up by a number that no double holds, which is refused', async () => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': freshKey() };
    const { status, body } = await app.call('POST', '/things', { body: '{"a":[1e999]}', headers });
    expect([status, body['error'], work.runs]).to.deep.equal([400, 'malformed_json', 0]);
  });

  it('of a process that died at work waits its time and then says that nobody knows', async () => {
    const { rows } = await db.query<{ id: number }>('select min(id) as id from principals');
    const request = { principalId: rows[0]?.id ?? 0, key: freshKey(), route: 'post /things', body: {} };
    const first = once(db, request, () => new Promise<Answer>(() => undefined));
    void first;
    const begun = async (): Promise<boolean> =>
      (await db.query('select from idempotency_keys where key = $1', [request.key])).rowCount === 1;
    while (!(await begun())) await new Promise((resolve) => setTimeout(resolve, 10));
    const clock = Date.now;
    try {
      // The patience is 20 s of the process's own clock.
      let hour = 0;
      Date.now = () => clock() + (hour += 30_000);
      const second = await once(db, request, () => Promise.reject(new Error('it ran twice')));
      expect([second.status, (second.body as { error: string }).error]).to.deep.equal([409, 'idempotency_in_doubt']);
    } finally {
      Date.now = clock;
    }
  });

  it('is forgotten after its day and not before', async () => {
    await db.query('delete from idempotency_keys');
    const [old, young] = [freshKey(), freshKey()];
    for (const key of [old, young]) await post(key);
    await age(old, '24 hours 1 minute');
    await age(young, '23 hours 59 minutes');
    expect(await forgetKeys(db)).to.equal(1);
    expect((await post(young)).headers.get('idempotent-replay')).to.equal('true');
  });
});
