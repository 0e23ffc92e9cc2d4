import { expect } from 'chai';
import { z } from 'zod';
import { notFound, ok, problem, type Answer } from '../../api/http/answer.js';
import { defineRoute, type Route, type RouteRequest } from '../../api/http/route.js';
import { smallApp } from '../api/http/smallApp.js';
import { answersAsDeclared, notAsDeclared } from './answersAsDeclared.js';

const answers: Route['answers'] = {
  200: {
    description: 'A thing',
    schema: z.object({ id: z.number().int(), at: z.iso.datetime({ offset: true }), remark: z.string().nullable() }),
  },
  201: { description: 'Either', schema: z.union([z.object({ a: z.number() }), z.looseObject({ b: z.number() })]) },
  202: { description: 'Text', type: 'text/plain' },
  204: { description: 'Nothing' },
};
const thing = { id: 1, at: new Date(0), remark: null };

describe('answers that are held against what their routes declare', () => {
  /** What the test is told of an answer; undefined when it is as declared. */
  async function fault(
    answer: Answer,
    more: Partial<Route> = {},
    first: (request: RouteRequest<unknown, unknown, unknown>) => void = () => undefined,
  ): Promise<string | undefined> {
    const declared = answersAsDeclared();
    const route = defineRoute({
      ...{ method: 'get', path: '/thing', area: 'test', summary: 'x', access: { kind: 'public' }, answers },
      ...more,
      handle: (request) => {
        first(request);
        return Promise.resolve(answer);
      },
    });
    const app = await smallApp([declared.each(route)]);
    try {
      const { status, body } = await app.call('GET', '/thing');
      if (body['error'] !== notAsDeclared) return undefined;
      expect([status, body['detail']]).to.deep.equal([500, declared.faults[0]]);
      return declared.faults[0];
    } finally {
      await app.close();
    }
  }

  it('pass when they are: as they are on the wire, and every problem', async () => {
    for (const answer of [
      ok(thing),
      ok({ ...thing, remark: 'x' }),
      ok({ a: 1 }, 201),
      ok({ b: 1, more: true }, 201),
      { status: 202, body: 'words' },
      { status: 204, body: undefined },
      notFound('Thing'),
      problem(409, 'already_closed', 'It is closed.', { state: 'closed' }),
    ])
      expect(await fault(answer)).to.equal(undefined);
  });

  it('fail by the field: a missing one, one of another type, and one too many', async () => {
    expect(await fault(ok({ ...thing, id: 'one' }))).to.match(/^GET \/thing 200 is not as declared: id: .*expected/);
    expect(await fault(ok({ id: 1, at: thing.at }))).to.contain('remark');
    expect(await fault(ok({ ...thing, at: 'yesterday' }))).to.contain('at: ');
    expect(await fault(ok({ ...thing, password: 'x' }))).to.contain('password');
    expect(await fault(ok({ a: 1, more: true }, 201))).to.contain('201 is not as declared');
    expect(await fault(ok([thing]))).to.contain('the body');
  });

  it('fail by the status, the kind of the body, and a problem that is none', async () => {
    expect(await fault(ok(thing, 203))).to.contain('status 203 is not among its answers');
    expect(await fault({ status: 404, body: { message: 'no' } })).to.contain('status 404 is not among its answers');
    expect(await fault({ status: 200, body: 'words' })).to.contain('declares no type');
    const headers = { 'content-type': 'application/problem+json' };
    expect(await fault({ status: 404, body: { detail: 'no' }, headers })).to.contain('error');
    expect(await fault(problem(404, 'Not Found', 'It is not there.'))).to.contain('error');
  });

  it('fail by If-Match: read and not declared, or declared and not read', async () => {
    const read = ({ header }: RouteRequest<unknown, unknown, unknown>): void => void header('If-Match');
    expect(await fault(ok(thing), {}, read)).to.contain('declares no concurrency');
    expect(await fault(notFound('Thing'), {}, read)).to.contain('declares no concurrency');
    expect(await fault(ok(thing), { concurrency: 'if-match' }, read)).to.equal(undefined);
    expect(await fault(ok(thing), { concurrency: 'if-match' })).to.contain('nobody read it');
    expect(await fault(notFound('Thing'), { concurrency: 'if-match' })).to.equal(undefined);
    const unread = problem(428, 'precondition_required', 'Send the version.');
    expect(await fault(unread, { concurrency: 'if-match' }, read)).to.contain('428');
    expect(await fault(unread, { concurrency: 'required' }, read)).to.equal(undefined);
  });

  it('fail by the ETag: one that is not declared, and one that does not come', async () => {
    const tagged: Answer = { ...ok(thing), headers: { etag: '"1"' } };
    const declared = { answers: { 200: { description: 'A thing', schema: z.looseObject({}), etag: true } } } as const;
    expect(await fault(tagged)).to.contain('has an ETag');
    expect(await fault(ok(thing), declared)).to.contain('has no ETag');
    expect(await fault(tagged, declared)).to.equal(undefined);
  });
});
