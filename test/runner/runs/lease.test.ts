import { expect } from 'chai';
import pino from 'pino';
import type { Heartbeat, Lease, Listener, Topic } from '../../../api/db/index.js';
import { claimLoop, repeat, underLease, watchRows, type Held, type RowWatch } from '../../../runner/runs/index.js';

type Row = Readonly<Record<string, unknown>>;
const lease = { table: 'agent_tasks', id: 9, attempt: 2 } as unknown as Lease;
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('work under a lease', () => {
  let logged: Row[];
  let lose: () => void;
  let stop: () => void;
  let kept: string[];
  const log = pino({}, { write: (text: string) => void logged.push(JSON.parse(text) as Row) });
  const heartbeat = {
    keep: (of: Lease, lost: () => void) => {
      kept.push(`keep ${of.id}`);
      lose = lost;
      return { release: () => void kept.push('release') };
    },
  } as unknown as Heartbeat;
  const stops: RowWatch = {
    watch: (id, seen) => {
      kept.push(`watch ${id}`);
      stop = seen;
      return () => void kept.push('unwatch');
    },
    stop: () => Promise.resolve(),
  };
  beforeEach(() => {
    logged = [];
    kept = [];
  });

  /** Work that goes on until it is asked to end; why it was. */
  async function work(meanwhile: (held: Held) => void, shutdown = new AbortController().signal): Promise<unknown> {
    let reason: unknown;
    await underLease(lease, { heartbeat, stops, log }, shutdown, async (held) => {
      if (!held.signal.aborted) {
        const asked = new Promise((resolve) => {
          held.signal.addEventListener('abort', resolve);
        });
        meanwhile(held);
        await asked;
      }
      reason = held.signal.reason;
    });
    return reason;
  }

  it('is asked to end by a lost lease, by a person, by the end of the platform, or by itself', async () => {
    expect(
      await work(() => {
        lose();
      }),
    ).to.equal('its lease was lost: somebody else has the work now');
    expect(
      await work(() => {
        stop();
      }),
    ).to.equal('somebody asked to stop it');
    expect(
      await work((held) => {
        held.end('it waits for people');
      }),
    ).to.equal('it waits for people');
    const shutdown = new AbortController();
    expect(
      await work(() => {
        shutdown.abort();
      }, shutdown.signal),
    ).to.equal('Opsroom is stopping');
    expect(await work(() => undefined, AbortSignal.abort())).to.equal('Opsroom is stopping');
  });

  it('ends for the first reason, and the log has that one once', async () => {
    const reason = await work((held) => {
      stop();
      lose();
      held.end('later');
    });
    expect(reason).to.equal('somebody asked to stop it');
    expect(logged.map(({ why }) => why)).to.deep.equal(['somebody asked to stop it']);
    expect(logged[0]).to.include({ work: 'agent_tasks', id: 9, attempt: 2 });
    expect(logged[0]?.['reference']).to.match(/^[0-9a-f]{8}$/);
  });

  it('keeps its lease until it has written its end, and not a moment longer', async () => {
    await underLease(lease, { heartbeat, stops, log }, new AbortController().signal, async () => {
      await settled();
      kept.push('wrote its end');
    });
    expect(kept).to.deep.equal(['keep 9', 'watch 9', 'wrote its end', 'unwatch', 'release']);
  });

  it('lets its lease go when it breaks off, and says so to whoever called', async () => {
    const broken = underLease(lease, { heartbeat, stops, log }, new AbortController().signal, () =>
      Promise.reject(new Error('no database')),
    );
    expect(await broken.catch((error: unknown) => (error as Error).message)).to.equal('no database');
    expect(kept.slice(-2)).to.deep.equal(['unwatch', 'release']);
  });

  it('of one run has a reference of its own', async () => {
    const references = new Set<string>();
    for (let run = 0; run < 20; run += 1)
      await underLease(lease, { heartbeat, stops, log }, new AbortController().signal, ({ reference }) => {
        references.add(reference);
        return Promise.resolve();
      });
    expect(references.size).to.equal(20);
  });
});

