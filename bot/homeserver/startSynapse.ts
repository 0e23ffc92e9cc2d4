import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import {
  childEnvironment,
  findOrphan,
  isRunning,
  keepPort,
  readKeptPort,
  startChild,
  withStartLock,
  type Child,
  type ChildKind,
  type DataDirectory,
  type ProcessIdentity,
  type StopStep,
} from '../../config/datadir/index.js';
import type { Secret } from '../../config/secret.js';
import { homeserverFolder, keptServerName, writeConfiguration, type Configuration } from './configuration.js';
import { installSynapse, synapseVersion } from './installSynapse.js';
import { usualPythons } from './python.js';
import { isHomeserver } from './request.js';

export type LocalHomeserver = {
  readonly kind: 'running';
  /** Where this machine reaches it: loopback, unless it listens on one other interface only. */
  readonly url: string;
  readonly serverName: string;
  /** Makes accounts, administrators too: as good as root on this homeserver. */
  readonly registrationSecret: Secret;
  readonly adopted: boolean;
  /** Undefined where another Opsroom process of this data directory runs it; then `stop` leaves it alone. */
  readonly pid?: number;
  /** Called once when it has ended, for whatever reason. */
  onExit: (listener: () => void) => void;
  /** At most ten seconds, then SIGKILL. */
  stop: () => Promise<void>;
};

/** `sentence` says for the operator why, and exactly what to set. */
export type HomeserverUnavailable = { readonly kind: 'unavailable'; readonly sentence: string };

export type StartHomeserver = {
  data: DataDirectory;
  logger: Logger;
  progress: (line: string) => void;
  /** Interface to listen on, 127.0.0.1 unless the operator opens it for phones. */
  host: string;
  /** What clients on other machines are told (`public_baseurl`). */
  publicBaseUrl?: string;
  /** Tried before all others. */
  bundledPython?: string;
  /** Interpreters to try, names or paths; the usual ones by default. */
  pythons?: readonly string[];
  /** Name in every Matrix id, kept from the first start on. */
  serverName?: string;
  /** Where the virtual environment is; `<data>/synapse/venv` by default. */
  venv?: string;
  env?: NodeJS.ProcessEnv;
  /** 8008 by default; 0 for any. */
  preferredPort?: number;
  overrides?: Readonly<Record<string, unknown>>;
};

/**
 * `.localhost` belongs to nobody (RFC 6761): unlike an invented domain it can never be mistaken for somebody's real
 * homeserver, nor be registered by one, and it needs no name server.
 */
export const defaultServerName = 'opsroom.localhost';

const stopSteps: readonly StopStep[] = [{ signal: 'SIGTERM', graceMs: 10_000 }];

/** Milliseconds between two looks at a starting server; it is up in about 1.5 s. */
const lookEvery = 50;

/** Milliseconds for a start; a new Synapse version migrating its database is the slowest. */
const startTimeout = 120_000;

/** Milliseconds after which the operator hears what is being waited for, and hears it again. */
const tellEvery = 5_000;

/** The preferred port of a homeserver's client interface. */
const usualPort = 8_008;

export async function startLocalHomeserver(start: StartHomeserver): Promise<LocalHomeserver | HomeserverUnavailable> {
  const { data, logger, progress } = start;
  const wantedName = start.serverName ?? defaultServerName;
  const serverName = await keptServerName(data, wantedName);
  if (serverName !== wantedName)
    logger.warn({ serverName, wantedName }, 'the server name stays as it was first chosen');
  const installed = await installSynapse({
    venv: start.venv ?? path.join(homeserverFolder(data), 'venv'),
    env: start.env ?? process.env,
    logFile: path.join(data.path, 'logs', 'synapse-install.log'),
    progress,
    pythons: [...(start.bundledPython === undefined ? [] : [start.bundledPython]), ...(start.pythons ?? usualPythons)],
  });
  if (installed.kind === 'failed') return unavailable(installed.reason, installed.fix);
  return withStartLock(data, 'homeserver', () => runOrAdopt(start, serverName, installed.python));
}

