import { expect } from 'chai';
import pino from 'pino';
import { claimLoop, repeat } from '../../../runner/runs/index.js';

const log = pino({ level: 'silent' });
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('work that is repeated', () => {
  it('is done one pass at a time, and at once when asked', async () => {
    let passes = 0;
    let inside = 0;
    let most = 0;
    const looking = repeat(
      60_000,
      async () => {
        passes += 1;
        inside += 1;
        most = Math.max(most, inside);
        await wait(20);
        inside -= 1;
      },
      () => undefined,
    );
    await wait(5);
    looking.soon();
    looking.soon();
    await wait(100);
    const afterTwoHints = passes;
    looking.soon();
    await wait(50);
    await looking.stop();
    expect([afterTwoHints, passes, most]).to.deep.equal([2, 3, 1]);
  });

  it('that fails is tried after the pause whatever hints say, and reported once', async () => {
    let passes = 0;
    const reported: unknown[] = [];
    const looking = repeat(
      40,
      () => {
        passes += 1;
        looking.soon();
        return Promise.reject(new Error('away'));
      },
      (error) => reported.push(error),
    );
    await wait(220);
    await looking.stop();
    expect(passes).to.be.within(2, 6);
    expect(reported).to.have.lengthOf(1);
  });

  it('has ended when stop resolves', async () => {
    let done = false;
    const looking = repeat(
      1,
      async () => {
        await wait(50);
        done = true;
      },
      () => undefined,
    );
    await wait(5);
    await looking.stop();
    expect(done).to.equal(true);
  });
});

describe('claimed work', () => {
  it('is never more than the free hands, and each end makes room for the next', async () => {
    const queue = [1, 2, 3, 4, 5, 6, 7];
    const done: number[] = [];
    let inside = 0;
    let most = 0;
    const loop = claimLoop<number>({
      ...{ name: 'numbers', most: 3, every: 60_000, log },
      claim: () => Promise.resolve(queue.shift()),
      work: async (number) => {
        inside += 1;
        most = Math.max(most, inside);
        await wait(10);
        inside -= 1;
        done.push(number);
      },
    });
    await wait(150);
    await loop.stop();
    expect(most).to.equal(3);
    expect(done.sort()).to.deep.equal([1, 2, 3, 4, 5, 6, 7]);
  });

  it('that breaks off does not end the loop', async () => {
    const queue = ['bad', 'good'];
    const done: string[] = [];
    const loop = claimLoop<string>({
      ...{ name: 'words', most: 1, every: 60_000, log },
      claim: () => Promise.resolve(queue.shift()),
      work: (word) => {
        if (word === 'bad') return Promise.reject(new Error('bad'));
        done.push(word);
        return Promise.resolve();
      },
    });
    await wait(50);
    await loop.stop();
    expect(done).to.deep.equal(['good']);
  });

  it('is asked to end at a stop, also what was claimed in that moment, and stop waits for it', async () => {
    let give: (work: string) => void = () => undefined;
    const ended: string[] = [];
    const loop = claimLoop<string>({
      ...{ name: 'words', most: 1, every: 60_000, log },
      claim: () => new Promise((resolve) => (give = resolve)),
      work: async (word, shutdown) => {
        if (!shutdown.aborted)
          await new Promise((resolve) => {
            shutdown.addEventListener('abort', resolve);
          });
        await wait(20);
        ended.push(word);
      },
    });
    await wait(10);
    const stopped = loop.stop();
    give('late');
    await stopped;
    expect(ended).to.deep.equal(['late']);
  });
});
