import path from 'node:path';
import { childEnvironment } from '../../config/datadir/childEnvironment.js';

/** More names for certificate authorities: Node's and git's own. */
const furtherCertificates = ['NODE_EXTRA_CA_CERTS', 'GIT_SSL_CAINFO'];

const ownByName = /^(PATH|HOME|USER|LOGNAME|TMPDIR)$/;

export type EnvironmentOf = {
  readonly home: string;
  readonly tmp: string;
  /** Directories that come before the system's in PATH: that of our node. */
  readonly path: readonly string[];
  /** The harness's own variables and the toolbelt's. */
  readonly own: Readonly<Record<string, string>>;
};

/** Where programs are that any uid may run. The platform's own PATH may lead through directories that it cannot enter. */
const systemPath = ['/usr/local/bin', '/usr/bin', '/bin'];

/**
 * The environment of a run: language, time zone and the way through the company's proxy from the platform's, its own
 * home and temporary directory, and what its harness and the toolbelt need. Nothing else passes.
 */
export function runEnvironment(platform: NodeJS.ProcessEnv, run: EnvironmentOf): Record<string, string> {
  const passed = childEnvironment(platform, { network: true, prefixes: furtherCertificates });
  const inherited = Object.entries(passed).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !ownByName.test(entry[0]),
  );
  return {
    LANG: 'C.UTF-8',
    ...Object.fromEntries(inherited),
    ...{ PATH: [...new Set([...run.path, ...systemPath])].join(path.delimiter), HOME: run.home, TMPDIR: run.tmp },
    ...{ USER: 'agent', LOGNAME: 'agent', SHELL: '/bin/sh' },
    ...loopbackPastProxy(passed),
    ...run.own,
  };
}

/** The API listens on this machine: a company's proxy would be asked for its own loopback. */
function loopbackPastProxy(passed: NodeJS.ProcessEnv): Record<string, string> {
  if (!Object.keys(passed).some((name) => /^(https?|all)_proxy$/i.test(name))) return {};
  const direct = [passed['NO_PROXY'] ?? passed['no_proxy'] ?? '', '127.0.0.1', 'localhost', '::1'];
  const value = direct.filter((host) => host !== '').join(',');
  return { NO_PROXY: value, no_proxy: value };
}
