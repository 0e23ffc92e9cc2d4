import { expect } from 'chai';
import fc from 'fast-check';
import { afterFailure } from '../../../api/rooms/afterFailure.js';

describe('after a failed send', () => {
  const after = (
    attempts: number,
    kind: 'rate_limited' | 'refused' | 'unreachable' | 'server',
    more = {},
    random = 0.5,
  ) => afterFailure(attempts, { kind, message: '', ...more }, random);

  it('waits as long as the homeserver asks', () => {
    expect(after(1, 'rate_limited', { retryAfterMs: 4_200 })).to.deep.equal({ again: true, afterMs: 4_200 });
  });
  it('never gives up for want of a connection, and never waits longer than a minute', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (tries, random) => {
          const next = after(tries, 'unreachable', {}, random);
          return next.again && next.afterMs >= 250 && next.afterMs <= 60_000;
        },
      ),
    );
  });
  it('waits longer each time', () => {
    const waits = [1, 2, 3, 4, 5].map((tries) => after(tries, 'server'));
    expect(waits).to.deep.equal([375, 750, 1_500, 3_000, 6_000].map((afterMs) => ({ again: true, afterMs })));
  });
  it('gives up on a refusal at once and on server errors after twenty tries, but not on a signed-out account', () => {
    expect(after(1, 'refused', { status: 403 })).to.deep.equal({ again: false });
    expect(after(19, 'server').again).to.equal(true);
    expect(after(20, 'server')).to.deep.equal({ again: false });
    expect(after(99, 'refused', { status: 401 }).again).to.equal(true);
  });
});
