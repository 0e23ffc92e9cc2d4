import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import {
  findOrphan,
  identityOf,
  isRunning,
  startChild,
  stopProcess,
  type Child,
  type ChildKind,
  type DataDirectory,
} from '../../../config/datadir/index.js';
import { readPidFile, writePidFile } from '../../../config/datadir/pidFile.js';
import { temporaryData } from './temporaryData.js';

const deaf = `process.on('SIGTERM', () => console.log('no')); setInterval(() => {}, 1000); console.log('up')`;
const polite = `setInterval(() => {}, 1000); console.log('up', process.env.SECRET ?? 'nothing')`;

describe('a child that outlives us', () => {
  let data: DataDirectory;
  let remove: () => Promise<void>;
  const left: Child[] = [];
  const strangers: ChildProcess[] = [];
  beforeEach(async () => {
    ({ data, remove } = await temporaryData());
  });
  afterEach(async () => {
    for (const child of left.splice(0)) await child.stop();
    for (const stranger of strangers.splice(0)) stranger.kill('SIGKILL');
    await remove();
  });

  const kind = (version = '1'): ChildKind => ({
    data,
    name: 'server',
    identity: '/the/cluster',
    version,
    stopSteps: [{ signal: 'SIGTERM', graceMs: 300 }],
  });
  async function run(script: string): Promise<Child> {
    const logFile = path.join(data.path, 'logs', 'server.log');
    const child = await startChild(kind(), {
      program: process.execPath,
      args: ['-e', script],
      cwd: '/',
      env: {},
      logFile,
    });
    left.push(child);
    while (!(await readFile(logFile, 'utf8')).includes('up')) await new Promise((resolve) => setTimeout(resolve, 20));
    return child;
  }
  /** As if another Opsroom, which is dead, had started it. */
  async function orphaned(): Promise<void> {
    const record = await readPidFile(data, 'server');
    if (!record) throw new Error('no pid file');
    await writePidFile(data, 'server', { ...record, starter: { pid: process.pid, startTime: 'long ago' } });
  }

  it('leads its own process group, gets only the environment given, and is recorded with start time and identity', async () => {
    process.env.SECRET = 'hush';
    try {
      const child = await run(polite);
      expect(await readFile(path.join(data.path, 'logs', 'server.log'), 'utf8')).to.equal('up nothing\n');
      expect((await stat(path.join(data.path, 'logs', 'server.log'))).mode & 0o777).to.equal(0o600);
      expect(await readPidFile(data, 'server')).to.deep.include({
        ...(await identityOf(child.pid)),
        identity: '/the/cluster',
        starter: await identityOf(process.pid),
      });
      // A group of that number exists only when the child leads it.
      expect(process.kill(-child.pid, 0)).to.equal(true);
    } finally {
      delete process.env.SECRET;
    }
  });

  it('is stopped with the polite signal, or killed when it does not listen, and its record goes', async () => {
    for (const script of [polite, deaf]) {
      const child = await run(script);
      const identity = await identityOf(child.pid);
      const told = new Promise<void>((resolve) => {
        child.onExit(resolve);
      });
      await Promise.all([child.stop(), child.stop()]);
      await told;
      expect(identity && (await isRunning(identity))).to.equal(false);
      expect(await readdir(path.join(data.path, 'run'))).to.deep.equal([]);
    }
  });

  it('is adopted when healthy and its Opsroom is dead', async () => {
    const child = await run(polite);
    await orphaned();
    const found = await findOrphan(kind(), () => Promise.resolve(true));
    if (found.kind !== 'adopted') throw new Error(found.kind);
    expect(found.child).to.include({ pid: child.pid, adopted: true });
    expect((await readPidFile(data, 'server'))?.starter).to.deep.equal(await identityOf(process.pid));
    const told = new Promise<void>((resolve) => {
      found.child.onExit(resolve);
    });
    process.kill(child.pid, 'SIGKILL');
    await told;
    expect(found.child.hasExited()).to.equal(true);
  });

  it('is stopped instead when it is sick or of another version', async () => {
    for (const [version, healthy] of [
      ['1', false],
      ['2', true],
    ] as const) {
      const child = await run(polite);
      await orphaned();
      expect((await findOrphan(kind(version), () => Promise.resolve(healthy))).kind).to.equal('stopped');
      expect(await identityOf(child.pid)).to.equal(undefined);
    }
  });

  it('is left alone while its own Opsroom lives', async () => {
    const child = await run(polite);
    const found = await findOrphan(kind(), () => Promise.resolve(true));
    expect(found).to.deep.equal({ kind: 'owned', by: await identityOf(process.pid) });
    expect(child.hasExited()).to.equal(false);
  });

  it('is not looked for behind a recycled pid or the record of a copied data directory', async () => {
    const stranger = spawn(process.execPath, ['-e', polite]);
    strangers.push(stranger);
    await once(stranger, 'spawn');
    const identity = await identityOf(stranger.pid ?? 0);
    if (!identity) throw new Error('no stranger');
    const record = { identity: '/the/cluster', version: '1', starter: { pid: 1, startTime: 'never' } };
    await writePidFile(data, 'server', { ...identity, ...record, startTime: '1' });
    expect((await findOrphan(kind(), () => Promise.resolve(false))).kind).to.equal('none');
    await writePidFile(data, 'server', { ...identity, ...record, identity: '/the/original' });
    expect((await findOrphan(kind(), () => Promise.resolve(false))).kind).to.equal('none');
    expect(await stopProcess({ pid: identity.pid, startTime: '1' }, kind().stopSteps)).to.equal('gone');
    expect(await isRunning(identity)).to.equal(true);
  });

  it('says which program cannot be started', async () => {
    const command = { program: '/nowhere/server', args: [], cwd: '/', env: {}, logFile: path.join(data.path, 'x.log') };
    const error = await startChild(kind(), command).catch((thrown: unknown) => String(thrown));
    expect(error).to.match(/server cannot be started/);
  });
});
