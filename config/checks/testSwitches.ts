import type { Problem } from '../configError.js';
import { isLoopback } from '../loopback.js';
import type { Config } from '../schema.js';
import type { Check } from './findings.js';

/** What keeps a switch for tests off: it may only be thrown where no real person can be harmed by it. */
function obstacles({ server, matrix }: Config): string[] {
  const url = matrix.homeserver_url;
  const homeserver = url === undefined ? matrix.host : new URL(url).hostname;
  return [
    ...(server.environment === 'test' ? [] : ['server.environment (OPSROOM_ENV) is not "test"']),
    ...(isLoopback(server.host) ? [] : ['server.host is not loopback']),
    ...(isLoopback(homeserver)
      ? []
      : [`${url === undefined ? 'matrix.host' : 'matrix.homeserver_url'} is not loopback`]),
  ];
}

/** GATES.md, "Test-only auto-approval", and the authentication modes of contract 2.1 that block nobody. */
export const testSwitchesStayInTests: Check = {
  reads: ['server', 'matrix', 'gates', 'auth'],
  run({ config, where }) {
    const against = obstacles(config);
    const thrown: { path: string[]; says: string; fix: string }[] = [
      ...(config.gates.demo_auto_approval
        ? [{ path: ['gates', 'demo_auto_approval'], says: 'lets no person decide', fix: 'remove it' }]
        : []),
      ...(config.auth.mode === 'enforce'
        ? []
        : [{ path: ['auth', 'mode'], says: 'lets everybody in', fix: 'set it to enforce, or remove it' }]),
    ];
    const problems: Problem[] = thrown.map(({ path, says, fix }) => ({
      key: path.join('.'),
      where: where(path),
      says: `${says}, and ${against.join(' and ')}.`,
      fix: `${fix}; in a test set OPSROOM_ENV=test and listen on 127.0.0.1.`,
    }));
    return against.length > 0
      ? { problems, warnings: [] }
      : { problems: [], warnings: thrown.map(({ path, says }) => `TEST: ${path.join('.')} ${says}.`) };
  },
};
