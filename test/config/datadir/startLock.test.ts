import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { identityOf, withStartLock, type DataDirectory } from '../../../config/datadir/index.js';
import { temporaryData } from './temporaryData.js';

const lockModule = fileURLToPath(new URL('../../../config/datadir/startLock.js', import.meta.url));

describe('the start lock among many', () => {
  let data: DataDirectory;
  let remove: () => Promise<void>;
  let lock: string;
  beforeEach(async () => {
    ({ data, remove } = await temporaryData());
    lock = path.join(data.path, 'run', 'work.lock');
  });
  afterEach(() => remove());
  const dead = JSON.stringify({ pid: process.pid, startTime: 'long ago', nonce: 1 });
  const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

  /** How many were inside at the same time, at most, when so many wanted in at once. */
  async function mostInside(contenders: number): Promise<number> {
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: contenders }, () =>
        withStartLock(data, 'work', async () => {
          most = Math.max(most, (inside += 1));
          await pause(3);
          inside -= 1;
        }),
      ),
    );
    return most;
  }

  it('of a dead process is taken over by one of those who wait, never by two', async () => {
    for (let round = 0; round < 2; round += 1) {
      await writeFile(lock, dead);
      expect(await mostInside(6)).to.equal(1);
    }
    expect(await readdir(path.join(data.path, 'run'))).to.deep.equal([]);
  }).timeout(30_000);

  it('is taken over too when the process died that was taking it over', async () => {
    await writeFile(lock, dead);
    await writeFile(path.join(data.path, 'run', 'work.takeover.lock'), dead);
    expect(await mostInside(4)).to.equal(1);
    expect(await readdir(path.join(data.path, 'run'))).to.deep.equal([]);
  });

  it('that nobody can read is taken over, as no living process writes such', async () => {
    for (const text of ['{', '7', 'null', '{"pid":1}', '{"pid":"1","startTime":"x"}']) {
      await writeFile(lock, text);
      expect(await withStartLock(data, 'work', () => Promise.resolve(text))).to.equal(text);
    }
  });

  it('of a pid that another program has by now is taken over', async () => {
    await writeFile(lock, JSON.stringify({ pid: 1, startTime: '0', nonce: 1 }));
    expect(await withStartLock(data, 'work', () => Promise.resolve('in'))).to.equal('in');
  });

  it('of a living process is waited for, and left as it is', async () => {
    const holder = JSON.stringify({ ...(await identityOf(process.pid)), nonce: 'another part of this process' });
    await writeFile(lock, holder);
    const state = { inside: false };
    const waiting = withStartLock(data, 'work', () => {
      state.inside = true;
      return Promise.resolve();
    });
    await pause(250);
    expect([state.inside, await readFile(lock, 'utf8')]).to.deep.equal([false, holder]);
    await writeFile(lock, dead);
    await waiting;
    expect(state.inside).to.equal(true);
  });

  it('of another name keeps nobody out', async () => {
    const order: string[] = [];
    await withStartLock(data, 'work', async () => {
      await withStartLock(data, 'other', () => {
        order.push('other');
        return Promise.resolve();
      });
      order.push('work');
    });
    expect(order).to.deep.equal(['other', 'work']);
  });

  it('is given back when the work fails, with its own error', async () => {
    const failed = await withStartLock(data, 'work', () => Promise.reject(new Error('no disk'))).catch(String);
    expect(failed).to.equal('Error: no disk');
    expect(await readdir(path.join(data.path, 'run'))).to.deep.equal([]);
  });

  it('holds across processes, and over one that is killed inside', async () => {
    const trace = path.join(data.path, 'trace');
    await writeFile(trace, '');
    const script = (last: string): string => `
      const { withStartLock } = await import(${JSON.stringify(lockModule)});
      const { appendFile } = await import('node:fs/promises');
      await withStartLock({ path: ${JSON.stringify(data.path)} }, 'work', async () => {
        await appendFile(${JSON.stringify(trace)}, 'in ');
        console.log('inside');
        ${last}
        await appendFile(${JSON.stringify(trace)}, 'out ');
      });`;
    const start = (last: string): ReturnType<typeof spawn> =>
      spawn(process.execPath, ['--input-type=module', '-e', script(last)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const stuck = start('await new Promise((resolve) => setTimeout(resolve, 60_000));');
    if (stuck.stdout) await once(stuck.stdout, 'data');
    const others = [1, 2].map(() => start('await new Promise((resolve) => setTimeout(resolve, 30));'));
    stuck.kill('SIGKILL');
    await appendFile(trace, 'killed ');
    await Promise.all(others.map((other) => once(other, 'exit')));
    expect(await readFile(trace, 'utf8')).to.equal('in killed in out in out ');
  }).timeout(30_000);
});
