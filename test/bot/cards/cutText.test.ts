import { expect } from 'chai';
import { cutText } from '../../../bot/cards/cutText.js';
import { readable } from './readable.js';

describe('a text that is too long', () => {
  const whole = { path: '/api/tickets/12/context', publicUrl: undefined };

  it('stays as it is when it fits', () => {
    expect(cutText('12345', 5, whole)).to.equal('12345');
  });

  it('ends with a whole line, how much is left out, and where it can be read', () => {
    const text = Array.from({ length: 200 }, (_, place) => `line ${place}`).join('\n');
    expect(cutText(text, 24, whole)).to.equal(readable`
      line 0
      line 1
      line 2

      [1,669 of 1,689 characters are left out here. The whole text: GET /api/tickets/12/context]
    `);
  });

  it('ends with a whole word where one line is too long, and somewhere where one word is', () => {
    expect(cutText('aaaa bbbb cccc dddd', 12, undefined)).to.match(/^aaaa bbbb\n\n\[10 of 19 characters/);
    expect(cutText('a'.repeat(30), 12, undefined)).to.match(/^a{12}\n\n\[18 of 30 characters/);
    expect(cutText(`a\n${'b'.repeat(30)}`, 12, undefined), 'nearly all would be lost').to.match(/^a\nb{10}\n/);
  });

  it('gives the address under which people reach the API', () => {
    const cut = cutText('x '.repeat(20), 10, { ...whole, publicUrl: 'https://ops.example.org' });
    expect(cut).to.match(/The whole text: https:\/\/ops\.example\.org\/api\/tickets\/12\/context\]$/);
  });

  it('closes the block of code that it was cut in', () => {
    const text = 'Log:\n\n```sh\none\ntwo\nthree\nfour\n```\nend';
    expect(cutText(text, 20, undefined)).to.equal(readable`
      Log:

      ${'```sh'}
      one
      two
      ${'```'}

      [19 of 38 characters are left out here.]
    `);
  });

  it('knows long fences, fences of tildes, and fences that are closed', () => {
    const inside = (fence: string): string => cutText(`${fence}\n\`\`\`\n~~~\n${'x\n'.repeat(30)}`, 30, undefined);
    expect(inside('`````')).to.match(/x\n`````\n\n\[/);
    expect(inside('~~~~')).to.match(/x\n~~~~\n\n\[/);
    expect(cutText(`\`\`\`\na\n\`\`\`\n${'x\n'.repeat(30)}`, 30, undefined)).to.match(/x\n\n\[/);
  });

  it('counts characters and not their halves', () => {
    expect(cutText('😀'.repeat(20), 10, undefined)).to.equal(
      `${'😀'.repeat(10)}\n\n[10 of 20 characters are left out here.]`,
    );
  });
});