describe('rows that are watched for all runs at once', () => {
  let hints: (() => void)[];
  let asked: (readonly number[])[];
  let answer: () => Promise<readonly number[]>;
  const listener = {
    on: (_topic: Topic, seen: () => void) => {
      hints.push(seen);
      return () => (hints = hints.filter((one) => one !== seen));
    },
  } as unknown as Listener;
  beforeEach(() => {
    [hints, asked] = [[], []];
    answer = () => Promise.resolve([]);
  });
  const watching = (): RowWatch =>
    watchRows({ listener, log: pino({ level: 'silent' }) }, 'stops', (ids) => {
      asked.push(ids);
      return answer();
    });
  const hint = async (): Promise<void> => {
    for (const seen of hints) seen();
    for (let turn = 0; turn < 5; turn += 1) await settled();
  };

  it('are looked for in one question, and only while a run wants it', async () => {
    const rows = watching();
    await hint();
    expect(asked).to.deep.equal([]);
    const off = rows.watch(9, () => undefined);
    rows.watch(10, () => undefined);
    await hint();
    off();
    await hint();
    expect(asked).to.deep.equal([[9, 10], [10]]);
    await rows.stop();
  });

  it('are told to the run whose they are, and to nobody who has ended', async () => {
    const seen: number[] = [];
    const rows = watching();
    const off = rows.watch(9, () => seen.push(9));
    rows.watch(10, () => seen.push(10));
    answer = () => Promise.resolve([10, 77]);
    await hint();
    expect(seen).to.deep.equal([10]);
    // The answer comes when the run is over already.
    answer = () => {
      off();
      return Promise.resolve([9]);
    };
    await hint();
    expect(seen).to.deep.equal([10]);
    await rows.stop();
  });

  it('are looked for no more after the stop, whatever hints come', async () => {
    const rows = watching();
    rows.watch(9, () => undefined);
    await rows.stop();
    const before = asked.length;
    expect(hints).to.deep.equal([]);
    await hint();
    expect(asked).to.have.length(before);
  });
});

describe('claims', () => {
  const log = pino({ level: 'silent' });

  it('that fail are reported and tried again, and what is worked goes on', async () => {
    let tries = 0;
    const warned: unknown[] = [];
    const told = pino({}, { write: (text: string) => void warned.push((JSON.parse(text) as Row)['msg']) });
    const done: number[] = [];
    const loop = claimLoop<number>({
      ...{ name: 'turns', most: 1, every: 5, log: told },
      claim: () => {
        tries += 1;
        if (tries <= 3) return Promise.reject(new Error('away'));
        return Promise.resolve(tries === 4 ? 4 : undefined);
      },
      work: (claimed) => {
        done.push(claimed);
        return Promise.resolve();
      },
    });
    while (done.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    await loop.stop();
    expect(done).to.deep.equal([4]);
    expect(warned).to.deep.equal(['turns could not be looked for']);
  });

  it('are made at once when a hint comes, not after the pause', async () => {
    const queue: number[] = [];
    let seen: (work: number) => void = () => undefined;
    const worked = new Promise<number>((resolve) => (seen = resolve));
    const loop = claimLoop<number>({
      ...{ name: 'turns', most: 2, every: 3_600_000, log },
      claim: () => Promise.resolve(queue.shift()),
      work: (claimed) => {
        seen(claimed);
        return Promise.resolve();
      },
    });
    await settled();
    queue.push(1);
    loop.soon();
    expect(await worked).to.equal(1);
    await loop.stop();
  });

  it('are none after a stop, and a second stop is no harm', async () => {
    let claims = 0;
    const loop = claimLoop<number>({
      ...{ name: 'turns', most: 1, every: 1, log },
      claim: () => {
        claims += 1;
        return Promise.resolve(undefined);
      },
      work: () => Promise.resolve(),
    });
    await settled();
    await loop.stop();
    const before = claims;
    loop.soon();
    await new Promise((resolve) => setTimeout(resolve, 10));
    await loop.stop();
    expect(claims).to.equal(before);
  });

  it('and other work that fails, works and fails again is reported for each series', async () => {
    const plan = [false, false, true, false, true];
    const reported: string[] = [];
    let passes = 0;
    let end: () => void = () => undefined;
    const over = new Promise<void>((resolve) => (end = resolve));
    const looking = repeat(
      1,
      () => {
        const good = plan[passes] ?? true;
        passes += 1;
        if (passes > plan.length) end();
        return good ? Promise.resolve() : Promise.reject(new Error(`pass ${passes}`));
      },
      (error) => reported.push((error as Error).message),
    );
    await over;
    await looking.stop();
    expect(reported).to.deep.equal(['pass 1', 'pass 4']);
  });
});
