import { expect } from 'chai';
import { build } from 'esbuild';
import { execFile, spawn, type StdioOptions } from 'node:child_process';
import { chmod, chown, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { detectIsolation, processesOf, sweepOrphans } from '../../../runner/sandbox/index.js';
import { makeRunStand, textOf, type RunStand } from '../supervise/runStand.js';
import { trespassCommand, trespasses } from './trespass.js';
import { passOver } from '../../support/passOver.js';

const run = promisify(execFile);
const asRoot = process.getuid?.() === 0;

describe('a run with a uid of its own', () => {
  let stand: RunStand;
  before(async function () {
    if ((await detectIsolation()).kind !== 'uid')
      return passOver(this, 'only root can give its runs uids of their own');
    stand = await makeRunStand();
  });
  after(() => stand?.end());

  it('reaches nothing of the platform, nor of another run, while that one works', async () => {
    const other = await stand.prepare('The task of somebody else.');
    const workspace = await stand.prepare();
    const all = trespasses({
      ...{ dataDirectory: stand.dataDirectory, otherRun: other.root, platform: process.pid },
      home: process.env['HOME'] ?? '/root',
      program: stand.programs.toolbelt,
    });
    const { events, tail } = await stand.run(stand.shell(trespassCommand(all)), workspace);
    expect(textOf(events), tail).to.equal('tried');
    // The commands themselves do what they say, or the silence above would prove nothing.
    const { stdout } = await run('/bin/sh', ['-c', trespassCommand(all)], { cwd: workspace.work });
    for (const name of Object.keys(all)) expect(stdout).to.include(`${name}:ok`);
  });

  it('cannot trace the platform', async () => {
    const probe = [
      'import ctypes, sys',
      'libc = ctypes.CDLL(None, use_errno=True)',
      'print("traced" if libc.ptrace(16, int(sys.argv[1]), None, None) == 0 else "refused", ctypes.get_errno())',
    ].join('\n');
    const workspace = await stand.prepare();
    const launch = { ...stand.shell(''), command: '/usr/bin/python3', args: ['-c', probe, String(process.pid)] };
    expect(textOf((await stand.run(launch, workspace)).events)).to.equal('refused 1');
  });

  it('has no groups, no capabilities, no way to gain any, and no input', async () => {
    const workspace = await stand.prepare();
    const command = 'cat /proc/self/status; id; wc -c < /dev/stdin; ulimit -c; ulimit -n';
    const { events } = await stand.run(stand.shell(command), workspace);
    const text = textOf(events);
    if (workspace.identity.kind !== 'uid') throw new Error('no uid');
    const { uid } = workspace.identity;
    expect(uid).to.be.within(61_000, 64_999);
    expect(text)
      .to.match(/^Groups:\s*$/m)
      .and.match(/^NoNewPrivs:\s+1$/m);
    for (const set of ['Inh', 'Prm', 'Eff', 'Bnd', 'Amb']) expect(text).to.match(new RegExp(`^Cap${set}:\\s+0+$`, 'm'));
    expect(text).to.include(`uid=${uid} gid=${uid} groups=${uid}`);
    expect(text).to.match(/^0\n0\n8192$/m);
  });

  it('inherits no descriptor that the platform itself was started with', async () => {
    const directory = await mkdtemp('/var/tmp/opsroom-descriptors-');
    await chmod(directory, 0o777);
    // Node itself closes the low ones; beyond a gap it does not look.
    const secret = await open(path.join(stand.dataDirectory, 'credentials.json'));
    const list = path.join(directory, 'list');
    const program = fileURLToPath(new URL('./platformToKill.js', import.meta.url));
    const args = [
      program,
      '/nonexistent',
      path.join(directory, 'uids'),
      `ls -l /proc/$$/fd > ${list}; echo end >> ${list}`,
    ];
    const gap = Array.from({ length: 37 }, () => 'ignore' as const);
    const stdio = ['ignore', 'pipe', 'inherit', ...gap, secret.fd] satisfies StdioOptions;
    const platform = spawn(process.execPath, args, { stdio });
    try {
      let listed = '';
      for (let look = 0; look < 100 && !listed.includes('end'); look++) {
        await sleep(50);
        listed = await readFile(list, 'utf8').catch(() => '');
      }
      expect(listed).to.include(' 40 -> /dev/null').and.not.include('credentials');
    } finally {
      platform.kill('SIGKILL');
      await secret.close();
      await sweepOrphans(path.join(directory, 'uids'));
      await rm(directory, { recursive: true });
    }
  });

  it('gets an environment from the allow-list only', async () => {
    const workspace = await stand.prepare();
    const env = {
      ...process.env,
      DATABASE_URL: 'postgres://secret',
      DASHBOARD_SERVICE_TOKEN: 'x',
      TZ: 'Europe/Berlin',
      HTTPS_PROXY: 'http://proxy:1',
    };
    const { events } = await stand.run(stand.shell('env'), workspace, { env });
    const names = textOf(events)
      .split('\n')
      .map((line) => line.split('=')[0]);
    expect(names).to.include.members(['PATH', 'HOME', 'TMPDIR', 'TZ', 'HTTPS_PROXY', 'NO_PROXY', 'OPSROOM_RUN_TOKEN']);
    const known =
      /^(PATH|HOME|TMPDIR|TZ|LANG|LC_\w+|USER|LOGNAME|SHELL|PWD|OLDPWD|_|SHLVL|\w+_(PROXY|proxy)|SSL_CERT_\w+|\w+_CA_\w+|GIT_SSL_CAINFO|OPSROOM_\w+)$/;
    expect(names.filter((name) => !known.test(name ?? ''))).to.deep.equal([]);
  });

  it('dies when the platform is killed', async () => {
    const platform = spawn(process.execPath, [fileURLToPath(new URL('./platformToKill.js', import.meta.url))], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = await new Promise<number>((resolve) =>
      platform.stdout.once('data', (data: Buffer) => {
        resolve(Number.parseInt(data.toString(), 10));
      }),
    );
    expect(await alive(pid)).to.equal(true);
    platform.kill('SIGKILL');
    for (let look = 0; look < 50 && (await alive(pid)); look++) await sleep(40);
    expect(await alive(pid)).to.equal(false);
  });
});

describe('a run of a platform without root', () => {
  it('is alone in a sandbox: sees nothing, signals nobody, and ends whole', async function () {
    const uid = asRoot ? 64_997 : (process.getuid?.() ?? 0);
    const home = await mkdtemp('/var/tmp/opsroom-home-');
    const program = path.join(home, 'platform.mjs');
    await bundle(new URL('./bubblewrapRun.js', import.meta.url), program);
    if (asRoot) await chown(home, uid, uid);
    try {
      const command = asRoot ? ['setpriv', '--reuid', String(uid), '--regid', String(uid), '--clear-groups', '--'] : [];
      const [file, ...args] = [...command, process.execPath, program];
      const { stdout } = await run(file, args, { env: { PATH: '/usr/bin:/bin', HOME: home }, cwd: home });
      const seen = JSON.parse(stdout) as { isolation: string; text: string; end: unknown; lost: unknown; tail: string };
      if (seen.isolation !== 'bubblewrap') return passOver(this, 'bwrap or user namespaces are missing here');
      expect(seen.end, seen.tail).to.deep.equal({ kind: 'exited', code: 0 });
      const lines = seen.text.split('\n');
      expect(lines[0], seen.text).to.equal('tried');
      expect(seen.text)
        .to.match(/^NoNewPrivs:\s+1$/m)
        .and.match(/^CapEff:\s+0+$/m);
      expect(JSON.parse(lines.at(-1) ?? '')).to.deep.equal({ args: ['hello'], run: 'run-token-of-this-run' });
      expect(seen.lost).to.deep.equal({ kind: 'timeout' });
      if (asRoot) expect(await processesOf(uid)).to.deep.equal([]);
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  });
});

async function alive(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return status !== '' && !/^State:\s+Z/m.test(status);
}

/** In one file and in a folder that another uid reaches: this checkout may be under a home of mode 0700. */
async function bundle(program: URL, outfile: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(program)],
    ...{ outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'warning' },
  });
}
