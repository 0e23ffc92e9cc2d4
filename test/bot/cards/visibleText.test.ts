import { expect } from 'chai';
import { countUnclear, exactly, oneLine, tricksSpelled, withoutTricks } from '../../../bot/cards/visibleText.js';

describe('visible text', () => {
  const turned = 'rm safe\u202Egpj.exe';

  it('leaves out what turns the direction of text, where nobody decides on it', () => {
    expect(withoutTricks(turned)).to.equal('rm safegpj.exe');
    expect(withoutTricks('a\u200Bb\uFEFFc\u2066d\u00ADe\u{E0041}f\u0000g')).to.equal('abcdefg');
  });

  it('writes it out where somebody decides on it', () => {
    expect(tricksSpelled(turned)).to.equal('rm safe\\u{202E}gpj.exe');
    expect(tricksSpelled('a\u2028b\u001B[2J')).to.equal('a\\u{2028}b\\u{1B}[2J');
  });

  it('keeps lines, tabs, accents, joined emoji and their form', () => {
    const text = 'Olá\n\tशक्ति 👩‍🚒 ⚠️ می‌خواهم';
    expect(withoutTricks(text)).to.equal(text);
    expect(tricksSpelled(text)).to.equal(text);
    expect(withoutTricks('a\r\nb')).to.equal('a\nb');
  });

  it('takes half of a character for what it is', () => {
    expect(tricksSpelled('a\uD83Db')).to.equal('a\\u{D83D}b');
    expect(withoutTricks('a\uD83Db')).to.equal('ab');
  });

  it('leaves nothing unseen or out of place in a word of a command', () => {
    const blanks = 'a\u00A0b\u3000c\u2800d\u3164e\nf';
    expect(exactly(blanks)).to.equal('a\\u{A0}b\\u{3000}c\\u{2800}d\\u{3164}e\\u{A}f');
    expect(exactly('שלום/e\u0301')).to.equal('\\u{5E9}\\u{5DC}\\u{5D5}\\u{5DD}/e\\u{301}');
    expect([countUnclear(blanks), countUnclear('/opt/x y'), countUnclear('\\u{202E}')]).to.deep.equal([5, 0, 0]);
  });

  it('says with a sign that a line was cut', () => {
    expect(oneLine('  a\n b\tc ', 20)).to.equal('a b c');
    expect(oneLine('abcdefgh', 5)).to.equal('abcd…');
    expect(Array.from(oneLine('😀'.repeat(9), 5)).length).to.equal(5);
  });
});
