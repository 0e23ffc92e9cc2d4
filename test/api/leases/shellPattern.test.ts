import { expect } from 'chai';
import fc from 'fast-check';
import { fitsPattern } from '../../../api/leases/shellPattern.js';

describe('the pattern of a lease', () => {
  const cases: readonly [pattern: string, value: string, fits: boolean][] = [
    ['wazuh.manager', 'wazuh.manager', true],
    ['wazuh.manager', 'wazuhxmanager', false],
    ['wazuh.manager', 'wazuh.manager2', false],
    ['*', '', true],
    ['*', 'anything at all', true],
    ['wazuh-alerts-*', 'wazuh-alerts-4.x-2026.05', true],
    ['wazuh-alerts-*', 'wazuh-states-1', false],
    ['demo/*', 'demo/private-infra', true],
    ['demo/*', 'demos/private-infra', false],
    ['*/infra', 'demo/private/infra', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['host[0-9]', 'host7', true],
    ['host[0-9]', 'hostx', false],
    ['host[!0-9]', 'hostx', true],
    ['host[!0-9]', 'host7', false],
    ['[]]', ']', true],
    ['host[1', 'host[1', true],
    ['host[1', 'host1', false],
    ['Ana', 'ana', false],
    ['', '', true],
    ['', 'a', false],
    ['a*b*c', 'a1b2b3c', true],
    ['a*b*c', 'a1b2b3', false],
    ['(a+)+$', '(a+)+$', true],
    ['😀?', '😀é', true],
  ];
  for (const [pattern, value, fits] of cases) {
    it(`${JSON.stringify(pattern)} ${fits ? 'fits' : 'does not fit'} ${JSON.stringify(value)}`, () => {
      expect(fitsPattern(pattern, value)).to.equal(fits);
    });
  }

  it('without special characters fits itself and nothing else', () => {
    const plain = fc.string().filter((text) => !/[*?[]/.test(text));
    fc.assert(
      fc.property(plain, plain, (one, other) => {
        expect(fitsPattern(one, one)).to.equal(true);
        expect(fitsPattern(one, other)).to.equal(one === other);
      }),
    );
  });

  it('fits whatever stands where its stars are', () => {
    const plain = fc.string().filter((text) => !/[*?[]/.test(text));
    fc.assert(
      fc.property(plain, fc.string(), plain, fc.string(), (first, one, second, two) => {
        expect(fitsPattern(`${first}*${second}*`, `${first}${one}${second}${two}`)).to.equal(true);
      }),
    );
  });

  it('made to be slow is answered all the same', () => {
    expect(fitsPattern('*a'.repeat(140), 'a'.repeat(299) + 'b')).to.equal(false);
  });
});
