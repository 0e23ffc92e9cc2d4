import { expect } from 'chai';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { keepOutput } from '../../../runner/executor/keepOutput.js';

describe('the kept output of a plan', () => {
  it('is all of it while it fits, and both ends when it does not, however it was cut into chunks', () => {
    const chunks = fc.array(fc.string({ unit: 'grapheme-ascii', maxLength: 12 }), { maxLength: 20 });
    fc.assert(
      fc.property(chunks, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }), (parts, head, tail) => {
        const output = keepOutput(head, tail);
        for (const part of parts) output.push(Buffer.from(part));
        const all = parts.join('');
        const expected =
          all.length <= head + tail
            ? all
            : `${all.slice(0, head)}\n[… ${all.length - head - tail} bytes left out …]\n${all.slice(-tail)}`;
        expect(output.text()).to.equal(expected);
        expect(output.sha256()).to.equal(createHash('sha256').update(all).digest('hex'));
      }),
    );
  });

  it('does not break a character that was cut between two chunks', () => {
    const output = keepOutput(4, 40);
    const bytes = Buffer.from('añ€😀b');
    for (const byte of bytes) output.push(Buffer.from([byte]));
    expect(output.text()).to.equal('añ€😀b');
  });

  it('is small enough for a receipt, whatever came', () => {
    const output = keepOutput();
    const chunk = Buffer.alloc(65_536, 'x');
    for (let at = 0; at < 64; at += 1) output.push(chunk);
    expect(output.text().length).to.be.at.most(16_000);
    expect(output.text()).to.match(/^x{8000}\n\[… 4178804 bytes left out …\]\nx{7500}$/);
    expect(output.sha256()).to.equal(
      createHash('sha256')
        .update(Buffer.alloc(64 * 65_536, 'x'))
        .digest('hex'),
    );
  });

  it('shows bytes that are no text, and no NUL, which the database does not store', () => {
    const output = keepOutput();
    output.push(Buffer.from([0x61, 0x00, 0xff, 0x62]));
    expect(output.text()).to.equal('a\ufffd\ufffdb');
    expect(output.sha256()).to.equal(
      createHash('sha256')
        .update(Buffer.from([0x61, 0x00, 0xff, 0x62]))
        .digest('hex'),
    );
  });

  it('may be asked for at any time, and goes on', () => {
    const output = keepOutput(2, 2);
    expect([output.text(), output.sha256()]).to.deep.equal(['', createHash('sha256').digest('hex')]);
    output.push(Buffer.from('abcd'));
    expect(output.text()).to.equal('abcd');
    output.push(Buffer.from('e'));
    expect(output.text()).to.equal('ab\n[… 1 bytes left out …]\nde');
    expect(output.sha256()).to.equal(createHash('sha256').update('abcde').digest('hex'));
  });

  it('does not keep a chunk alive that its owner uses again', () => {
    const output = keepOutput(4, 4);
    const chunk = Buffer.from('abcdefgh');
    output.push(chunk);
    chunk.fill('!');
    expect(output.text()).to.equal('abcdefgh');
  });
});
