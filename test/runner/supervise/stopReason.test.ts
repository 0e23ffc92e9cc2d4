import { expect } from 'chai';
import { stopReason } from '../../../runner/supervise/stopReason.js';

const never = new AbortController().signal;
const pause = (ms: number): Promise<'nothing'> => new Promise((resolve) => setTimeout(resolve, ms, 'nothing'));

describe('the reason to end a run', () => {
  const watch = { timeoutMs: 60_000, stallMs: 0, lastOutput: Date.now, signal: never };

  it('is the first that comes, and none after a cancel', async () => {
    const timed = stopReason({ ...watch, timeoutMs: 5 });
    expect(await timed.reason).to.equal('timeout');
    timed.cancel();
    const cancelled = stopReason({ ...watch, timeoutMs: 5, stallMs: 5, lastOutput: () => 0 });
    cancelled.cancel();
    expect(await Promise.race([cancelled.reason, pause(30)])).to.equal('nothing');
  });

  it('is a stop that came before anybody listened', async () => {
    const stopped = stopReason({ ...watch, signal: AbortSignal.abort('Opsroom is stopping') });
    expect(await stopped.reason).to.equal('stopped');
    stopped.cancel();
  });

  it('is a stop while it runs; afterwards nobody listens any more', async () => {
    const stop = new AbortController();
    const stopped = stopReason({ ...watch, signal: stop.signal });
    stop.abort();
    expect(await stopped.reason).to.equal('stopped');
    stopped.cancel();
    const later = new AbortController();
    const cancelled = stopReason({ ...watch, signal: later.signal });
    cancelled.cancel();
    later.abort();
    expect(await Promise.race([cancelled.reason, pause(10)])).to.equal('nothing');
  });

  it('is silence only when it lasted since the last line, not since the start', async () => {
    let last = Date.now();
    const speaking = setInterval(() => (last = Date.now()), 10);
    const stalled = stopReason({ ...watch, stallMs: 60, lastOutput: () => last });
    expect(await Promise.race([stalled.reason, pause(150)])).to.equal('nothing');
    clearInterval(speaking);
    expect(await stalled.reason).to.equal('stalled');
    stalled.cancel();
  });

  it('is never silence where that is switched off', async () => {
    const quiet = stopReason({ ...watch, stallMs: 0, lastOutput: () => 0 });
    expect(await Promise.race([quiet.reason, pause(20)])).to.equal('nothing');
    quiet.cancel();
  });
});
