import { expect } from 'chai';
import fc from 'fast-check';
import { jsonText, openPool, type Database } from '../../../api/db/index.js';
import { onePostgres } from '../rooms/onePostgres.js';

describe('JSON for a column', () => {
  let db: Database;
  before(async () => {
    db = openPool(await (await onePostgres()).freshDatabase(), () => undefined);
  });
  after(() => db?.end());
  const kept = async (value: unknown): Promise<unknown> => {
    const { rows } = await db.query<{ value: unknown }>('select $1::jsonb as value', [jsonText(value)]);
    return rows[0]?.value;
  };

  it('is kept whatever text there is in values and keys', async () => {
    const anyText = fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)), maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(anyText, fc.oneof(anyText, fc.array(anyText, { maxLength: 2 })), { maxKeys: 3 }),
        async (value) => {
          expect(await kept(value)).to.deep.equal(JSON.parse(jsonText(value)));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is the same JSON where nothing is wrong with it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(!JSON.stringify(value).includes('u0000'));
        expect(jsonText(value)).to.equal(JSON.stringify(value));
      }),
    );
    for (const text of ['\\ud800', '\\\\u0000', 'c:\\users', '"\\"', '😀', '\n\t\u0001'])
      expect(jsonText({ [text]: text }), text).to.equal(JSON.stringify({ [text]: text }));
  });

  it('has a mark for each half of a character, and nothing for a zero byte', async () => {
    expect(await kept({ 'k\ud83d': 'a\ude00b', z: 'x\u0000y\u0000' })).to.deep.equal({
      'k\ufffd': 'a\ufffdb',
      z: 'xy',
    });
    expect(await kept(['😀'.slice(0, 1), '\\\ud800', '\\u0000'])).to.deep.equal(['\ufffd', '\\\ufffd', '\\u0000']);
  });
});
