import { expect } from 'chai';
import fc from 'fast-check';
import { ok } from '../../../api/http/answer.js';
import { defineRoute } from '../../../api/http/route.js';
import { isNestedDeeperThan, whereJsonBreaks } from '../../../api/http/whereJsonBreaks.js';
import { smallApp, type Reply, type SmallApp } from './smallApp.js';

describe('where a body stops being JSON', () => {
  it('is said as the first character that no JSON could have there', () => {
    const cases: readonly (readonly [string, number])[] = [
      ['{"title": }', 10],
      ['{"title" "x"}', 9],
      ['{title: "x"}', 1],
      ["{'title': 1}", 1],
      ['{"a":1,}', 7],
      ['[1,]', 3],
      ['[1 2]', 3],
      ['{"a":1]', 6],
      ['[1}', 2],
      ['nul', 0],
      ['{"a":tru}', 5],
      ['{"a":01}', 6],
      ['{"a":1.}', 6],
      ['{"a":+1}', 5],
      ['{"a":NaN}', 5],
      ['"a\nb"', 2],
      ['"\\x"', 1],
      ['"\\u12g4"', 1],
      ['{} {}', 3],
      ['{"a":1} // done', 8],
      [',', 0],
      ['\ufeff{}', 0],
    ];
    for (const [text, offset] of cases) expect(whereJsonBreaks(text).offset, text).to.equal(offset);
  });

  it('is the end of a text that ends too early', () => {
    for (const text of ['{', '{"a"', '{"a":', '{"a":1', '{"a":1,', '[', '[1', '[1,', '"abc', '"abc\\', ' ', '{"a":"b'])
      expect(whereJsonBreaks(text).offset, text).to.be.oneOf([text.length, text.indexOf('\\')]);
  });

  it('has a line and a column that an editor would show', () => {
    expect(whereJsonBreaks('{\n  "a": 1,\n  "b": oops\n}')).to.deep.equal({ offset: 19, line: 3, column: 8 });
    expect(whereJsonBreaks('oops')).to.deep.equal({ offset: 0, line: 1, column: 1 });
    expect(whereJsonBreaks('{\r\n"a" 1}')).to.include({ line: 2, column: 5 });
  });

  it('is inside of what was cut off or broken, whatever the JSON was', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (json, at) => {
        const cut = json.slice(0, at % json.length);
        const { offset } = whereJsonBreaks(cut);
        // A cut number or an empty text may still be JSON as far as it goes; then the end is what is missing.
        expect(offset).to.be.within(0, cut.length);
        const broken = `${json}\u0001`;
        expect(whereJsonBreaks(broken).offset).to.equal(json.length);
      }),
    );
  });

  it('is nothing that brackets in strings or escaped quotes could move', () => {
    expect(isNestedDeeperThan('["[[[[\\"[[[["]', 1)).to.equal(false);
    expect(isNestedDeeperThan('[[[]],[[]]]', 3)).to.equal(false);
    expect(isNestedDeeperThan('[[[[]]]]', 3)).to.equal(true);
    expect(isNestedDeeperThan('{"a":{"b":[1]}}', 2)).to.equal(true);
  });
});

describe('a malformed body', () => {
  let app: SmallApp;
  before(async () => {
    app = await smallApp([
      defineRoute({
        ...{ method: 'post', path: '/things', area: 'test', summary: 'x', answers: { 200: { description: 'It' } } },
        access: { kind: 'signed-in', permission: 'things:write', agents: 'any' },
        handle: ({ body }) => Promise.resolve(ok({ got: body })),
      }),
    ]);
  });
  after(() => app.close());
  const post = (body: string, headers: Record<string, string> = {}): Promise<Reply> =>
    app.call('POST', '/things', { body, headers: { 'content-type': 'application/json', ...headers } });

  it('is 400 with the place where it breaks, for people and for programs', async () => {
    const { status, body, headers } = await post('{"title": "x",\n "reason": oops}');
    expect([status, body['error']]).to.deep.equal([400, 'malformed_json']);
    expect(headers.get('content-type')).to.match(/^application\/problem\+json/);
    expect(body['detail']).to.contain('at line 2, column 12');
    expect(body['position']).to.deep.equal({ offset: 26, line: 2, column: 12 });
    expect((await post('{"title": "x"')).body['detail']).to.contain('it ends too early at line 1, column 14');
  });

  it('is not told back: a secret in it does not come into logs of whoever sent it', async () => {
    const { text } = await post('{"password": hunter2}');
    expect(text).to.not.contain('hunter2');
  });

  it('that is nested without end is 400 and breaks no stack', async () => {
    for (const depth of [101, 5_000, 200_000]) {
      const { status, body } = await post('['.repeat(depth) + ']'.repeat(depth), {
        'idempotency-key': `deep-${depth}`,
      });
      expect([status, body['error']], String(depth)).to.deep.equal([400, 'malformed_json']);
    }
    expect((await post('['.repeat(100) + ']'.repeat(100))).status).to.equal(200);
  });

  it('that is compressed is refused by its type, instead of as broken JSON', async () => {
    const { status, body } = await post('\u001f\u008b\u0008', { 'content-encoding': 'gzip' });
    expect([status, body['error']]).to.deep.equal([415, 'unsupported_media_type']);
    expect(body['detail']).to.equal('Send the body as it is, not as gzip.');
    expect((await post('{}', { 'content-encoding': 'identity' })).status).to.equal(200);
  });
});