async function runOrAdopt(
  start: StartHomeserver,
  serverName: string,
  python: string,
): Promise<LocalHomeserver | HomeserverUnavailable> {
  const { data, logger, host } = start;
  const configure = (port: number): Promise<Configuration> =>
    writeConfiguration(data, {
      serverName,
      host,
      port,
      ...(start.publicBaseUrl === undefined ? {} : { publicBaseUrl: start.publicBaseUrl }),
      ...(start.overrides === undefined ? {} : { overrides: start.overrides }),
    });
  const kindOf = ({ fingerprint }: Configuration): ChildKind => ({
    data,
    name: 'homeserver',
    identity: homeserverFolder(data),
    version: `${synapseVersion} ${fingerprint}`,
    stopSteps,
  });
  const formerPort = await readKeptPort(data, 'homeserver');
  if (formerPort !== undefined) {
    const configuration = await configure(formerPort);
    const facts = { url: urlOf(host, formerPort), serverName, registrationSecret: configuration.registrationSecret };
    const orphan = await findOrphan(kindOf(configuration), () => isHomeserver(facts.url));
    if (orphan.kind === 'adopted') {
      logger.info({ pid: orphan.child.pid }, 'found the homeserver running and took it over');
      return running(orphan.child, facts);
    }
    if (orphan.kind === 'owned') return shared(orphan.by, facts);
  }
  // The port may be lost to another program between our look and the server's own.
  for (let attempt = 1; ; attempt += 1) {
    const { port, choice } = await keepPort(data, 'homeserver', {
      preferred: start.preferredPort ?? usualPort,
      host,
    });
    if (choice === 'moved')
      logger.warn({ port }, 'the port of the homeserver was taken by another program: it has moved');
    const configuration = await configure(port);
    const url = urlOf(host, port);
    const outcome = await serve(start, kindOf(configuration), { python, files: configuration.files, url });
    if (outcome.kind === 'ready') {
      return running(outcome.child, { url, serverName, registrationSecret: configuration.registrationSecret });
    }
    if (attempt < 3 && /CannotListenError|Address already in use/.test(outcome.said)) continue;
    const last = outcome.said.trim().split('\n').at(-1)?.trim() ?? '';
    const fix = `see ${path.join(data.path, 'logs', 'synapse.log')}`;
    return unavailable(`the local homeserver did not start${last === '' ? '' : `: ${last}`}`, fix);
  }
}

type Served = { kind: 'ready'; child: Child } | { kind: 'failed'; said: string };

async function serve(
  { data, progress, env }: StartHomeserver,
  kind: ChildKind,
  { python, files, url }: { python: string; files: string[]; url: string },
): Promise<Served> {
  const logFile = path.join(data.path, 'logs', 'synapse-console.log');
  const before = (await readFile(logFile, 'utf8').catch(() => '')).length;
  const child = await startChild(kind, {
    program: python,
    args: ['-I', '-m', 'synapse.app.homeserver', ...files.flatMap((file) => ['-c', file])],
    cwd: homeserverFolder(data),
    env: childEnvironment(env ?? process.env),
    logFile,
  });
  const begun = Date.now();
  let told = begun;
  while (!child.hasExited() && Date.now() - begun < startTimeout) {
    // A stranger on the same port answers while ours is about to fail: only a living child counts.
    if ((await isHomeserver(url)) && !child.hasExited()) return { kind: 'ready', child };
    if (Date.now() - told > tellEvery) {
      told = Date.now();
      progress(`Starting the local homeserver … ${Math.round((told - begun) / 1_000)} s`);
    }
    await sleep(lookEvery);
  }
  await child.stop();
  return { kind: 'failed', said: (await readFile(logFile, 'utf8').catch(() => '')).slice(before) };
}

type Facts = Pick<LocalHomeserver, 'url' | 'serverName' | 'registrationSecret'>;

function running(child: Child, facts: Facts): LocalHomeserver {
  return {
    kind: 'running',
    ...facts,
    adopted: child.adopted,
    pid: child.pid,
    onExit: (listener) => {
      child.onExit(listener);
    },
    stop: () => child.stop(),
  };
}

/** A second process (a replica of the api, a standby bot) uses the homeserver that the first one runs. */
function shared(owner: ProcessIdentity, facts: Facts): LocalHomeserver {
  return {
    kind: 'running',
    ...facts,
    adopted: false,
    onExit(listener) {
      const timer = setInterval(() => {
        void isRunning(owner).then((alive) => {
          if (alive) return;
          clearInterval(timer);
          listener();
        });
      }, 1_000);
      timer.unref();
    },
    stop: () => Promise.resolve(),
  };
}

function urlOf(host: string, port: number): string {
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

function unavailable(reason: string, fix: string): HomeserverUnavailable {
  return {
    kind: 'unavailable',
    sentence: `Matrix is not available, as ${reason}: ${fix}, or set MATRIX_HOMESERVER_URL, MATRIX_BOT_USER and MATRIX_BOT_PASSWORD (or MATRIX_ACCESS_TOKEN) to use a homeserver of yours; then start again.`,
  };
}
