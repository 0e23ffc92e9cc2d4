import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { endRun, endWhatIsLeft } from '../../../runner/supervise/index.js';
import { processesOfRun, spawnIsolated } from '../../../runner/sandbox/index.js';
import { until } from '../livePlatform.js';
import { makeRunStand, textOf, type RunStand } from './runStand.js';
import { passOver } from '../../support/passOver.js';

const isolation = { kind: 'bubblewrap', sentence: '' } as const;

describe('supervise, of a run in a sandbox', () => {
  let stand: RunStand;
  before(async function () {
    stand = await makeRunStand(isolation);
    const tried = await stand.run(stand.shell('true'), await stand.prepare());
    if (tried.end.kind !== 'exited' || tried.end.code !== 0)
      passOver(this, 'bwrap or user namespaces are missing here');
  });
  after(() => stand.end());

  /** Lines that the run printed, and what of it is alive at the moment in which `supervise` returns. */
  async function run(command: string, options: Parameters<RunStand['run']>[2] = {}) {
    const workspace = await stand.prepare();
    const { end, events } = await stand.run(stand.shell(command), workspace, options);
    return { end, text: textOf(events), left: await processesOfRun(workspace.identity) };
  }

  it('has nothing left when it ended by itself, however many it left in the background', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { end, left } = await run('for i in 1 2 3 4 5 6 7 8; do setsid sleep 300 & done; exit 3');
      expect(end).to.deep.equal({ kind: 'exited', code: 3 });
      expect(left).to.deep.equal([]);
    }
  });

  it('has nothing left when its time was over, nor of processes that do not want to end', async () => {
    const stubborn = `trap '' TERM; (setsid sh -c 'trap "" TERM HUP; while :; do sleep 0.1; done' &) ; while :; do sleep 0.1; done`;
    const { end, left } = await run(stubborn, { timeoutMs: 300, graceMs: 200 });
    expect(end).to.deep.equal({ kind: 'timeout' });
    expect(left).to.deep.equal([]);
  });

  it('is asked to end before it is ended, and may say goodbye', async () => {
    const polite = `trap 'echo goodbye; exit 0' TERM; echo ready; while :; do sleep 0.05; done`;
    const stop = new AbortController();
    const said: string[] = [];
    const { end, left } = await run(polite, {
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type === 'text') said.push(event.text);
        stop.abort('enough');
      },
    });
    expect(end).to.deep.equal({ kind: 'stopped' });
    expect({ said, left }).to.deep.equal({ said: ['ready', 'goodbye'], left: [] });
  });

  it('that is stopped in the moment of its start leaves nothing either', async () => {
    for (let round = 0; round < 5; round += 1) {
      const stop = new AbortController();
      const { end, left } = await run('setsid sleep 300 & sleep 300', {
        ...{ signal: stop.signal, graceMs: 300 },
        onStarted: () => {
          stop.abort('at once');
        },
      });
      expect(end).to.deep.equal({ kind: 'stopped' });
      expect(left).to.deep.equal([]);
    }
  });

  it('is known by its own directory: another run goes on', async () => {
    const [first, second] = [await stand.prepare(), await stand.prepare()];
    const start = (workspace: typeof first) =>
      spawnIsolated({
        ...{ command: '/bin/sleep', args: ['60'], env: { PATH: '/usr/bin:/bin' }, cwd: workspace.work },
        ...{ identity: workspace.identity, reach: { writable: [workspace.root], readable: [], hidden: [] } },
      });
    const children = [start(first), start(second)] as const;
    const running = (workspace: typeof first): Promise<number[] | undefined> =>
      // The sandbox's first process and the program.
      processesOfRun(workspace.identity).then((found) => (found.length === 2 ? found : undefined));
    const others = await until('the second run', () => running(second));
    await until('the first run', () => running(first));
    // By a process id that nobody has: it does not hang on the kernel's ending the sandbox with the one that made it.
    await endWhatIsLeft({ pid: 2 ** 22 + 1, identity: first.identity });
    expect(await processesOfRun(first.identity)).to.deep.equal([]);
    expect(await running(second)).to.deep.equal(others);
    for (const pid of others) expect(await readFile(`/proc/${pid}/stat`, 'utf8')).to.not.equal('');
    let exited = false;
    children[1].once('exit', () => (exited = true));
    await endRun({ pid: children[1].pid ?? 0, identity: second.identity, hasExited: () => exited }, 2000);
    expect(await processesOfRun(second.identity)).to.deep.equal([]);
    expect(exited).to.equal(true);
  });

  it('finds nobody in a directory that no sandbox has, the platform least of all', async () => {
    const release = (): Promise<void> => Promise.resolve();
    for (const directory of ['/', '/proc', '/dev', stand.root, path.join(stand.root, 'none')])
      expect(await processesOfRun({ kind: 'bubblewrap', directory, release })).to.not.include(process.pid);
    expect(await processesOfRun({ kind: 'bubblewrap', directory: stand.root, release })).to.deep.equal([]);
    expect(await processesOfRun({ kind: 'none', release })).to.deep.equal([]);
  });
});
