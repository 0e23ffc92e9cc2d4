import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDataDirectory } from '../../config/datadir/index.js';
import { baseEnv, makeOpsroom, type TestOpsroom } from '../support/opsroom.js';
import { installTimeout } from '../support/synapse.js';

const main = fileURLToPath(new URL('../../bot/main.js', import.meta.url));

type Ran = { readonly child: ChildProcess; readonly printed: () => string; readonly ended: Promise<number> };

function run(cwd: string, env: Record<string, string>): Ran {
  const child = spawn(process.execPath, [main], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const pipe of [child.stdout, child.stderr])
    pipe.on('data', (chunk: Buffer) => (printed += chunk.toString('utf8')));
  return { child, printed: () => printed, ended: once(child, 'exit').then(([code]) => code as number) };
}

async function until(look: () => boolean, ms: number): Promise<void> {
  for (const end = Date.now() + ms; !look(); await new Promise((resolve) => setTimeout(resolve, 50)))
    if (Date.now() > end) throw new Error('it did not come about in time');
}

describe('the start', function () {
  this.timeout(90_000);
  let folder: string;
  const started: ChildProcess[] = [];
  before(async () => {
    folder = await mkdtemp('/tmp/opsroom-start-');
  });
  after(async () => {
    for (const child of started) child.kill('SIGKILL');
    const { stagingRoot } = await openDataDirectory(path.join(folder, 'data'));
    await rm(stagingRoot, { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
  });

  it('stops at a wrong configuration and names every fault with its fix, and no value', async () => {
    const file = path.join(folder, 'wrong.yaml');
    await writeFile(file, 'server:\n  prot: 8080\npeople:\n  bo: {roles: [aprover], password: hunter2}\n');
    const { ended, printed } = run(
      folder,
      baseEnv(path.join(folder, 'none'), { OPSROOM_CONFIG: file, OPSROOM_PORT: 'eighty' }),
    );
    expect(await ended).to.equal(1);
    for (const part of [
      'server.prot',
      'did you mean',
      'people.bo.roles',
      'OPSROOM_PORT',
      'Fix:',
      'nothing was started',
    ])
      expect(printed()).to.include(part);
    expect(printed()).to.not.match(/hunter2|eighty|at .*\.ts:/);
  });

  it('starts the API where no homeserver can be installed, and says in one sentence what to set', async () => {
    const env = baseEnv(path.join(folder, 'data'), { PIP_INDEX_URL: 'http://127.0.0.1:9/simple' });
    const { child, ended, printed } = run(folder, env);
    started.push(child);
    await until(() => printed().includes('Ctrl-C') || child.exitCode !== null, 60_000);
    expect(printed()).to.match(
      /Matrix is not available, as the Python package index cannot be reached.*PIP_INDEX_URL.*set MATRIX_HOMESERVER_URL/s,
    );
    const url = /API {2,}(http:\S+)/.exec(printed())?.[1] ?? '';
    expect((await fetch(`${url}/health`)).status).to.equal(200);
    const chat = await fetch(`${url}/chat/`);
    expect([chat.status, await chat.text()]).to.satisfy(
      ([status, text]: [number, string]) => status === 503 && text.includes('MATRIX_HOMESERVER_URL'),
    );
    child.kill('SIGINT');
    expect(await ended).to.equal(0);
    expect(printed()).to.include('Stopping');
  });
});

describe('two installations on one machine', function () {
  this.timeout(installTimeout + 90_000);
  const both: TestOpsroom[] = [];
  before(async () => {
    both.push(await makeOpsroom(), await makeOpsroom({ asProcess: true }));
    for (const one of both) await one.start();
  });
  after(async () => {
    for (const one of both) await one.remove();
  });

  it('run beside each other and know nothing of each other', async () => {
    const [first, second] = await Promise.all(both.map((one) => one.credentials()));
    expect(first?.api.base_url).to.not.equal(second?.api.base_url);
    expect(first?.matrix.homeserver_url).to.not.equal(second?.matrix.homeserver_url);
    expect(first?.people['bo']?.password).to.not.equal(second?.people['bo']?.password);
    const [one, other] = both as [TestOpsroom, TestOpsroom];
    await other.call('ana', 'POST', '/api/tickets', { title: 'Only there' });
    expect((await one.call('service', 'GET', '/api/tickets')).body['total']).to.equal(0);
  });

  it('keep their secrets in a file of the agreed shape that only its owner reads, and whose passwords sign in everywhere', async () => {
    const [one] = both as [TestOpsroom];
    const kept = await one.credentials();
    expect((await stat(path.join(one.directory, 'credentials.json'))).mode & 0o777).to.equal(0o600);
    expect((await stat(one.directory)).mode & 0o777).to.equal(0o700);
    expect(Object.keys(kept.people)).to.have.members(['ana', 'bo', 'cy', 'admin']);
    for (const [name, person] of Object.entries(kept.people)) {
      expect(person).to.have.all.keys('user_id', 'username', 'password', 'roles');
      expect(person.user_id).to.equal(`@${name}:${kept.matrix.server_name}`);
    }
    expect(kept.matrix.room_alias).to.equal(`#ops:${kept.matrix.server_name}`);
    const ana = await one.person('ana');
    expect(ana.userId).to.equal(kept.people['ana']?.user_id);
    expect((await one.call('ana', 'GET', '/api/access/me')).body).to.include({ username: 'ana', type: 'person' });
  });

  it('print one short table, and find everything again at the next start', async () => {
    const [one] = both as [TestOpsroom];
    for (const part of [
      '/chat',
      '/docs',
      'Homeserver',
      'this machine only',
      'Harness',
      'builtin',
      'Element',
      'credentials.json',
      'Isolation',
    ])
      expect(one.printed()).to.include(part);
    const before = await one.credentials();
    const { body } = await one.call('ana', 'POST', '/api/tickets', { title: 'Still there' });
    await one.stop();
    await one.start();
    expect(await one.credentials()).to.deep.equal(before);
    expect((await one.call('ana', 'GET', `/api/tickets/${String(body['id'])}`)).body).to.include({
      title: 'Still there',
    });
  });
});
