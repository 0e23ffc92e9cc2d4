import { expect } from 'chai';
import fc from 'fast-check';
import { requestBody } from '../../../api/changes/contract.js';

const asked = { ticket_id: 1, action: 'Restart', target: 'web-1' };
const program = (...argv: string[]): object => ({ ...asked, plan: { kind: 'argv', argv } });
const troubles = (body: object): string[] =>
  requestBody.safeParse(body).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

describe('the words of a plan', () => {
  for (const [name, character] of [
    ['a right-to-left override', '\u202e'],
    ['a left-to-right isolate', '\u2066'],
    ['a right-to-left mark', '\u200f'],
    ['an Arabic letter mark', '\u061c'],
    ['a zero-width space', '\u200b'],
    ['a soft hyphen', '\u00ad'],
    ['a tag character', '\u{e0041}'],
    ['a line feed', '\n'],
    ['an escape', '\u001b'],
    ['a C1 control', '\u009b'],
    ['a NUL', '\u0000'],
    ['a line separator', '\u2028'],
    ['half a surrogate pair', '\ud83d'],
  ] as const) {
    it(`are refused with ${name} in them, wherever it stands, and told why`, () => {
      for (const argv of [[`cat${character}`], ['cat', `safe${character}txt.exe`], ['cat', '--', character]]) {
        expect(troubles(program(...argv))).to.deep.equal([
          `plan.argv.${argv.findIndex((one) => one.includes(character))}: control, invisible and text-direction characters are not allowed in a command`,
        ]);
      }
    });
  }

  it('are kept byte for byte when they are only unusual', () => {
    const argv = ['echo', '', 'Größe 日本語 🎫 "$HOME" `id` <b>&amp; \\n', '--', '-rf', 'שלום'];
    const { plan } = requestBody.parse(program(...argv));
    expect(plan).to.deep.include({ argv });
  });

  it('are refused when there is no program', () => {
    for (const argv of [[], [''], [' ']]) expect(troubles(program(...argv))).to.have.length(1);
  });

  it('never hold a character that shows nothing or turns the text, whatever is sent', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 12 }), { minLength: 1, maxLength: 3 }), (argv) => {
        const parsed = requestBody.safeParse(program(...argv));
        if (parsed.success) expect(argv.join('')).to.not.match(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      }),
    );
  });
});

describe('the descriptions of a change', () => {
  it('are stored without what could disguise them', () => {
    const tricky = 'delete \u202egpj.elif\u202c of\u0007 the\u2066 backup\u009b31m';
    const plain = 'delete gpj.elif of the backup31m';
    const body = requestBody.parse({
      ...asked,
      action: `${tricky}\n`,
      target: `  ${tricky}`,
      reason: tricky,
      command: tricky,
      plan: { kind: 'agent', description: tricky, rollback: tricky, blast_radius: tricky },
    });
    expect(body).to.deep.include({ action: plain, target: plain, reason: plain, command: plain });
    expect(body.plan).to.deep.equal({ kind: 'agent', description: plain, rollback: plain, blast_radius: plain });
  });

  it('keep their lines and their letters', () => {
    const reason = 'Größe\n\t- שלום\n\t- 日本語 👩‍🔧';
    expect(requestBody.parse({ ...asked, reason }).reason).to.equal(reason);
  });

  it('can not be made of nothing but what is taken out', () => {
    expect(troubles({ ...asked, action: '\u202e\u200f' })).to.deep.equal(['action: is empty']);
  });
});
