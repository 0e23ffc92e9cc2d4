import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { expect } from 'chai';
import { keepPort, readKeptPort, type DataDirectory } from '../../../config/datadir/index.js';
import { temporaryData } from './temporaryData.js';

describe('the next free port', () => {
  let data: DataDirectory;
  let remove: () => Promise<void>;
  const servers: Server[] = [];
  beforeEach(async () => {
    ({ data, remove } = await temporaryData());
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) server.close();
    await remove();
  });

  async function listens(port: number, host = '127.0.0.2'): Promise<boolean> {
    const server = createServer();
    const outcome = await Promise.race([
      once(server.listen(port, host), 'listening').then(() => true),
      new Promise<boolean>((resolve) =>
        server.once('error', () => {
          resolve(false);
        }),
      ),
    ]);
    if (outcome) servers.push(server);
    return outcome;
  }
  /** A run of ports that are all free, so that a test can say which of them is taken; on an address of its own. */
  async function freeRun(length: number): Promise<number> {
    for (let base = 21_000; base < 60_000; base += length + 7) {
      const taken = await Promise.all(Array.from({ length }, (_, offset) => listens(base + offset)));
      await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
      if (taken.every(Boolean)) return base;
    }
    throw new Error('no free run of ports on this machine');
  }
  const keep = (name: string, preferred: number): ReturnType<typeof keepPort> =>
    keepPort(data, name, { preferred, host: '127.0.0.2' });

  it('is the preferred one itself when nobody has it', async () => {
    const base = await freeRun(2);
    expect(await keep('api', base)).to.deep.equal({ port: base, choice: 'chosen' });
  });

  it('is the first free one after the preferred one', async () => {
    const base = await freeRun(5);
    for (const offset of [0, 1, 3]) expect(await listens(base + offset)).to.equal(true);
    expect((await keep('api', base)).port).to.equal(base + 2);
    expect((await keep('other', base)).port).to.equal(base + 4);
  });

  it('is not one that another name keeps, even while nothing listens there', async () => {
    const base = await freeRun(4);
    const names = ['api', 'matrix', 'postgres'];
    const kept = await Promise.all(names.map((name) => keep(name, base)));
    expect(kept.map(({ port }) => port).sort()).to.deep.equal([base, base + 1, base + 2]);
  });

  it('is the twentieth neighbour at most, and then any that the system offers', async () => {
    const base = await freeRun(22);
    for (let offset = 0; offset < 20; offset += 1) expect(await listens(base + offset)).to.equal(true);
    expect((await keep('near', base)).port).to.equal(base + 20);
    const { port } = await keep('far', base);
    expect(port < base || port > base + 20, `${base} and ${port}`).to.equal(true);
    expect(await listens(port)).to.equal(true);
  }).timeout(20_000);

  it('does not go past the last port that there is', async () => {
    const last = (await listens(65_535)) ? 65_535 : 65_534;
    const { port } = await keep('edge', last);
    expect(port).to.be.within(1, 65_535);
    expect(port).to.not.equal(last);
  });

  it('stays the kept one, whatever is preferred later, until somebody else listens there', async () => {
    const base = await freeRun(6);
    expect(await keep('api', base)).to.include({ port: base });
    expect(await keep('api', base + 3)).to.deep.equal({ port: base, choice: 'kept' });
    await listens(base);
    expect(await keep('api', base + 3)).to.deep.equal({ port: base + 3, choice: 'moved', formerly: base });
    expect(await keep('api', base)).to.deep.equal({ port: base + 3, choice: 'kept' });
    expect(await readKeptPort(data, 'api')).to.equal(base + 3);
  });

  it('is one for each of many starts at once, all of them remembered', async () => {
    const base = await freeRun(8);
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const kept = await Promise.all(names.map((name) => keep(name, base)));
    expect(new Set(kept.map(({ port }) => port)).size).to.equal(names.length);
    const file = path.join(data.path, 'ports.json');
    expect(JSON.parse(await readFile(file, 'utf8'))).to.deep.equal(
      Object.fromEntries(names.map((name, index) => [name, kept[index]?.port])),
    );
    expect((await stat(file)).mode & 0o777).to.equal(0o600);
  });

  it('is looked for on the address that is asked for', async () => {
    const base = await freeRun(2);
    await listens(base, '127.0.0.3');
    expect((await keep('here', base)).port).to.equal(base);
    const elsewhere = await keepPort(data, 'there', { preferred: 0, host: '192.0.2.1' }).catch(String);
    expect(elsewhere).to.include('Nothing can listen on 192.0.2.1: choose an address of this machine.');
  });

  it('is chosen anew by nobody while the file is damaged, which stays as it is', async () => {
    const file = path.join(data.path, 'ports.json');
    for (const text of ['', '[8080]', '{"api":0}', '{"api":70000}', '{"api":"8080"}', '{"api":80.5}']) {
      await writeFile(file, text);
      expect(await keep('api', 0).catch(String), text).to.match(/ports\.json is damaged.*Remove it/);
      expect(await readKeptPort(data, 'api').catch(String)).to.match(/is damaged/);
      expect(await readFile(file, 'utf8')).to.equal(text);
    }
  });
});
