import { expect } from 'chai';
import fc from 'fast-check';
import { isPublicAddress } from '../../../api/knowledge/index.js';

const bytes = (count: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 0, max: 255 }), { minLength: count, maxLength: count });
const groups = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 });
const ipv6 = (words: readonly number[]): string => words.map((word) => word.toString(16)).join(':');

describe('which addresses are on the public internet', () => {
  const inside: readonly (readonly [string, readonly string[]])[] = [
    ['loopback', ['127.0.0.1', '127.255.255.254', '::1', '0.0.0.0', '::']],
    ['private networks', ['10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fd00::1', 'fc00::1']],
    ['link-local, and with it cloud metadata', ['169.254.169.254', '169.254.1.1', 'fe80::1', 'fd00:ec2::254']],
    ['shared addresses of carriers, and metadata there', ['100.64.0.1', '100.100.100.200', '100.127.255.255']],
    ['multicast, reserved and broadcast', ['224.0.0.1', '240.0.0.1', '255.255.255.255', 'ff02::1']],
    [
      'documentation and benchmarks',
      ['192.0.2.1', '198.51.100.7', '203.0.113.9', '198.18.0.1', '2001:db8::1', '3fff::1'],
    ],
    [
      'IPv6 forms of an IPv4 address',
      ['::ffff:127.0.0.1', '::ffff:a9fe:a9fe', '::127.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::', '2001:0:7f00:1::'],
    ],
    [
      'what is no address',
      ['', 'localhost', 'example.org', '127.1', '0x7f000001', '2130706433', '1.2.3.4.5', 'fe80::1%eth0'],
    ],
  ];
  for (const [what, addresses] of inside)
    it(`27.13: no for ${what}`, () => {
      for (const address of addresses) expect(isPublicAddress(address), address).to.be.false;
    });

  it('yes for addresses of other people', () => {
    const others = ['1.1.1.1', '8.8.8.8', '93.184.216.34', '172.15.0.1', '172.32.0.1', '100.63.255.255', '100.128.0.1'];
    for (const address of [...others, '2606:4700::1111', '2a00:1450:4001::200e', '2400::1']) {
      expect(isPublicAddress(address), address).to.be.true;
    }
  });

  it('27.13: no IPv6 address that carries an IPv4 one is public, whatever it carries', () => {
    fc.assert(
      fc.property(bytes(4), (four) => {
        const dotted = four.join('.');
        for (const prefix of ['::ffff:', '::', '64:ff9b::']) expect(isPublicAddress(prefix + dotted)).to.be.false;
      }),
    );
  });

  it('no IPv6 address outside 2000::/3 is public', () => {
    fc.assert(
      fc.property(groups, (words) => {
        fc.pre(((words[0] ?? 0) & 0xe000) !== 0x2000);
        expect(isPublicAddress(ipv6(words))).to.be.false;
      }),
    );
  });
});
