import { expect } from 'chai';
import fc from 'fast-check';
import { cleaned, isShallow, withoutCredentials } from '../../../api/cicd/boundedJson.js';

const nested = (levels: number): unknown => (levels === 0 ? 'x' : { a: [nested(levels - 1)] });

describe('what is kept of a report', () => {
  const addresses: readonly (readonly [string, string])[] = [
    ['https://user:secret@git.example.org/a', 'https://git.example.org/a'],
    ['https://secret@git.example.org/a', 'https://git.example.org/a'],
    ['cloning ssh://git:secret@host:22/a and http://x:y@z', 'cloning ssh://host:22/a and http://z'],
    ['HTTPS://User:Secret@Host', 'HTTPS://Host'],
    ['postgres://app:p%40ss@db/app', 'postgres://db/app'],
    ['https://git.example.org/a@b', 'https://git.example.org/a@b'],
    ['https://git.example.org/?mail=a@b.example', 'https://git.example.org/?mail=a@b.example'],
    ['somebody@example.org', 'somebody@example.org'],
    ['"https://a" and b@c', '"https://a" and b@c'],
    ['', ''],
  ];
  for (const [given, kept] of addresses)
    it(`"${given}" is kept as "${kept}"`, () => {
      expect(withoutCredentials(given)).to.equal(kept);
    });

  it('holds no password of an address, whatever stands around it', () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,12}$/);
    fc.assert(
      fc.property(fc.string(), word, word, (around, user, host) => {
        const text = withoutCredentials(`${around} https://${user}:hunter2@${host}.example/ ${around}`);
        expect(text).to.not.contain(':hunter2@');
      }),
    );
  });

  it('is cleaned at every level, and is otherwise what it was', () => {
    const value = { a: ['https://u:p@h/', 1, null, { b: 'https://u:p@h/' }], c: true };
    expect(cleaned(value)).to.deep.equal({ a: ['https://h/', 1, null, { b: 'https://h/' }], c: true });
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        fc.pre(!JSON.stringify(json).includes('@'));
        expect(JSON.stringify(cleaned(json))).to.equal(JSON.stringify(json));
      }),
    );
  });

  it('has twenty levels at most', () => {
    expect(isShallow(nested(10))).to.be.true;
    expect(isShallow(nested(11))).to.be.false;
    expect(isShallow({ wide: Array.from({ length: 1_000 }, () => ({ a: 1 })) })).to.be.true;
  });

  it('is looked through without end where it is long', () => {
    const long = 'a'.repeat(500_000);
    expect(withoutCredentials(long)).to.equal(long);
    expect(withoutCredentials(`${long}://`)).to.equal(`${long}://`);
  });
});
