import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { isPublicAddress, theInternet } from '../../../api/knowledge/index.js';
import { fetchPage } from '../../../api/knowledge/importUrl/fetchPage.js';

describe('the network that pages are fetched by', () => {
  it('looks up every address of a name, and localhost leads inside', async () => {
    const addresses = await theInternet.resolve('localhost');
    expect(addresses).to.not.be.empty;
    for (const address of addresses) expect(isPublicAddress(address), address).to.be.false;
  });

  it('has no address for a name that nobody has', async () => {
    const outcome = await theInternet.resolve('no-such-host.invalid').catch((error: unknown) => error);
    expect(outcome).to.be.instanceOf(Error);
  });

  it('connects to the address that it is given', async () => {
    const server = createServer((socket) => socket.end('hello')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = theInternet.dial('127.0.0.1', (server.address() as AddressInfo).port);
    const [data] = (await once(socket, 'data')) as [Buffer];
    expect(data.toString()).to.equal('hello');
    socket.destroy();
    server.close();
    await once(server, 'close');
  });

  it('27.13: a server of ours is not reached through it, by name or by number', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    for (const host of ['localhost', '127.0.0.1', '[::ffff:7f00:1]', '0', '0x7f000001', '017700000001']) {
      const fetched = await fetchPage(theInternet, `http://${host}:${port}/`);
      expect(fetched, host).to.include({ kind: 'refused', code: 'url_not_public' });
    }
    expect(connections).to.equal(0);
    server.close();
    await once(server, 'close');
  });
});
