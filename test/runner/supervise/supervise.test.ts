import { expect } from 'chai';
import { readFile, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, identityOf } from '../../../config/datadir/processIdentity.js';
import { makeRunStand, textOf, type RunStand } from './runStand.js';

describe('supervise', () => {
  let stand: RunStand;
  before(async () => {
    stand = await makeRunStand();
  });
  after(() => stand.end());

  it('tells exit codes, and a signal, from one another', async () => {
    const seven = await stand.run(stand.shell('exit 7'), await stand.prepare());
    expect(seven.end).to.deep.equal({ kind: 'exited', code: 7 });
    const hit = await stand.run(stand.shell('kill -SEGV $$'), await stand.prepare());
    expect(hit.end).to.deep.equal({ kind: 'signalled', signal: 'SIGSEGV' });
  });

  it('says why a program cannot be started', async () => {
    const workspace = await stand.prepare();
    const { end } = await stand.run({ ...stand.shell(''), command: '/no/such/program' }, workspace);
    // The wrapper starts and finds nothing; without one, the start itself fails.
    expect(end.kind).to.be.oneOf(['spawn_failed', 'exited']);
    if (end.kind === 'exited') expect(end.code).to.be.oneOf([1, 126, 127]);
  });

  it('ends the whole tree at the time limit, also a grandchild in a session of its own that ignores SIGTERM', async () => {
    const workspace = await stand.prepare();
    const command = `trap '' TERM; setsid sh -c 'trap "" TERM; echo $$; while :; do sleep 0.2; done' & wait`;
    let grandchild = 0;
    const { end } = await stand.run(stand.shell(command), workspace, {
      ...{ timeoutMs: 700, graceMs: 400 },
      onEvent: (event) => {
        if (event.type === 'text') grandchild = Number(event.text);
      },
    });
    expect(end).to.deep.equal({ kind: 'timeout' });
    expect(grandchild).to.be.greaterThan(1);
    expect(await identityOf(grandchild)).to.equal(undefined);
  });

  it('lets a run that obeys SIGTERM end by itself, sooner than the grace', async () => {
    const began = Date.now();
    const command = `trap 'echo goodbye; exit 0' TERM; echo ready; while :; do sleep 0.05; done`;
    const { end, events } = await stand.run(stand.shell(command), await stand.prepare(), { timeoutMs: 300 });
    expect(end).to.deep.equal({ kind: 'timeout' });
    expect(textOf(events)).to.include('goodbye');
    expect(Date.now() - began).to.be.lessThan(3000);
  });

  it('leaves nothing in the background when the child has ended by itself', async () => {
    const { end, events } = await stand.run(stand.shell('setsid sleep 300 & echo $!'), await stand.prepare());
    expect(end).to.deep.equal({ kind: 'exited', code: 0 });
    expect(await identityOf(Number(textOf(events)))).to.equal(undefined);
  });

  it('stops a run that is silent for too long, and not one that speaks', async () => {
    const silent = await stand.run(stand.shell('echo one; sleep 60'), await stand.prepare(), { stallMs: 500 });
    expect(silent.end).to.deep.equal({ kind: 'stalled' });
    const busy = 'for i in 1 2 3 4 5 6; do echo $i; sleep 0.2; done';
    const speaking = await stand.run(stand.shell(busy), await stand.prepare(), { stallMs: 800 });
    expect(speaking.end).to.deep.equal({ kind: 'exited', code: 0 });
  });

  it('stops when told to', async () => {
    const stop = new AbortController();
    const workspace = await stand.prepare();
    let pid = 0;
    const running = stand.run(stand.shell('sleep 60'), workspace, {
      signal: stop.signal,
      onStarted: (started) => {
        pid = started;
      },
    });
    await sleep(200);
    const identity = await identityOf(pid);
    expect(identity).to.not.equal(undefined);
    stop.abort();
    expect((await running).end).to.deep.equal({ kind: 'stopped' });
    expect(identity && (await isRunning(identity))).to.equal(false);
  });

  it('keeps the log below its cap, says that it was cut, and goes on reading', async () => {
    const workspace = await stand.prepare();
    const command = 'yes 0123456789abcdef | head -n 180000; echo the end; echo trouble >&2';
    const { end, events, tail } = await stand.run(stand.shell(command), workspace, { logLimit: 100_000 });
    expect(end).to.deep.equal({ kind: 'exited', code: 0 });
    expect(events.at(-1)).to.deep.equal({ type: 'text', text: 'the end' });
    expect((await stat(workspace.log)).size).to.be.within(100_000, 100_400);
    expect((await stat(workspace.log)).mode & 0o777).to.equal(0o600);
    expect(await readFile(workspace.log, 'utf8')).to.include('the log was cut here');
    expect(tail.length).to.equal(32 * 1024);
    expect(tail).to.include('the end').and.include('[stderr] trouble');
  });
});
