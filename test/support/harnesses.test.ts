import { expect } from 'chai';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installedHarness, type InstallPlace } from './harnesses.js';

describe('the installation of the harnesses for tests', () => {
  let folder: string;
  let told: string[];
  beforeEach(async () => {
    folder = await mkdtemp('/tmp/opsroom-test-install-');
    told = [];
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** A machine whose npm is this shell script. */
  const machine = async (npm: string, env: Record<string, string> = {}): Promise<InstallPlace> => {
    const bin = path.join(folder, 'bin');
    await mkdir(bin);
    await writeFile(path.join(bin, 'npm'), `#!/bin/sh\necho called >> ${folder}/calls\n${npm}\n`);
    await chmod(path.join(bin, 'npm'), 0o755);
    const cache = path.join(folder, 'cache');
    return { cache, env: { PATH: `${bin}:/usr/bin:/bin`, ...env }, tell: (line) => told.push(line) };
  };
  const offline = [
    'echo "npm error code ENOTFOUND" >&2',
    'echo "npm error FetchError: request to the registry failed, reason: getaddrinfo ENOTFOUND" >&2',
    'echo "npm error If you are behind a proxy, set it." >&2',
    'exit 1',
  ].join('\n');
  const works = [
    'mkdir -p node_modules/.bin',
    `printf '#!/bin/sh\\necho 1.2.3\\n' > node_modules/.bin/codex`,
    'chmod 755 node_modules/.bin/codex',
    'echo "$@" > asked',
  ].join('\n');
  const calls = async (): Promise<number> => (await readFile(`${folder}/calls`, 'utf8')).split('\n').length - 1;

  it('says why on a machine that cannot, for the test to skip with', async () => {
    expect(await installedHarness('codex', await machine(offline))).to.deep.equal({
      kind: 'missing',
      reason:
        '@openai/codex@0.169.0 cannot be installed here: npm error FetchError: request to the registry failed, reason: getaddrinfo ENOTFOUND',
    });
    expect(told.join()).to.include('Installing @openai/codex@0.169.0');
  });

  it('is an error under CI=true: nothing is skipped there', async () => {
    const failed = await installedHarness('codex', await machine(offline, { CI: 'true' })).catch(
      (error: unknown) => error,
    );
    expect(failed).to.be.an('error').with.property('message').that.includes('reason: getaddrinfo ENOTFOUND');
  });

  it('takes the pinned version, shows that it works, and does it once', async () => {
    const place = await machine(works);
    const found = await installedHarness('codex', place);
    expect(found.kind).to.equal('installed');
    expect(await readFile(path.join(place.cache, 'codex-0.169.0', 'asked'), 'utf8')).to.include(
      '@openai/codex@0.169.0',
    );
    expect(told).to.have.length(2);
    expect(await installedHarness('codex', place)).to.deep.equal(found);
    expect(await calls()).to.equal(1);
    expect(told).to.have.length(2);
  });

  it('installs again what somebody took out of the cache', async () => {
    const place = await machine(works);
    await installedHarness('codex', place);
    await rm(path.join(place.cache, 'codex-0.169.0', 'node_modules'), { recursive: true });
    expect((await installedHarness('codex', place)).kind).to.equal('installed');
    expect(await calls()).to.equal(2);
  });

  it('does not take a program for installed that does not run', async () => {
    const place = await machine(works.replace('echo 1.2.3', 'exit 1'));
    const found = await installedHarness('codex', place);
    expect(found).to.have.property('reason').that.includes('does not run after its installation');
  });
});
