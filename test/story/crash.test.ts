import { installTimeout } from '../support/synapse.js';
import { killAlone, killTree } from './crash/killing.js';
import { points } from './crash/points.js';
import { makeStand, type Stand } from './crash/stand.js';

describe('a kill -9', function () {
  this.timeout(120_000);
  let stand: Stand;
  before(async function () {
    this.timeout(installTimeout + 60_000);
    stand = await makeStand();
  });
  after(() => stand?.remove());

  describe('of Node alone', () => {
    for (const { name, prepare } of points) {
      it(name, async () => {
        const reach = await prepare(stand);
        const afterwards = await reach();
        await stand.kill(killAlone);
        await stand.startAgain();
        await afterwards();
        await stand.nothingLostNorTwice();
      });
    }
  });

  describe('of the whole tree, at all of these points at once', () => {
    const holds = new Map<string, () => Promise<void>>();
    before(async () => {
      const reaches = await Promise.all(
        points.map(async ({ name, prepare }) => ({ name, reach: await prepare(stand) })),
      );
      for (const { name, reach } of reaches) holds.set(name, await reach());
      await stand.kill(killTree);
      await stand.startAgain();
    });
    for (const { name } of points) {
      it(name, async () => {
        await holds.get(name)?.();
      });
    }
    it('and in all nothing is lost and nothing said twice', () => stand.nothingLostNorTwice());
  });
});
