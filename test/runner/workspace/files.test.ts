import { link, mkdir, readFile, readdir, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import {
  readRunFile,
  retireWorkspace,
  runDirectoryName,
  trimRuns,
  writeRunFiles,
} from '../../../runner/workspace/index.js';
import { makeRunStand, type RunStand } from '../supervise/runStand.js';

describe('the files of a run', () => {
  let stand: RunStand;
  before(async () => {
    stand = await makeRunStand();
  });
  after(() => stand.end());
  const mode = async (file: string): Promise<number> => (await stat(file)).mode & 0o777;

  it('have names that are made of kind, number and attempt, and of nothing else', () => {
    expect(runDirectoryName({ kind: 'turn', id: 7, attempt: 1 })).to.equal('turn-7-1');
    expect(runDirectoryName({ kind: 'task', id: 'a_B-9', attempt: 50 })).to.equal('task-a_B-9-50');
    for (const id of ['', '..', 'a/b', 'a b', 'a\n', '.', 'x'.repeat(65), 'ä'])
      expect(() => runDirectoryName({ kind: 'turn', id, attempt: 1 }), id).to.throw('is no name for a directory');
    expect(() => runDirectoryName({ kind: 'turn', id: 7, attempt: 1.5 })).to.throw();
  });

  it('may be read by the run and by nobody else, also in folders that are made for them', async () => {
    const workspace = await stand.prepare();
    await writeRunFiles(workspace, workspace.home, { '.codex/deep/auth.json': 'key', 'plain.txt': 'x' });
    const file = path.join(workspace.home, '.codex/deep/auth.json');
    expect([
      await mode(file),
      await mode(path.dirname(file)),
      await mode(path.join(workspace.home, '.codex')),
    ]).to.deep.equal([...[0o600, 0o700, 0o700]]);
    const owner = workspace.identity.kind === 'uid' ? workspace.identity.uid : process.getuid?.();
    for (const one of [file, path.dirname(file), path.join(workspace.home, '.codex'), workspace.tool])
      expect((await stat(one)).uid, one).to.equal(owner);
    expect(await mode(workspace.tool)).to.equal(0o755);
    expect(await mode(path.join(workspace.work, 'TASK.md'))).to.equal(0o600);
  });

  it('lead nowhere else by their names', async () => {
    const workspace = await stand.prepare();
    for (const name of ['../x', '/etc/x', 'a/../../x', '..', '.', '']) {
      const wrote = await writeRunFiles(workspace, workspace.home, { [name]: 'x' }).then(
        () => 'written',
        (error: unknown) => (error as Error).message,
      );
      expect(wrote, name).to.equal(`${name} leads out of the run's directory.`);
    }
    // A neighbour whose name begins alike is another directory.
    const beside = await writeRunFiles(workspace, workspace.home, { '../home-2/x': 'x' }).catch((error: unknown) =>
      String(error),
    );
    expect(beside).to.include('leads out');
  });

  it('are not read through a link to a file of the platform, whichever kind of link', async () => {
    const workspace = await stand.prepare();
    const credentials = path.join(stand.dataDirectory, 'credentials.json');
    const at = (name: string): string => path.join(workspace.work, name);
    await symlink(credentials, at('symbolic'));
    await link(credentials, at('hard'));
    await symlink(at('TASK.md'), at('to own'));
    await symlink('/dev/zero', at('endless'));
    await mkdir(at('folder'));
    const kind = async (name: string): Promise<string> => (await readRunFile(workspace, at(name), 1000)).kind;
    expect(await kind('symbolic')).to.equal('not_a_file');
    expect(await kind('to own')).to.equal('not_a_file');
    expect(await kind('endless')).to.equal('not_a_file');
    expect(await kind('folder')).to.equal('not_a_file');
    expect(await kind('TASK.md/x')).to.equal('missing');
    // With a uid of its own a run owns none of the platform's files, however it came by a name for one.
    if (workspace.identity.kind === 'uid') expect(await kind('hard')).to.equal('outside');
    expect((await readRunFile(workspace, '/etc/hostname', 1000)).kind).to.equal('outside');
    expect((await readRunFile(workspace, '/dev/null', 1000)).kind).to.equal('not_a_file');
  });

  it('of a name that was used before begin empty', async () => {
    const workspace = await stand.prepare();
    await writeFile(path.join(workspace.work, 'left'), 'by the crash');
    await retireWorkspace(workspace, 'failed');
    expect(await readFile(path.join(workspace.work, 'left'), 'utf8')).to.equal('by the crash');
    expect((await readdir(path.dirname(workspace.root))).includes(workspace.name)).to.equal(true);
  });

  it('of failed runs are kept newest first, and those in use are never taken away', async () => {
    const runs = path.join(stand.root, 'some-runs');
    for (const [index, name] of ['oldest', 'old', 'young', 'mine'].entries()) {
      await mkdir(path.join(runs, name), { recursive: true });
      const time = new Date(Date.now() - (10 - index) * 60_000);
      await utimes(path.join(runs, name), time, time);
    }
    await mkdir(path.join(runs, 'living', 'home'), { recursive: true });
    await writeFile(path.join(runs, 'a file'), '');
    await symlink(stand.dataDirectory, path.join(runs, 'link'));
    await trimRuns(runs, 1, ['mine']);
    expect((await readdir(runs)).sort()).to.deep.equal(['a file', 'link', 'living', 'mine', 'young']);
    expect(await readdir(stand.dataDirectory)).to.include('credentials.json');
  });
});
