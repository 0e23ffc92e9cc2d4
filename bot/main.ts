/**
 * The composition root: starts the servers, the API, the runner and the bot in one process, or the roles that are named.
 * Everything else is told what it needs by its parameters.
 */
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { openPeople } from '../api/access/index.js';
import { migrate, openListener, openPool } from '../api/db/index.js';
import { prepareInstallation, startApi, startPeriodic, startProviderWork } from '../api/index.js';
import { isLoopback, loadConfig, loadPolicies, loadRaci, loadRoles, loadWorkflows } from '../config/index.js';
import { credentialsPath, openDataDirectory, readCredentials } from '../config/datadir/index.js';
import { startRunner } from '../runner/index.js';
import { apiPort, urlOf } from './start/apiPort.js';
import { chatHint } from './start/chatHint.js';
import { keepBot } from './start/keepBot.js';
import { knownPeople } from './start/knownPeople.js';
import { openDatabase } from './start/openDatabase.js';
import { openHomeserver, type OpenHomeserver } from './start/openHomeserver.js';
import { openLog } from './start/openLog.js';
import { readVersion } from './start/readVersion.js';
import { startTable } from './start/startTable.js';
import { stopInOrder } from './start/stopInOrder.js';
import { untilSignalled } from './start/untilSignalled.js';

export type StartOptions = {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** A line for the person at the terminal. */
  readonly print: (line: string) => void;
  /** What tests want otherwise of the local homeserver. */
  readonly local?: OpenHomeserver['local'];
};

export type Opsroom = {
  /** Resolves with a sentence when a part that nothing works without has ended by itself. */
  readonly broken: Promise<string>;
  stop(): Promise<void>;
};

const migrations = fileURLToPath(new URL('../migrations', import.meta.url));

/** Starts Opsroom. What was started is stopped again when a later step fails; the error says what to do. */
export async function startOpsroom({ env, cwd, print, local }: StartOptions): Promise<Opsroom> {
  const begun = performance.now();
  const { config, warnings, secretFiles } = loadConfig({ env, cwd });
  const { server } = config;
  const has = (role: (typeof server.roles)[number]): boolean => server.roles.includes(role);
  const data = await openDataDirectory(server.data_dir);
  const log = openLog(data, server.log);
  const version = readVersion();
  log.info({ version, roles: server.roles, pid: process.pid }, 'Opsroom starts');
  const closers = stopInOrder(log);
  try {
    const [roles, raci, policies] = [loadRoles(), loadRaci(), loadPolicies(config.gates.policies)];
    const port = await apiPort(data, server);
    const apiUrl = urlOf(server.host, port);
    const publicUrl = server.public_url ?? apiUrl;
    const { serviceToken, passwords } = await knownPeople(data, config, publicUrl);
    const matrix = { config, data, log, progress: print, passwords, ...(local && { local }) };
    // Both take their time at a first start, and neither needs the other.
    const databaseOpening = openDatabase(config, { data, log, progress: print });
    closers.add('PostgreSQL', async () => (await databaseOpening.catch(() => undefined))?.stop());
    const botOpening = has('bot') ? openHomeserver(matrix).then((opened) => keepBot(matrix, opened)) : undefined;
    closers.add('bot and homeserver', async () => (await botOpening?.catch(() => undefined))?.stop());
    const [postgres, bot] = await Promise.all([databaseOpening, botOpening]);

    await migrate(postgres.url, migrations);
    const lostConnection = (error: Error): void => {
      log.warn({ reason: error.message }, 'an idle database connection was lost');
    };
    const db = openPool(postgres.url, lostConnection, config.database.pool_size);
    const listener = openListener(postgres.url, log);
    closers.addBelow('bot and homeserver', 'database connections', async () => {
      await listener.stop();
      await db.end();
    });
    const people = [...passwords].map(([name, password]) => {
      const matrixId = bot?.homeserver()?.matrixIds.get(name) ?? config.people[name]?.matrix_id ?? null;
      return { name, password, matrixId };
    });
    const { instanceId } = data;
    await prepareInstallation(db, { config, instanceId, roles, raci, workflows: loadWorkflows(), people });

    if (has('api')) {
      const kept = (await readCredentials(data)).matrix;
      const homeserver = () => bot?.homeserver();
      const api = await startApi({
        ...{
          config,
          db,
          listener,
          log,
          roles,
          policies,
          raci,
          serviceToken,
          version,
          listen: { host: server.host, port },
        },
        runLogs: path.join(data.path, 'logs', 'runs'),
        chatHint: () =>
          chatHint({
            people: config.people,
            homeserver: config.matrix.homeserver_url === undefined ? 'local' : 'given',
            serverName: homeserver()?.serverName ?? kept?.server_name,
            reach: isLoopback(server.host) ? 'loopback' : 'network',
            credentialsFile: credentialsPath(data),
          }),
        homeserverUrl: () => homeserver()?.publicUrl ?? kept?.homeserver_url,
        matrix: { userId: () => homeserver()?.botUserId, roomAlias: () => homeserver()?.roomAlias ?? kept?.room_alias },
      });
      closers.add('API', () => api.stop());
      const autoAssignment = { maxPerRule: config.runner.auto_assign_max_per_rule };
      const periodic = startPeriodic({ db, log, dataDirectory: data.path, autoAssignment });
      closers.add('periodic work', () => periodic.stop());
      const providers = startProviderWork({ config, db, log });
      closers.add('providers', () => providers.stop());
    }
    const runner = has('runner')
      ? await startRunner({
          secretFiles,
          config,
          db,
          databaseUrl: postgres.url,
          listener,
          log,
          data,
          apiUrl,
          env,
          version,
        })
      : undefined;
    if (runner) closers.add('runner', () => runner.stop());
    await bot?.start({ config, db, listener, log, people: openPeople(roles), publicUrl });

    const seconds = (performance.now() - begun) / 1000;
    print(
      startTable({
        ...{
          version,
          apiUrl: publicUrl,
          apiReach: isLoopback(server.host) ? 'loopback' : 'network',
          warnings,
          seconds,
        },
        homeserver: bot?.facts() ?? { sentence: 'not in this process' },
        ...{ chat: runner?.chat, tickets: runner?.tickets, isolation: runner?.isolation.sentence },
        credentialsFile: credentialsPath(data),
        logFile: server.log === 'file' ? path.join(data.path, 'logs', 'opsroom.log') : undefined,
        people: Object.keys(config.people),
      }),
    );
    log.info({ seconds }, 'Opsroom runs');
    return { broken: postgres.ended, stop: () => closers.closeAll() };
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}

async function main(): Promise<void> {
  const print = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  const signalled = untilSignalled(() => {
    print('Stopping …');
  });
  try {
    const opsroom = await startOpsroom({ env: process.env, cwd: process.cwd(), print });
    const why = await Promise.race([signalled, opsroom.broken]);
    if (why !== undefined) print(why);
    await opsroom.stop();
    process.exitCode = why === undefined ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
