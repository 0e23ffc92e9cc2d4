import { BlockList, isIP } from 'node:net';

/** IANA's special-purpose registry for IPv4: what is not an address of somebody on the public internet. */
const ownIPv4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];
/**
 * Inside 2000::/3, which is all of IPv6 that is public: ways to write another address (Teredo and 6to4 carry an IPv4
 * address), and documentation.
 */
const ownIPv6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const refused = new BlockList();
for (const [network, bits] of ownIPv4) refused.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of ownIPv6) refused.addSubnet(network, bits, 'ipv6');
const publicIPv6 = new BlockList();
publicIPv6.addSubnet('2000::', 3, 'ipv6');

/**
 * Whether somebody else's machine on the public internet has this address. No to loopback, private, link-local (cloud
 * metadata), shared, multicast and reserved ones, and to every IPv6 form of those: what is unknown is not public.
 */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !refused.check(address, 'ipv4');
    case 6:
      return publicIPv6.check(address, 'ipv6') && !refused.check(address, 'ipv6');
    default:
      return false;
  }
}
