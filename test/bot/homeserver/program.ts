import { once } from 'node:events';
import pino from 'pino';
import { startLocalHomeserver } from '../../../bot/homeserver/index.js';
import { openDataDirectory } from '../../../config/datadir/index.js';
import { sharedVenv, testSettings } from '../../support/synapse.js';

/** A process of its own that can be killed: starts the homeserver for the data directory of its argument, until SIGTERM. */
const homeserver = await startLocalHomeserver({
  data: await openDataDirectory(process.argv[2] ?? ''),
  logger: pino({ level: 'silent' }),
  progress: () => undefined,
  host: '127.0.0.1',
  venv: await sharedVenv(),
  preferredPort: 0,
  overrides: testSettings,
});
if (homeserver.kind !== 'running') throw new Error(homeserver.sentence);
process.stdout.write(`${JSON.stringify({ pid: homeserver.pid, url: homeserver.url })}\n`);
const alive = setInterval(() => undefined, 60_000);
await once(process, 'SIGTERM');
clearInterval(alive);
await homeserver.stop();
