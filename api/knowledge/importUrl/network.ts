import { lookup } from 'node:dns/promises';
import { connect, type Socket } from 'node:net';

/** The two things of a network that fetching a page needs; apart, so that what was checked is what is connected to. */
export type Network = {
  /** Every address of the name. Throws when it has none. */
  resolve(host: string): Promise<readonly string[]>;
  /** A TCP connection to exactly this address: no name is looked up any more. */
  dial(address: string, port: number): Socket;
};

export const theInternet: Network = {
  async resolve(host) {
    return (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);
  },
  dial(address, port) {
    return connect({ host: address, port });
  },
};
