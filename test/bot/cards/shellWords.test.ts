import { expect } from 'chai';
import fc from 'fast-check';
import { commandForReading } from '../../../bot/cards/shellWords.js';
import { readable } from './readable.js';

describe('a command for reading', () => {
  const textOf = (...argv: string[]): string => commandForReading(argv).text;

  it('shows where each word begins and ends', () => {
    expect(textOf('cp', 'my file', '/tmp')).to.equal(`cp 'my file' /tmp`);
    expect(textOf('cp', 'my', 'file', '/tmp')).to.equal('cp my file /tmp');
    expect(textOf('echo', '', ' ', "it's", '$(id)', 'a;b')).to.equal(`echo '' ' ' 'it'\\''s' '$(id)' 'a;b'`);
  });

  it('keeps every line inside a narrow column, however long the words are', () => {
    const words = ['tool', '--name', 'x'.repeat(40), '--again', 'y'.repeat(30), 'z'.repeat(150)];
    const { text, remarks } = commandForReading(words);
    expect(text).to.equal(readable`
      tool --name \
          xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx \
          --again \
          yyyyyyyyyyyyyyyyyyyyyyyyyyyyyy \
      zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz↵
      zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz↵
      zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz↵
      zzzzzzzzzzzzzzzzzzzzzzzzzzzzzz
    `);
    expect(remarks).to.deep.equal(['6 words, 242 characters.', '↵ marks where a long word was broken for reading.']);
  });

  it('cannot push the end of a word out of sight with blanks', () => {
    const { text } = commandForReading(['ping', `host${' '.repeat(300)}; rm -rf /`]);
    expect(Math.max(...text.split('\n').map((line) => line.length))).to.be.at.most(46);
    expect(text).to.match(/; rm -rf \/'$/);
  });

  it('counts what it writes out and tells it from the same text written by somebody', () => {
    const tricked = commandForReading(['cat', 'a\u202Etxt']);
    expect(tricked.text).to.equal(`cat 'a\\u{202E}txt'`);
    expect(tricked.warnings).to.deep.equal(['Careful: 1 character that could mislead is written out as \\u{…}.']);
    const literal = commandForReading(['cat', 'a\\u{202E}txt']);
    expect([literal.text, literal.warnings]).to.deep.equal([tricked.text, []]);
    expect(commandForReading(['echo', 'a↵b']).text).to.equal(`echo 'a\\u{21B5}b'`);
  });

  it('warns of letters that look like others', () => {
    const { text, warnings } = commandForReading(['/usr/bin/с\u0443stem']);
    expect(text).to.equal(`'/usr/bin/су` + `stem'`);
    expect(warnings).to.deep.equal(['Careful, not plain ASCII: с is U+0441, у is U+0443.']);
    expect(commandForReading(['абвгдежз']).warnings[0]).to.match(/, and 3 more\.$/);
    expect(commandForReading(['ls', '-la']).warnings).to.deep.equal([]);
  });

  it('shows two different commands never as the same text with the same warnings', () => {
    const word = fc.string({
      unit: fc.constantFrom('a', ' ', "'", '\\', '\u202E', '↵', 'u', '{', '2', 'E', '}', 'и'),
      maxLength: 12,
    });
    const argv = fc.array(word, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(argv, argv, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        expect(commandForReading(one)).to.not.deep.equal(commandForReading(other));
      }),
    );
  });
});
