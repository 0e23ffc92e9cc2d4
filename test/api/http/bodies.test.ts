import { expect } from 'chai';
import { z } from 'zod';
import { ok } from '../../../api/http/answer.js';
import { flag, id, optionalText, text } from '../../../api/http/fields.js';
import { defineRoute, type Route } from '../../../api/http/route.js';
import { smallApp, type Reply, type SmallApp } from './smallApp.js';

const body = z.object({
  title: text(20),
  ticket_id: id().nullish(),
  remark: optionalText(10),
  loud: flag(false),
});
const echo = (path: string, schema: z.ZodType | undefined, maxBody?: number): Route =>
  defineRoute({
    ...{ method: 'post', path, area: 'test', summary: path, answers: { 200: { description: 'It' } } },
    access: { kind: 'signed-in', permission: 'things:write', agents: 'any' },
    ...(schema === undefined ? {} : { body: schema }),
    ...(maxBody === undefined ? {} : { maxBody }),
    handle: ({ body: got }) => Promise.resolve(ok({ got })),
  });

describe('the body of a request', () => {
  let app: SmallApp;
  before(async () => {
    app = await smallApp([
      echo('/strict', body),
      echo('/optional', z.object({ reason: optionalText() })),
      echo('/any', undefined),
      echo('/small', z.object({}).loose(), 100),
    ]);
  });
  after(() => app.close());
  const json = { 'content-type': 'application/json' };
  const post = (path: string, sent: string, headers: Record<string, string> = json): Promise<Reply> =>
    app.call('POST', path, { body: sent, headers });
  const got = async (fields: unknown): Promise<unknown> => (await post('/strict', JSON.stringify(fields))).body['got'];
  const wrong = async (fields: unknown): Promise<unknown> => {
    const { status, body: answer } = await post('/strict', JSON.stringify(fields));
    return status === 422 ? (answer['errors'] as { path: string }[]).map(({ path }) => path) : status;
  };
  const plain = { title: 'x', remark: null, loud: false };

  it('may have keys that nobody knows: they are not there', async () => {
    const extra = { title: 'x', unknown: 1, __proto__: { loud: true }, constructor: 'x', status: 'closed' };
    expect(await got(extra)).to.deep.equal(plain);
    const polluted = await post('/strict', '{"title":"x","__proto__":{"loud":true,"ticket_id":7}}');
    expect(polluted.body['got']).to.deep.equal(plain);
  });

  it('has numbers and switches as text too, as agents write them', async () => {
    expect(await got({ title: 5, ticket_id: '5', remark: true, loud: 'true' })).to.deep.equal({
      ...{ title: '5', ticket_id: 5, remark: 'true', loud: true },
    });
    for (const [sent, meant] of [
      ['yes', true],
      ['on', true],
      ['1', true],
      ['no', false],
      ['off', false],
      ['0', false],
      [null, false],
    ] as const)
      expect(await got({ title: 'x', loud: sent }), String(sent)).to.deep.equal({ ...plain, loud: meant });
    expect(await got({ title: 'x', ticket_id: ' 12 ' })).to.deep.equal({ ...plain, ticket_id: 12 });
  });

  it('names somebody’s ticket by digits alone, and never by what JavaScript makes of a value', async () => {
    for (const ticket of [true, [5], '', '0x10', '1e3', 1.5, '1.5', 0, -1, {}, '5 6', 'Infinity', 2 ** 53])
      expect(await wrong({ title: 'x', ticket_id: ticket }), JSON.stringify(ticket)).to.deep.equal(['body.ticket_id']);
    expect(await got({ title: 'x', ticket_id: null })).to.deep.equal({ ...plain, ticket_id: null });
  });

  it('has text of a length, without the zero byte that no database keeps', async () => {
    expect(await got({ title: 'a\u0000b\u0000' })).to.deep.equal({ ...plain, title: 'ab' });
    expect(await got({ title: '😀'.repeat(10) })).to.deep.equal({ ...plain, title: '😀'.repeat(10) });
    for (const title of ['x'.repeat(21), null, {}, [], undefined])
      expect(await wrong({ title })).to.deep.equal(['body.title']);
    for (const remark of ['', '   ', '\u0000', null]) expect(await got({ title: 'x', remark })).to.deep.equal(plain);
  });

  it('names every wrong field and what was expected, in a sentence and as a list', async () => {
    const { status, body: answer } = await post('/strict', '{"title":{},"loud":"maybe","ticket_id":"x"}');
    expect([status, answer['error'], answer['title']]).to.deep.equal([422, 'invalid_fields', 'Invalid fields']);
    const errors = answer['errors'] as { path: string; message: string }[];
    expect(errors.map(({ path }) => path)).to.have.members(['body.title', 'body.loud', 'body.ticket_id']);
    for (const { path, message } of errors) expect(answer['detail']).to.contain(`${path} (${message})`);
  });

  it('may be missing where nothing in it is needed', async () => {
    for (const sent of ['', '  ', '{}'])
      expect((await post('/optional', sent)).body['got']).to.deep.equal({ reason: null });
    expect((await app.call('POST', '/optional')).body['got']).to.deep.equal({ reason: null });
    expect((await app.call('POST', '/any')).body['got']).to.deep.equal({});
    expect((await app.call('POST', '/strict')).status).to.equal(422);
  });

  it('that is no object is refused where fields are wanted', async () => {
    for (const sent of ['[]', '"x"', '5', 'null', 'true']) {
      const { status, body: answer } = await post('/strict', sent);
      expect([status, answer['errors']], sent).to.have.nested.property('[1][0].path', 'body');
      expect(status).to.equal(422);
    }
  });

  it('that is broken says so, and never quotes it', async () => {
    for (const sent of [
      '{"title": "hunter2"',
      "{'title': 'hunter2'}",
      'hunter2',
      '{"title":"hunter2",}',
      '\u0000hunter2',
    ]) {
      const answer = await post('/strict', sent);
      expect([answer.status, answer.body['error']], sent).to.deep.equal([400, 'malformed_json']);
      expect(answer.text).to.not.contain('hunter2');
    }
  });

  it('is JSON or a form, whatever its type is called, and JSON when nobody says', async () => {
    for (const type of ['application/json', 'APPLICATION/JSON; charset=utf-8', 'application/merge-patch+json', ''])
      expect((await post('/strict', '{"title":"x"}', { 'content-type': type })).status, type).to.equal(
        type === '' ? 415 : 200,
      );
    expect((await post('/strict', '{"title":"x"}', {})).status).to.equal(200);
    const form = await post('/strict', 'title=a+b%21&loud=on', { 'content-type': 'application/x-www-form-urlencoded' });
    expect(form.body['got']).to.deep.equal({ ...plain, title: 'a b!', loud: true });
    for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/xml', 'application/jsonx'])
      expect((await post('/strict', '{"title":"x"}', { 'content-type': type })).body['error'], type).to.equal(
        'unsupported_media_type',
      );
  });

  it('has the length that its route allows, to the byte', async () => {
    const of = (length: number): string => `{"x":"${'a'.repeat(length - 8)}"}`;
    expect((await post('/small', of(100))).status).to.equal(200);
    const over = await post('/small', of(101));
    expect([over.status, over.body['error'], over.body['detail']]).to.deep.equal([
      413,
      'body_too_large',
      'The body may have at most 100 bytes.',
    ]);
    expect((await post('/small', `{"x":"${'é'.repeat(60)}"}`)).status).to.equal(413);
    expect((await post('/optional', of(1_048_576))).status).to.equal(200);
    expect((await post('/optional', of(1_048_577))).status).to.equal(413);
  });
});
