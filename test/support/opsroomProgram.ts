/** The product as a process of its own for tests, which can be killed: like `bot/main.ts`, with the tests' homeserver. */
import { startOpsroom } from '../../bot/main.js';
import { untilSignalled } from '../../bot/start/untilSignalled.js';
import { localForTests } from './opsroom.js';

const signalled = untilSignalled(() => undefined);
const opsroom = await startOpsroom({
  env: process.env,
  cwd: process.cwd(),
  print: (line) => {
    process.stdout.write(`${line}\n`);
  },
  local: await localForTests(),
});
await Promise.race([signalled, opsroom.broken]);
await opsroom.stop();
