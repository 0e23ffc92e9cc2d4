/** A platform that starts one run, prints its process id, and waits to be killed. */
import { detectIsolation, prepareRun, spawnIsolated } from '../../../runner/sandbox/index.js';

const [directory = '/nonexistent', locks, command = 'sleep 300'] = process.argv.slice(2);
const identity = await prepareRun(await detectIsolation(), directory, locks);
const child = spawnIsolated({
  ...{ command: '/bin/sh', args: ['-c', command], env: { PATH: '/usr/bin:/bin' }, cwd: '/', identity },
  reach: { writable: [], readable: [], hidden: [] },
});
child.once('spawn', () => {
  const uid = identity.kind === 'uid' ? identity.uid : 0;
  process.stdout.write(`${child.pid ?? 0} ${uid}\n`);
});
setInterval(() => undefined, 60_000);
