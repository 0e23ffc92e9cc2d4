import { once } from 'node:events';
import pino from 'pino';
import { startEmbeddedPostgres } from '../../../../api/db/embedded/index.js';
import { openDataDirectory } from '../../../../config/datadir/index.js';

/** A process of its own that can be killed: starts PostgreSQL for the data directory of its argument and waits for SIGTERM. */
const data = await openDataDirectory(process.argv[2] ?? '');
const { pid, adopted, ownerUrl, stop } = await startEmbeddedPostgres({
  data,
  logger: pino({ level: 'silent' }),
  progress: () => undefined,
});
process.stdout.write(`${JSON.stringify({ pid, adopted, url: ownerUrl.reveal() })}\n`);
const alive = setInterval(() => undefined, 60_000);
await once(process, 'SIGTERM');
clearInterval(alive);
await stop();
