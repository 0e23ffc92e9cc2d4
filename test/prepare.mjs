/**
 * Brings what the tests need of the machine itself: a browser and bubblewrap, from Debian's packages. Where that is not
 * possible it says which tests are passed over; with CI=true nothing may be, and it fails.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

const wanted = [
  { program: 'chromium', package: 'chromium', for: 'the web chat in a browser' },
  { program: 'bwrap', package: 'bubblewrap', for: 'runs in a sandbox without root' },
  { program: 'setpriv', package: 'util-linux', for: 'runs under a user id of their own' },
];

const onPath = (program) =>
  (process.env.PATH ?? '').split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

let missing = wanted.filter(({ program }) => !onPath(program));
if (missing.length > 0 && process.getuid?.() === 0 && onPath('apt-get')) {
  const packages = missing.map((one) => one.package);
  console.log(`Installing ${packages.join(', ')} with apt-get (once) …`);
  const apt = (...args) =>
    spawnSync('apt-get', ['-qq', '-y', '-o', 'Dpkg::Use-Pty=0', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  apt('update');
  apt('install', '--no-install-recommends', ...packages);
  missing = missing.filter(({ program }) => !onPath(program));
}
for (const { program, package: name, for: what } of missing) {
  console.log(
    `${program} is missing, so these tests are passed over: ${what}. Install it with "apt-get install ${name}".`,
  );
}
if (missing.length > 0 && process.env.CI === 'true') process.exit(1);
