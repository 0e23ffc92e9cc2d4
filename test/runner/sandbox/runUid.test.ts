import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { chown, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import {
  detectIsolation,
  prepareRun,
  processesOf,
  sweepOrphans,
  type RunIdentity,
} from '../../../runner/sandbox/index.js';
import { passOver } from '../../support/passOver.js';

const isolation = { kind: 'uid', sentence: '' } as const;

describe('the uids of runs', () => {
  let locks: string;
  const claimed: RunIdentity[] = [];

  before(async function () {
    if ((await detectIsolation()).kind !== 'uid')
      return passOver(this, 'only root can give its runs uids of their own');
    locks = await mkdtemp('/var/tmp/opsroom-uids-');
  });
  afterEach(async () => {
    for (const identity of claimed.splice(0)) await identity.release();
  });
  after(async () => {
    if (locks) await rm(locks, { recursive: true, force: true });
  });

  async function claim(directory = '/nonexistent'): Promise<number> {
    const identity = await prepareRun(isolation, directory, locks);
    claimed.push(identity);
    if (identity.kind !== 'uid') throw new Error('no uid');
    return identity.uid;
  }

  it('are never given out twice, and are free again after the release', async () => {
    const uids = await Promise.all(Array.from({ length: 20 }, () => claim()));
    expect(new Set(uids).size).to.equal(20);
    expect((await readdir(locks)).filter((name) => name !== 'run')).to.have.lengthOf(20);
    for (const identity of claimed.splice(0)) await identity.release();
    expect((await readdir(locks)).filter((name) => name !== 'run')).to.be.empty;
  });

  it('are not taken from a platform that lives, nor from a process that runs under one', async () => {
    const uid = await claim();
    const stray = spawn('setpriv', ['--reuid', String(uid), '--regid', String(uid), '--clear-groups', 'sleep', '60']);
    await once(stray, 'spawn');
    expect(await sweepOrphans(locks)).to.deep.equal([]);
    // A lock that got lost: the process alone keeps the uid taken.
    await rm(path.join(locks, String(uid)));
    // Every other uid that is tried first is taken, so that this one is looked at.
    const taken = Array.from({ length: 184 }, (_, step) => 61_000 + step).filter((other) => other !== uid);
    await Promise.all(taken.map((other) => writeFile(path.join(locks, String(other)), '')));
    expect(await claim()).to.be.within(61_184, 64_999);
    await Promise.all(taken.map((other) => rm(path.join(locks, String(other)))));
    stray.kill('SIGKILL');
    await once(stray, 'exit');
  });

  it('of a killed platform are swept: its orphans end, its directory is closed, its traces in /tmp are gone', async () => {
    const directory = await mkdtemp('/var/tmp/opsroom-run-');
    const orphan = `setsid sh -c 'echo left > /tmp/opsroom-left-$$; while :; do sleep 0.1; done' & wait`;
    const { platform, uid } = await startPlatform([directory, locks, orphan]);
    await chown(directory, uid, uid);
    platform.kill('SIGKILL');
    await once(platform, 'exit');
    // The kernel ended the first child with the platform; the grandchild lives on.
    expect(await processesOf(uid)).to.not.be.empty;
    expect(await sweepOrphans(locks)).to.deep.equal([uid]);
    expect(await processesOf(uid)).to.deep.equal([]);
    const { uid: owner, mode } = await stat(directory);
    expect([owner, mode & 0o777]).to.deep.equal([0, 0o700]);
    const owners = await Promise.all(
      (await readdir('/tmp'))
        .filter((name) => name.startsWith('opsroom-left-'))
        .map((name) => stat(path.join('/tmp', name))),
    );
    expect(owners.map((info) => info.uid)).to.not.include(uid);
    await rm(directory, { recursive: true });
  });

  it('of a lock that cannot be read are swept too', async () => {
    await mkdir(locks, { recursive: true });
    await writeFile(path.join(locks, '61007'), 'half a li');
    expect(await sweepOrphans(locks)).to.deep.equal([61007]);
  });
});

async function startPlatform(args: string[]): Promise<{ platform: ChildProcess; uid: number }> {
  const program = fileURLToPath(new URL('./platformToKill.js', import.meta.url));
  const platform = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(platform.stdout, 'data')) as [Buffer];
  const [, uid] = line.toString().split(' ').map(Number);
  await new Promise((resolve) => setTimeout(resolve, 300));
  return { platform, uid: uid ?? 0 };
}
