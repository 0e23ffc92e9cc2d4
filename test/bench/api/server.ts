/**
 * A server of the bench in a process of its own, so that its memory is its own: `ours`, or `bare`, which does the same token
 * look-up and the same query with Koa and pg and nothing else. It says where it is, and on a message how much memory it has.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import pino from 'pino';
import { prepareInstallation, startApi } from '../../../api/index.js';
import { openListener, openPool } from '../../../api/db/index.js';
import { loadPolicies, loadRaci, loadRoles, loadWorkflows, Secret } from '../../../config/index.js';
import { configSchema } from '../../../config/schema.js';
import { listenBare } from './bare.js';
import { person, type Told } from './wire.js';

const tell = (told: Told): void => {
  process.send?.(told);
};
const url = new Secret(process.env['BENCH_DATABASE'] ?? '');
const db = openPool(url, () => undefined);

async function listenOurs(): Promise<string> {
  const dataDirectory = await mkdtemp('/tmp/opsroom-bench-data-');
  process.once('exit', () => void rm(dataDirectory, { recursive: true, force: true }));
  const config = configSchema.parse({ server: { environment: 'test', rate_limit: 0, data_dir: dataDirectory } });
  const [roles, raci] = [loadRoles(), loadRaci()];
  const { name } = person;
  const people = [{ name, matrixId: `@${name}:localhost`, password: new Secret(person.password) }];
  await prepareInstallation(db, { config, instanceId: 'bench', roles, raci, workflows: loadWorkflows(), people });
  const log = pino({ level: 'info' }, pino.destination('/dev/null'));
  const running = await startApi({
    ...{ config, db, log, roles, raci, policies: loadPolicies(undefined), version: '0.0.0-bench' },
    listener: openListener(url, log),
    runLogs: dataDirectory,
    serviceToken: new Secret('no service calls here'),
    homeserverUrl: () => undefined,
    matrix: { userId: () => undefined, roomAlias: () => undefined },
    listen: { host: '127.0.0.1', port: 0 },
  });
  return running.url;
}

process.on('message', () => {
  globalThis.gc?.();
  tell({ rss: process.memoryUsage.rss() / 2 ** 20 });
});
process.once('disconnect', () => process.exit(0));
tell({ url: process.argv[2] === 'bare' ? await listenBare(db) : await listenOurs() });
