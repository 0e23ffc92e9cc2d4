import { expect } from 'chai';
import fc from 'fast-check';
import { meaningOf, reactionKey } from '../../../bot/inbox/reactionKey.js';
import { voteInWords } from '../../../bot/inbox/voteInWords.js';
import { readCommand } from '../../../bot/inbox/runCommand.js';

const offered = new Map([
  ['✅', 'approve'],
  ['❌', 'reject'],
  ['1️⃣', 'first'],
  ['👍', 'thumb'],
]);

describe('the key of a reaction', () => {
  it('is the same with and without the sign for pictures, and in every skin tone', () => {
    for (const key of ['✅', '✅\uFE0F', '✅\uFE0E']) expect(meaningOf(offered, key)).to.equal('approve');
    for (const key of ['1️⃣', '1\u20E3', '1\uFE0F\u20E3']) expect(meaningOf(offered, key)).to.equal('first');
    for (const key of ['👍', '👍🏽', '👍🏿']) expect(meaningOf(offered, key)).to.equal('thumb');
  });
  it('means nothing when it only looks like one, or is a name that every object has', () => {
    for (const key of [
      '✔',
      '✔️',
      '☑️',
      '✓',
      'x',
      '✖️',
      '✅✅',
      ' ✅',
      '✅ ',
      'constructor',
      '__proto__',
      'toString',
      '',
    ])
      expect(meaningOf(offered, key), key).to.equal(undefined);
  });
  it('is stable: what was stripped is stripped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (key) => reactionKey(reactionKey(key)) === reactionKey(key)),
    );
  });
});

describe('a vote in words', () => {
  it('is the first word, and the rest is the reason', () => {
    expect(voteInWords('approve')).to.deep.equal({ verb: 'approve', reason: null });
    expect(voteInWords(' Approved. ')).to.deep.equal({ verb: 'approve', reason: null });
    expect(voteInWords('reject because it is Friday')).to.deep.equal({ verb: 'reject', reason: 'it is Friday' });
    expect(voteInWords('❌️ not on a Friday')).to.deep.equal({ verb: 'reject', reason: 'not on a Friday' });
  });
  it('is nothing else: talk about a vote is talk', () => {
    for (const talk of [
      'not approved yet?',
      'please approve',
      'I approve',
      'approval needed',
      'yes',
      'ok',
      'approver list?',
      '',
    ])
      expect(voteInWords(talk), talk).to.equal(undefined);
  });
});

describe('a command', () => {
  it('is a name after an exclamation mark, whatever its case, and the words after it', () => {
    expect(readCommand('!Resolve 12 turned it off\nand on')).to.deep.include({
      name: 'resolve',
      words: '12 turned it off\nand on',
    });
    expect(readCommand('!take')).to.deep.include({ name: 'take', words: '' });
    expect(readCommand('!nonsense 1')?.command).to.equal(undefined);
  });
  it('is not every exclamation', () => {
    for (const text of ['! take 12', 'take! 12', '!!', '!12', 'please !take 12', ''])
      expect(readCommand(text), text).to.equal(undefined);
  });
  it('is never a name that every object has', () => {
    for (const name of ['constructor', 'toString', '__proto__'])
      expect(readCommand(`!${name}`)?.command).to.equal(undefined);
  });
});
