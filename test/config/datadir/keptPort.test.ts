import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { expect } from 'chai';
import { keepPort, readKeptPort, withStartLock, type DataDirectory } from '../../../config/datadir/index.js';
import { temporaryData } from './temporaryData.js';

describe('a kept port', () => {
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
  async function occupy(port: number): Promise<number> {
    const server = createServer().listen(port, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  it('is chosen once and then the same', async () => {
    expect(await readKeptPort(data, 'web')).to.equal(undefined);
    const { port, choice } = await keepPort(data, 'web', { preferred: 0 });
    expect(choice).to.equal('chosen');
    expect(port).to.be.greaterThan(0);
    expect(await keepPort(data, 'web', { preferred: 0 })).to.deep.equal({ port, choice: 'kept' });
    expect(await readKeptPort(data, 'web')).to.equal(port);
  });

  it('is another than the preferred one when that is taken, and moves when it is taken later', async () => {
    const preferred = await occupy(0);
    const { port } = await keepPort(data, 'web', { preferred });
    expect(port).to.not.equal(preferred);
    await occupy(port);
    const moved = await keepPort(data, 'web', { preferred });
    expect(moved).to.include({ choice: 'moved', formerly: port });
    expect(moved.port).to.not.be.oneOf([port, preferred]);
  });

  it('is never given to two names', async () => {
    const { port } = await keepPort(data, 'one', { preferred: 0 });
    const others = await Promise.all(['two', 'three'].map((name) => keepPort(data, name, { preferred: port })));
    expect(new Set([port, ...others.map((other) => other.port)]).size).to.equal(3);
  });

  it('says what to do about a damaged file', async () => {
    await writeFile(path.join(data.path, 'ports.json'), '{"web":"high"}');
    const error = await keepPort(data, 'web', { preferred: 0 }).catch((thrown: unknown) => String(thrown));
    expect(error).to.match(/ports\.json is damaged.*Remove it/);
  });
});

describe('the start lock', () => {
  let data: DataDirectory;
  let remove: () => Promise<void>;
  beforeEach(async () => {
    ({ data, remove } = await temporaryData());
  });
  afterEach(() => remove());

  it('lets one work at a time, also after one has failed', async () => {
    let inside = 0;
    let most = 0;
    const outcomes = await Promise.allSettled(
      [1, 2, 3].map((turn) =>
        withStartLock(data, 'work', async () => {
          most = Math.max(most, (inside += 1));
          await new Promise((resolve) => setTimeout(resolve, 30));
          inside -= 1;
          if (turn === 1) throw new Error('failed');
        }),
      ),
    );
    expect(most).to.equal(1);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).to.have.length(2);
  });

  it('is taken over from a process that was killed', async () => {
    const dead = JSON.stringify({ pid: process.pid, startTime: 'long ago', nonce: 1 });
    await writeFile(path.join(data.path, 'run', 'work.lock'), dead);
    expect(await withStartLock(data, 'work', () => Promise.resolve('done'))).to.equal('done');
  });
});
