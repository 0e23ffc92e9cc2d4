import { chmod, cp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { keptSecret, openDataDirectory, type DataDirectory } from '../../../config/datadir/index.js';
import { temporaryData } from './temporaryData.js';
import { passOver } from '../../support/passOver.js';

const isRoot = process.getuid?.() === 0;
const failure = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'it worked',
    (error: unknown) => String(error),
  );

describe('the data directory', () => {
  let data: DataDirectory;
  let remove: () => Promise<void>;
  beforeEach(async () => {
    ({ data, remove } = await temporaryData());
  });
  afterEach(() => remove());

  it('is closed to others, also when somebody has opened it since', async () => {
    await chmod(data.path, 0o755);
    await openDataDirectory(data.path);
    for (const folder of ['', 'secrets', 'logs', 'run']) {
      expect((await stat(path.join(data.path, folder))).mode & 0o777, folder).to.equal(0o700);
    }
  });

  it('keeps its instance id, also when two first starts race', async () => {
    await rm(path.join(data.path, 'instance.json'));
    await rm(data.stagingRoot, { recursive: true, force: true });
    const opened = await Promise.all([1, 2, 3].map(() => openDataDirectory(data.path)));
    expect(new Set(opened.map((one) => one.instanceId)).size).to.equal(1);
    const again = await openDataDirectory(data.path);
    expect(again).to.deep.equal(opened[0]);
    await rm(again.stagingRoot, { recursive: true, force: true });
  });

  it('says what a damaged instance.json has to look like', async () => {
    await writeFile(path.join(data.path, 'instance.json'), '{"id":"?"}');
    expect(await failure(openDataDirectory(data.path))).to.match(/instance\.json is damaged.*12 hex/);
  });

  it('refuses a copy while the original exists, and accepts a move', async function () {
    if (!isRoot) return passOver(this, 'only root has a staging root apart from the data directory');
    const copy = `${data.path}-copy`;
    await cp(data.path, copy, { recursive: true });
    expect(await failure(openDataDirectory(copy))).to.match(/is a copy of/);
    await rm(copy, { recursive: true });
    await rename(data.path, copy);
    expect((await openDataDirectory(copy)).stagingRoot).to.equal(data.stagingRoot);
    await rename(copy, data.path);
  });

  it('lets other users pass through the staging root and not list it', async function () {
    if (!isRoot) return passOver(this, 'only root has a staging root apart from the data directory');
    expect((await stat(data.stagingRoot)).mode & 0o777).to.equal(0o711);
    expect(data.stagingRoot.startsWith(data.path)).to.equal(false);
  });

  it('makes a secret once, for its owner only', async () => {
    const made = await Promise.all([1, 2, 3].map(() => keptSecret(data, 'seed')));
    expect(new Set(made.map((secret) => secret.reveal())).size).to.equal(1);
    const file = path.join(data.secrets, 'seed');
    await chmod(file, 0o644);
    expect((await keptSecret(data, 'seed')).reveal()).to.equal((await readFile(file, 'utf8')).trim());
    expect((await stat(file)).mode & 0o777).to.equal(0o600);
    await writeFile(file, '');
    expect(await failure(keptSecret(data, 'seed'))).to.match(/seed is empty/);
  });
});
