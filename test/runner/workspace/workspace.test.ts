import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { readdir, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  prepareWorkspace,
  readRunFile,
  retireWorkspace,
  trimRuns,
  writeRunFiles,
} from '../../../runner/workspace/index.js';
import { makeRunStand, textOf, type RunStand } from '../supervise/runStand.js';

const run = promisify(execFile);

describe('the workspace of a run', () => {
  let stand: RunStand;
  before(async () => {
    stand = await makeRunStand();
  });
  after(() => stand.end());

  it('belongs to the run alone, below a directory that nobody can list', async () => {
    const { root, home, work, tmp, identity } = await stand.prepare();
    const owner = identity.kind === 'uid' ? identity.uid : process.getuid?.();
    for (const folder of [root, home, work, tmp]) {
      const info = await stat(folder);
      expect([info.uid, info.mode & 0o777]).to.deep.equal([owner, 0o700]);
    }
    expect((await stat(path.dirname(root))).mode & 0o777).to.equal(0o711);
  });

  it('holds the toolbelt under both of its names', async () => {
    const workspace = await stand.prepare();
    const command = `${workspace.tool} answer "it's \\$HOME"; cd /; /usr/bin/python3 ${workspace.tool}.py two`;
    const { events } = await stand.run(stand.shell(command), workspace);
    const calls = textOf(events)
      .split('\n')
      .map((line) => (JSON.parse(line) as { args: string[] }).args);
    expect(calls).to.deep.equal([['answer', "it's $HOME"], ['two']]);
  });

  it('takes no name and no file that leads elsewhere', async () => {
    const folders = { ...stand, dataDirectory: stand.dataDirectory };
    const bad = prepareWorkspace({ kind: 'turn', id: '../../etc', attempt: 1 }, folders);
    expect(
      await bad.then(
        () => 'made',
        (error: unknown) => (error as Error).message,
      ),
    ).to.include('no name for a directory');
    const workspace = await stand.prepare();
    const out = writeRunFiles(workspace, workspace.home, { '../../x': '' });
    expect(
      await out.then(
        () => 'written',
        (error: unknown) => (error as Error).message,
      ),
    ).to.include('leads out');
  });

  it('is read only through files of its own: no link, no device, nothing too long', async () => {
    const workspace = await stand.prepare();
    const { work } = workspace;
    const credentials = path.join(stand.dataDirectory, 'credentials.json');
    await writeRunFiles(workspace, work, { good: 'good', long: 'x'.repeat(100) });
    await symlink(credentials, path.join(work, 'link'));
    await symlink(stand.dataDirectory, path.join(work, 'folder'));
    await run('mkfifo', [path.join(work, 'pipe')]);
    const read = (name: string) => readRunFile(workspace, path.join(work, name), 50);
    expect(await read('good')).to.deep.equal({ kind: 'read', bytes: Buffer.from('good') });
    expect((await read('link')).kind).to.equal('not_a_file');
    expect((await read('folder/credentials.json')).kind).to.equal('outside');
    expect((await read('pipe')).kind).to.equal('not_a_file');
    expect((await read('none')).kind).to.equal('missing');
    expect(await read('long')).to.deep.equal({ kind: 'too_large', size: 100 });
  });

  it('is gone after a run that finished; after a failed one the work stays, for the platform only', async () => {
    const good = await stand.prepare();
    const bad = await stand.prepare();
    await writeFile(path.join(bad.home, 'key'), 'secret');
    await retireWorkspace(good, 'finished');
    await retireWorkspace(bad, 'failed');
    expect(await stat(good.root).catch(() => 'gone')).to.equal('gone');
    expect(await readdir(bad.root)).to.deep.equal(['work']);
    const info = await stat(bad.root);
    expect([info.uid, info.mode & 0o777]).to.deep.equal([process.getuid?.(), 0o700]);
    const living = await stand.prepare();
    await trimRuns(path.dirname(bad.root), 0);
    expect(await stat(bad.root).catch(() => 'gone')).to.equal('gone');
    expect((await stat(living.root)).isDirectory()).to.equal(true);
  });
});
