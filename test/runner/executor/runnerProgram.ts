/** A runner in a process of its own, which a test can kill: the database, the API and the directories of the test. */
import pino from 'pino';
import { openListener, openPool } from '../../../api/db/index.js';
import { Secret } from '../../../config/index.js';
import { configSchema } from '../../../config/schema.js';
import type { DataDirectory } from '../../../config/datadir/index.js';
import { startRunner } from '../../../runner/index.js';

const { databaseUrl, apiUrl, data } = JSON.parse(process.argv[2] ?? '') as {
  databaseUrl: string;
  apiUrl: string;
  data: DataDirectory;
};
const log = pino({ level: 'silent' });
const url = new Secret(databaseUrl);
await startRunner({
  ...{
    databaseUrl: url,
    apiUrl,
    data,
    log,
    secretFiles: [],
    env: { PATH: process.env['PATH'], HOME: '/nowhere' },
    version: '0.1.0',
  },
  config: configSchema.parse({ runner: { harness: 'builtin', lease: '5s' } }),
  db: openPool(url, () => undefined),
  listener: openListener(url, log),
});
process.stdout.write('ready\n');
