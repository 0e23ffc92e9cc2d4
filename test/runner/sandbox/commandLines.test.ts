import { expect } from 'chai';
import fc from 'fast-check';
import { isolatedCommand } from '../../../runner/sandbox/isolatedCommand.js';
import { runEnvironment, type RunIdentity } from '../../../runner/sandbox/index.js';

const release = (): Promise<void> => Promise.resolve();
const uid: RunIdentity = { kind: 'uid', uid: 61_007, release };
const sandbox: RunIdentity = { kind: 'bubblewrap', directory: '/runs/a', release };
const none: RunIdentity = { kind: 'none', release };
const child = { command: '/usr/bin/node', args: ['tool.mjs', '-- rm', '$(id)', ''] };
const reach = { writable: ['/runs/a'], readable: ['/opt/node'], hidden: ['/home/op', '/var/data'] };

describe('the command line of an isolated run', () => {
  it('ends with the words of the child as they are, whoever it runs as', () => {
    const word = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(word, fc.array(word), (command, args) => {
        for (const identity of [uid, sandbox]) {
          const { args: all } = isolatedCommand({ command, args }, identity, reach);
          expect(all.slice(-1 - args.length)).to.deep.equal([command, ...args]);
          expect(all.at(-2 - args.length)).to.equal('--');
        }
        expect(isolatedCommand({ command, args }, none, reach)).to.deep.equal({ command, args });
      }),
    );
  });

  it('of a uid takes groups, capabilities and every way to gain any, and dies with the platform', () => {
    const { command, args } = isolatedCommand(child, uid, reach);
    expect(command).to.equal('setpriv');
    const own = args.slice(0, args.indexOf('--'));
    expect(own).to.deep.equal([
      ...['--reuid', '61007', '--regid', '61007', '--clear-groups', '--no-new-privs'],
      ...['--inh-caps=-all', '--ambient-caps=-all', '--bounding-set=-all', '--pdeathsig', 'KILL'],
    ]);
  });

  it('bounds core files, open files and processes, and the size of files where that is wanted', () => {
    const limits = (identity: RunIdentity, more = {}): string[] => {
      const { args } = isolatedCommand(child, identity, reach, more);
      const from = args.indexOf('prlimit');
      return args.slice(from + 1, args.indexOf('--', from));
    };
    expect(limits(uid)).to.deep.equal(['--core=0', '--nofile=8192', '--nproc=1024']);
    // Counted for the whole user, so the platform itself would be bounded too.
    expect(limits(sandbox)).to.deep.equal(['--core=0', '--nofile=8192']);
    expect(limits(uid, { processes: 5, openFiles: 64, fileBytes: 1000 })).to.deep.equal([
      ...['--core=0', '--nofile=64', '--fsize=1000', '--nproc=5'],
    ]);
  });

  it('of a sandbox hides before it shows, and shows before it lets write', () => {
    const { command, args } = isolatedCommand(child, sandbox, reach);
    expect(command).to.equal('bwrap');
    const all = args.join(' ');
    for (const part of ['--unshare-user', '--unshare-pid', '--die-with-parent', '--new-session', '--cap-drop ALL'])
      expect(all).to.include(part);
    const order = [
      '--ro-bind / /',
      '--tmpfs /home/op',
      '--tmpfs /var/data',
      '--ro-bind /opt/node',
      '--bind /runs/a /runs/a',
    ];
    const places = order.map((part) => all.indexOf(part));
    expect(places).to.not.include(-1);
    expect([...places].sort((a, b) => a - b)).to.deep.equal(places);
    // The network stays: the API and the model are reached through it.
    expect(all).to.not.include('--unshare-net').and.not.include('--unshare-all');
  });
});

describe('the environment of a run', () => {
  const run = { home: '/runs/a/home', tmp: '/runs/a/tmp', path: ['/opt/node/bin'], own: {} };

  it('has its own home, its own names and the system’s directories, whatever the platform has', () => {
    const platform = {
      PATH: '/root/bin:/usr/bin',
      HOME: '/root',
      USER: 'root',
      LOGNAME: 'root',
      TMPDIR: '/tmp',
      SHELL: '/bin/zsh',
    };
    expect(runEnvironment(platform, run)).to.deep.equal({
      ...{ LANG: 'C.UTF-8', PATH: '/opt/node/bin:/usr/local/bin:/usr/bin:/bin', HOME: run.home, TMPDIR: run.tmp },
      ...{ USER: 'agent', LOGNAME: 'agent', SHELL: '/bin/sh' },
    });
  });

  it('lets language, time zone, proxy and certificates pass, and nothing else', () => {
    const passes = {
      ...{ LANG: 'de_DE.UTF-8', LC_ALL: 'C', TZ: 'Europe/Berlin', SSL_CERT_FILE: '/etc/ca.pem' },
      ...{ NODE_EXTRA_CA_CERTS: '/etc/extra.pem', GIT_SSL_CAINFO: '/etc/git.pem', HTTPS_PROXY: 'http://proxy:3128' },
    };
    const secrets = {
      ...{ DATABASE_URL: 'postgres://u:p@h/d', DASHBOARD_SERVICE_TOKEN: 's', MATRIX_ACCESS_TOKEN: 'm' },
      ...{ ANTHROPIC_API_KEY: 'a', OPENAI_API_KEY: 'o', AWS_SECRET_ACCESS_KEY: 'w', GITHUB_TOKEN: 'g' },
      ...{ SSH_AUTH_SOCK: '/tmp/agent', LD_PRELOAD: '/tmp/x.so', NODE_OPTIONS: '--inspect', PYTHONPATH: '/tmp' },
      ...{ OPSROOM_ENV: 'test', OPSROOM_MASTER_KEY: 'k', BASH_ENV: '/tmp/x' },
    };
    const environment = runEnvironment({ ...passes, ...secrets }, run);
    expect(environment).to.include(passes);
    for (const name of Object.keys(secrets)) expect(environment).to.not.have.property(name);
  });

  it('goes past a proxy to this machine, and names no proxy where there is none', () => {
    const through = runEnvironment({ https_proxy: 'http://p:1', NO_PROXY: 'intranet' }, run);
    expect(through['NO_PROXY']).to.equal('intranet,127.0.0.1,localhost,::1').and.equal(through['no_proxy']);
    expect(runEnvironment({ ALL_PROXY: 'socks5://p:1' }, run)['NO_PROXY']).to.equal('127.0.0.1,localhost,::1');
    expect(runEnvironment({}, run)).to.not.have.any.keys('NO_PROXY', 'no_proxy');
  });

  it('has what its harness and the toolbelt need above all else', () => {
    const own = { OPSROOM_RUN_TOKEN: 't', HOME: '/elsewhere', ANTHROPIC_API_KEY: 'k' };
    expect(runEnvironment({ ANTHROPIC_API_KEY: 'of the operator' }, { ...run, own })).to.include(own);
  });
});
