import type { RunIdentity } from './runIdentity.js';

export type Reach = {
  /** Directories that the child may write. */
  readonly writable: readonly string[];
  /** What it needs to read although it lies under something hidden: programs, mostly. */
  readonly readable: readonly string[];
  /** Directories that it must not see: home and data directory. By bubblewrap only; for another uid their mode does it. */
  readonly hidden: readonly string[];
};

export type Limits = {
  /** Most processes of the run at a time. Counted per uid, so used where the run has its own. */
  readonly processes?: number;
  readonly openFiles?: number;
  /** Largest file that it may write, in bytes. */
  readonly fileBytes?: number;
};

/** A build tool or a browser fits in; a fork bomb ends here and not with the machine. */
const defaultLimits = { processes: 1024, openFiles: 8192 } satisfies Limits;

type Wrapped = { readonly command: string; readonly args: readonly string[] };

/** The command line that really runs: argument vectors all the way, no shell, no environment in it. */
export function isolatedCommand(child: Wrapped, identity: RunIdentity, reach: Reach, limits: Limits = {}): Wrapped {
  const wanted = { ...defaultLimits, ...limits };
  const prlimit = ['--core=0', `--nofile=${wanted.openFiles}`];
  if (wanted.fileBytes !== undefined) prlimit.push(`--fsize=${wanted.fileBytes}`);
  const inner = [child.command, ...child.args];
  switch (identity.kind) {
    case 'uid':
      return {
        command: 'setpriv',
        args: [...setprivArguments(identity.uid), 'prlimit', ...prlimit, `--nproc=${wanted.processes}`, '--', ...inner],
      };
    case 'bubblewrap':
      return { command: 'bwrap', args: [...bubblewrapArguments(reach), 'prlimit', ...prlimit, '--', ...inner] };
    case 'none':
      return { command: child.command, args: child.args };
  }
}

/** Another user in every respect, with no way back, who dies with the process that started it. */
export function setprivArguments(uid: number): string[] {
  return [
    ...['--reuid', String(uid), '--regid', String(uid), '--clear-groups', '--no-new-privs'],
    ...['--inh-caps=-all', '--ambient-caps=-all', '--bounding-set=-all', '--pdeathsig', 'KILL', '--'],
  ];
}

/**
 * Everything readable as it is, except what is hidden; only the run's own directories writable; its own processes,
 * /proc, /tmp and IPC. The network stays: the API and the model are reached through it.
 */
export function bubblewrapArguments({ writable, readable, hidden }: Reach): string[] {
  return [
    ...['--unshare-user', '--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try'],
    ...['--die-with-parent', '--new-session', '--cap-drop', 'ALL'],
    ...['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--tmpfs', '/tmp', '--tmpfs', '/var/tmp'],
    // A read-only /run would still lead to the sockets in it: the user's systemd, a Docker, an ssh-agent. Names are looked up there.
    ...['--tmpfs', '/run', '--ro-bind-try', '/run/systemd/resolve', '/run/systemd/resolve'],
    ...hidden.flatMap((directory) => ['--tmpfs', directory]),
    ...readable.flatMap((directory) => ['--ro-bind', directory, directory]),
    ...writable.flatMap((directory) => ['--bind', directory, directory]),
    '--',
  ];
}
