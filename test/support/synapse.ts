import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import {
  ensureAccount,
  signIn,
  startLocalHomeserver,
  type LocalHomeserver,
  type StartHomeserver,
} from '../../bot/homeserver/index.js';
import { identityOf, isRunning, openDataDirectory } from '../../config/datadir/index.js';
import { Secret } from '../../config/secret.js';

export type TestUser = { userId: string; password: string; accessToken: string };

export type TestSynapse = {
  readonly url: string;
  readonly serverName: string;
  readonly registrationSecret: Secret;
  createUser: (localpart: string, options?: { displayName?: string }) => Promise<TestUser>;
  /** Sends the signal and waits until the server is gone. */
  kill: (signal: NodeJS.Signals) => Promise<void>;
  /** Starts it again at the same URL, with everything that it had; stops it first where it still runs. */
  restart: () => Promise<void>;
  /** Stops it and removes its folder. */
  stop: () => Promise<void>;
};

/** What a test server has otherwise than a real one: password hashes that cost nothing. */
export const testSettings = { bcrypt_rounds: 4 };

function repositoryRoot(): string {
  for (let folder = path.dirname(fileURLToPath(import.meta.url)); ; folder = path.dirname(folder)) {
    const file = path.join(folder, 'package.json');
    if (existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name === 'opsroom')
      return folder;
    if (folder === path.dirname(folder)) throw new Error('the repository is not found');
  }
}

/** One virtual environment for all tests of a checkout: the first that needs it installs it, the others wait. */
export async function sharedVenv(): Promise<string> {
  const cache = path.join(repositoryRoot(), '.cache');
  await mkdir(cache, { recursive: true });
  return path.join(cache, 'synapse-venv');
}

/** Installing on first use takes longer than a test may: `this.timeout(installTimeout)` where a suite starts one. */
export const installTimeout = 180_000;

/** A real Synapse of its own in a temporary folder, on any free port of loopback. */
export async function startTestSynapse(options: Partial<StartHomeserver> = {}): Promise<TestSynapse> {
  const folder = await mkdtemp('/tmp/opsroom-test-synapse-');
  const data = await openDataDirectory(path.join(folder, 'data'));
  const remove = async (): Promise<void> => {
    await rm(data.stagingRoot, { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
  };
  const start = async (): Promise<LocalHomeserver> => {
    const homeserver = await startLocalHomeserver({
      data,
      logger: pino({ level: 'silent' }),
      progress: (line) => process.stderr.write(`      ${line}\n`),
      host: '127.0.0.1',
      venv: await sharedVenv(),
      preferredPort: 0,
      overrides: testSettings,
      ...options,
    });
    if (homeserver.kind === 'running') return homeserver;
    await remove();
    throw new Error(homeserver.sentence);
  };
  let homeserver = await start();
  const { url, serverName, registrationSecret } = homeserver;
  return {
    url,
    serverName,
    registrationSecret,
    async createUser(localpart, { displayName = localpart } = {}) {
      const password = randomBytes(12).toString('hex');
      const { userId, created } = await ensureAccount(homeserver, {
        localpart,
        displayName,
        password: new Secret(password),
      });
      if (!created) throw new Error(`${userId} exists already`);
      const session = await signIn(url, { user: userId, password: new Secret(password), device: 'test' });
      if (session.kind !== 'ok') throw new Error(`${userId} cannot sign in: ${JSON.stringify(session)}`);
      return { userId, password, accessToken: session.value.accessToken.reveal() };
    },
    async kill(signal) {
      const identity = homeserver.pid === undefined ? undefined : await identityOf(homeserver.pid);
      if (!identity) return;
      process.kill(identity.pid, signal);
      while (await isRunning(identity)) await new Promise((resolve) => setTimeout(resolve, 20));
    },
    async restart() {
      await homeserver.stop();
      homeserver = await start();
      if (homeserver.url !== url) throw new Error(`the test homeserver has moved from ${url} to ${homeserver.url}`);
    },
    async stop() {
      await homeserver.stop();
      await remove();
    },
  };
}
