import { expect } from 'chai';
import { mkdir, mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import path from 'node:path';
import { sweepRunDirectories } from '../../../runner/runs/index.js';

describe('directories of dead runs', () => {
  let runs: string;
  beforeEach(async () => {
    runs = await mkdtemp('/var/tmp/opsroom-runs-');
  });
  afterEach(() => rm(runs, { recursive: true, force: true }));

  const make = async (name: string, minutesAgo: number): Promise<void> => {
    for (const part of ['home', 'work', 'tmp']) await mkdir(path.join(runs, name, part), { recursive: true });
    const then = new Date(Date.now() - minutesAgo * 60_000);
    await utimes(path.join(runs, name), then, then);
  };
  const inside = async (name: string): Promise<string> => (await readdir(path.join(runs, name))).sort().join(' ');

  it('lose their homes, where keys may lie; those of live and of young runs are left alone', async () => {
    await make('turn-1-1', 30);
    await make('task-2-1', 30);
    await make('turn-3-1', 0);
    await make('plan-4', 30);
    await make('plan-5', 30);
    await sweepRunDirectories(runs, new Set(['task-2-1', 'plan-5']));
    expect(await inside('turn-1-1')).to.equal('work');
    expect(await inside('task-2-1')).to.equal('home tmp work');
    expect(await inside('turn-3-1')).to.equal('home tmp work');
    expect((await readdir(runs)).sort()).to.deep.equal(['plan-5', 'task-2-1', 'turn-1-1', 'turn-3-1']);
  });

  it('may be none at all', async () => {
    await rm(runs, { recursive: true });
    await sweepRunDirectories(runs, new Set());
  });
});
