import { expect } from 'chai';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { anybodyCanRun, detectIsolation, makeReachable, type Isolation } from '../../../runner/sandbox/index.js';
import { passOver } from '../../support/passOver.js';

describe('makeReachable', () => {
  let root: string;
  let isolation: Isolation;
  let stagingRoot: string;

  before(async function () {
    isolation = await detectIsolation();
    if (isolation.kind !== 'uid') return passOver(this, 'only root can give its runs uids of their own');
    root = await mkdtemp('/var/tmp/opsroom-reach-');
    await chmod(root, 0o711);
    stagingRoot = path.join(root, 'staging');
    await mkdir(stagingRoot, { mode: 0o711 });
    await mkdir(path.join(root, 'home/node_modules/@maker/tool/bin'), { recursive: true });
    await mkdir(path.join(root, 'home/node_modules/@maker/tool-linux'), { recursive: true });
    await writeFile(path.join(root, 'home/node_modules/@maker/tool/bin/tool'), '#!/bin/sh\necho tool 1.2.3\n', {
      mode: 0o700,
    });
    await writeFile(path.join(root, 'home/node_modules/@maker/tool-linux/data'), 'data', { mode: 0o600 });
    await symlink('node_modules/@maker/tool/bin/tool', path.join(root, 'home/tool'));
    await chmod(path.join(root, 'home'), 0o700);
  });
  after(async () => {
    if (root) await rm(root, { recursive: true, force: true });
  });

  it('leaves a program where it is when anybody can run it', async () => {
    const found = await makeReachable({ name: 'sh', entry: '/bin/sh' }, { isolation, stagingRoot });
    expect(found).to.deep.equal({ entry: '/bin/sh', readable: [] });
  });

  it('copies a program from a closed home once, with its neighbours where it looks for them', async () => {
    const entry = path.join(root, 'home/tool');
    const program = {
      name: 'tool',
      entry,
      root: path.join(root, 'home/node_modules/@maker'),
      under: 'node_modules/@maker',
    };
    expect(await anybodyCanRun(entry)).to.equal(false);
    const [first, second] = await Promise.all([
      makeReachable(program, { isolation, stagingRoot }),
      makeReachable(program, { isolation, stagingRoot }),
    ]);
    expect(first).to.deep.equal(second);
    expect(first.entry).to.match(/\/programs\/tool-[0-9a-f]{12}\/node_modules\/@maker\/tool\/bin\/tool$/);
    expect(await anybodyCanRun(first.entry)).to.equal(true);
    const copied = path.join(first.readable[0] ?? '', 'node_modules/@maker/tool-linux/data');
    expect(await readFile(copied, 'utf8')).to.equal('data');
    expect((await stat(copied)).mode & 0o777).to.equal(0o444);
    expect((await stat(first.entry)).mode & 0o777).to.equal(0o555);
  });

  it('makes another copy of another version', async () => {
    const entry = path.join(root, 'home/one.mjs');
    await writeFile(entry, '1');
    const one = await makeReachable({ name: 'one', entry }, { isolation, stagingRoot }, { always: true });
    const same = await makeReachable({ name: 'one', entry }, { isolation, stagingRoot }, { always: true });
    await writeFile(entry, '2');
    const two = await makeReachable({ name: 'one', entry }, { isolation, stagingRoot }, { always: true });
    expect(same).to.deep.equal(one);
    expect(two.entry).to.not.equal(one.entry);
  });
});
