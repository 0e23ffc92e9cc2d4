import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import pino from 'pino';
import { parse } from 'yaml';
import { isHomeserver, startLocalHomeserver, type LocalHomeserver } from '../../../bot/homeserver/index.js';
import { identityOf, type DataDirectory } from '../../../config/datadir/index.js';
import { temporaryData } from '../../config/datadir/temporaryData.js';
import { installTimeout, sharedVenv, testSettings } from '../../support/synapse.js';

const program = fileURLToPath(new URL('./program.js', import.meta.url));

async function start(data: DataDirectory, host = '127.0.0.1'): Promise<LocalHomeserver> {
  const homeserver = await startLocalHomeserver({
    data,
    logger: pino({ level: 'silent' }),
    progress: () => undefined,
    host,
    venv: await sharedVenv(),
    preferredPort: 0,
    overrides: testSettings,
  });
  if (homeserver.kind !== 'running') throw new Error(homeserver.sentence);
  return homeserver;
}

type Running = { node: ChildProcess; pid: number; url: string };

async function startProgram(data: DataDirectory): Promise<Running> {
  const node = spawn(process.execPath, [program, data.path], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: node.stdout })) {
    return { node, ...(JSON.parse(line) as { pid: number; url: string }) };
  }
  throw new Error('the program ended');
}

async function end(node: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = once(node, 'exit');
  node.kill(signal);
  await ended;
}

describe('the local homeserver', function () {
  this.timeout(installTimeout);
  let home: string;
  let data: DataDirectory;
  let remove: () => Promise<void>;
  before(async () => {
    // As in the home directory of root, which no other user may enter.
    home = await mkdtemp('/tmp/opsroom-test-home-');
    await chmod(home, 0o700);
    ({ data, remove } = await temporaryData(home));
  });
  after(async () => {
    await remove();
    await rm(home, { recursive: true, force: true });
  });

  it('starts on loopback, closed to the world, in a process group of its own', async () => {
    const homeserver = await start(data);
    try {
      expect(homeserver.url).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(homeserver.serverName).to.equal('opsroom.localhost');
      expect(await isHomeserver(homeserver.url)).to.equal(true);
      const registration = await fetch(`${homeserver.url}/_matrix/client/v3/register`, { method: 'POST', body: '{}' });
      expect(registration.status).to.equal(403);
      const federation = await fetch(`${homeserver.url}/_matrix/federation/v1/version`);
      expect(federation.status).to.equal(404);
      if (process.platform === 'linux') {
        const line = await readFile(`/proc/${homeserver.pid ?? 0}/stat`, 'utf8');
        expect(Number(line.split(') ')[1]?.split(' ')[2])).to.equal(homeserver.pid);
      }
      for (const name of ['homeserver.yaml', 'secrets.yaml', 'homeserver.db']) {
        const file = path.join(data.path, 'synapse', name);
        if (name !== 'homeserver.db') expect((await stat(file)).mode & 0o777, name).to.equal(0o600);
      }
      const main = await readFile(path.join(data.path, 'synapse', 'homeserver.yaml'), 'utf8');
      expect(main).to.not.include(homeserver.registrationSecret.reveal());
    } finally {
      await homeserver.stop();
    }
    expect(await isHomeserver(homeserver.url)).to.equal(false);
  });

  it('is taken over when only Node was killed, tells of its end, and starts clean when all was killed', async () => {
    const killed = await startProgram(data);
    await end(killed.node, 'SIGKILL');
    const found = await start(data);
    expect(found).to.include({ adopted: true, pid: killed.pid, url: killed.url });
    const ended = new Promise<void>((resolve) => {
      found.onExit(resolve);
    });
    process.kill(killed.pid, 'SIGKILL');
    await ended;
    expect(await isHomeserver(found.url)).to.equal(false);
    const begun = Date.now();
    const fresh = await start(data);
    try {
      expect(fresh).to.include({ adopted: false, url: killed.url, serverName: 'opsroom.localhost' });
      expect(Date.now() - begun).to.be.lessThan(10_000);
    } finally {
      await fresh.stop();
    }
  });

  it('is shared with a second process of the same data directory, which leaves it running', async () => {
    const first = await startProgram(data);
    try {
      const second = await start(data);
      expect(second.url).to.equal(first.url);
      await second.stop();
      expect(await isHomeserver(first.url)).to.equal(true);
    } finally {
      await end(first.node, 'SIGTERM');
    }
    expect(await identityOf(first.pid)).to.equal(undefined);
  });

  it("keeps its name, takes an operator's local.yaml, restarts an orphan whose settings changed, beside another", async () => {
    const other = await temporaryData();
    const killed = await startProgram(data);
    try {
      await end(killed.node, 'SIGKILL');
      await writeFile(path.join(data.path, 'synapse', 'local.yaml'), 'max_upload_size: 7M\n');
      const [one, two] = await Promise.all([
        startLocalHomeserver({
          data,
          logger: pino({ level: 'silent' }),
          progress: () => undefined,
          host: '127.0.0.1',
          venv: await sharedVenv(),
          serverName: 'another.example',
          overrides: testSettings,
        }),
        start(other.data),
      ]);
      if (one.kind !== 'running') throw new Error(one.sentence);
      expect(one).to.include({ adopted: false, url: killed.url, serverName: 'opsroom.localhost' });
      expect(two.url).to.not.equal(one.url);
      const written = parse(await readFile(path.join(other.data.path, 'synapse', 'homeserver.yaml'), 'utf8')) as {
        max_upload_size: string;
      };
      expect(written.max_upload_size).to.equal('50M');
      await Promise.all([one.stop(), two.stop()]);
    } finally {
      await other.remove();
    }
  });

  it('says what the homeserver disliked when it does not start', async () => {
    await writeFile(path.join(data.path, 'synapse', 'local.yaml'), 'max_upload_size: banana\n');
    const refusal = await start(data).catch((error: unknown) => String(error));
    expect(refusal).to.match(/did not start.*MATRIX_HOMESERVER_URL/s);
    await rm(path.join(data.path, 'synapse', 'local.yaml'));
  });
});
