import { expect } from 'chai';
import fc from 'fast-check';
import { splitLines } from '../../../runner/supervise/lineSplitter.js';

describe('splitLines', () => {
  function split(chunks: readonly Buffer[], limit?: number): [string, boolean][] {
    const lines: [string, boolean][] = [];
    const splitter = splitLines((line, cut) => lines.push([line, cut]), limit);
    for (const chunk of chunks) splitter.push(chunk);
    splitter.end();
    return lines;
  }

  it('gives the same lines wherever the bytes were cut', () => {
    const text = fc
      .array(fc.string({ unit: 'grapheme' }).map((line) => line.replace(/[\r\n]/g, '')))
      .map((lines) => lines.map((line) => `${line}\n`).join(''));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 7 }), (whole, size) => {
        const bytes = Buffer.from(whole);
        const chunks = [];
        for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
        expect(
          split(chunks)
            .map(([line]) => `${line}\n`)
            .join(''),
        ).to.equal(bytes.toString('utf8'));
      }),
    );
  });

  it('hands a line without an end on when the stream ends', () => {
    expect(split([Buffer.from('one\ntwo')])).to.deep.equal([
      ['one', false],
      ['two', false],
    ]);
  });

  it('cuts an enormous line once, drops its rest, and reads on', () => {
    const huge = Buffer.from('x'.repeat(70));
    expect(split([huge, huge, Buffer.from('x\nnext\n')], 100)).to.deep.equal([
      ['x'.repeat(100), true],
      ['next', false],
    ]);
  });

  it('knows no difference between the ends of lines of two systems, and keeps empty lines', () => {
    expect(split([Buffer.from('one\r\n\r\ntwo\rhalf\n\n')]).map(([line]) => line)).to.deep.equal([
      ...['one', '', 'two\rhalf', ''],
    ]);
    expect(split([Buffer.from('one\r'), Buffer.from('\ntwo')]).map(([line]) => line)).to.deep.equal(['one', 'two']);
    expect(split([])).to.deep.equal([]);
    expect(split([Buffer.from('')])).to.deep.equal([]);
  });

  it('shows bytes that are no text as such, wherever they were cut, and reads on', () => {
    const bytes = Buffer.from([0x61, 0xff, 0xfe, 0x62, 0x0a, 0xe2, 0x82, 0x0a, 0xf0, 0x9f, 0x98, 0x80, 0x0a, 0xc3]);
    const whole = split([bytes]).map(([line]) => line);
    expect(whole).to.deep.equal(['a\ufffd\ufffdb', '\ufffd', '😀', '\ufffd']);
    expect(split([...bytes].map((byte) => Buffer.from([byte]))).map(([line]) => line)).to.deep.equal(whole);
  });

  it('does not cut a line of exactly its limit, and cuts one of one more', () => {
    expect(split([Buffer.from('x'.repeat(10)), Buffer.from('\n')], 10)).to.deep.equal([['x'.repeat(10), false]]);
    expect(split([Buffer.from(`${'x'.repeat(11)}\n`)], 10)).to.deep.equal([['x'.repeat(10), true]]);
    expect(split([Buffer.from('x'.repeat(11))], 10)).to.deep.equal([['x'.repeat(10), true]]);
  });

  it('cuts each of several enormous lines once', () => {
    const flood = Buffer.from(`${'a'.repeat(25)}\n${'b'.repeat(25)}\nc\n`);
    for (const size of [1, 7, 60]) {
      const chunks = [];
      for (let at = 0; at < flood.length; at += size) chunks.push(flood.subarray(at, at + size));
      expect(split(chunks, 10)).to.deep.equal([
        ['a'.repeat(10), true],
        ['b'.repeat(10), true],
        ['c', false],
      ]);
    }
  });
});
