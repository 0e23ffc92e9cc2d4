import { wakeUps, type Database, type Listener } from '../db/index.js';
import { serverSentEvent, signOfLife, signOfLifeEvery } from '../http/eventStream.js';
import { positionText, type Position } from './position.js';
import { endOfLog, readHappenings, standing, type Audience } from './readHappenings.js';

/** Events that a client may be behind; beyond that it reads its lists again, which is less than to hear of each of them. */
const mostBehind = 5_000;
/** Milliseconds after which it is looked without a hint. */
const lookEvery = 5_000;
/** Milliseconds between two looks: hints come in bursts. */
const shortestPause = 100;
/**
 * Milliseconds after which a stream ends by itself; clients come back at once and go on where they were. Who calls is
 * found out at the start: a right that is taken away is gone at the latest with the stream.
 */
const longestStream = 300_000;
/** Milliseconds that browsers wait before they come back. */
const comeBackAfter = 1_000;

export type StreamParts = { readonly db: Database; readonly listener: Listener };

type Start = { readonly position: Position; readonly reset: string | null };

/** Where the stream begins; `reset` says why that is not where the client was. */
async function startOf({ db }: StreamParts, wanted: Position | 'not ours' | undefined): Promise<Start> {
  if (wanted === undefined) return { position: await endOfLog(db), reset: null };
  const state = wanted === 'not ours' ? 'unknown' : await standing(db, wanted, mostBehind);
  if (wanted !== 'not ours' && state === 'good') return { position: wanted, reset: null };
  return { position: await endOfLog(db), reset: state };
}

function resetEvent(reason: string, position: Position): string {
  return serverSentEvent({ event: 'reset', id: positionText(position), data: { reason } });
}

/**
 * What happens from now on, or after the position that the client has. It is read when the client takes it, so that nothing
 * piles up here: one who is too slow is told `reset` and goes on from now. `wanted` is where the client was.
 */
export async function* eventStream(
  parts: StreamParts,
  audience: Audience,
  wanted: Position | 'not ours' | undefined,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const hints = wakeUps(parts.listener, 'events', signal);
  const end = Date.now() + longestStream;
  try {
    const start = await startOf(parts, wanted);
    let { position } = start;
    yield `retry: ${comeBackAfter}\n${signOfLife}`;
    if (start.reset !== null) yield resetEvent(start.reset, position);
    let lastSign = Date.now();
    while (!signal.aborted && Date.now() < end) {
      const read = await readHappenings(parts.db, position, audience);
      for (const happening of read.happenings) {
        yield serverSentEvent({ event: happening.subject, id: happening.id, data: happening });
        lastSign = Date.now();
      }
      position = read.position;
      if (read.full) {
        if ((await standing(parts.db, position, mostBehind)) !== 'too_far') continue;
        position = await endOfLog(parts.db);
        yield resetEvent('too_far', position);
      }
      if (Date.now() - lastSign >= signOfLifeEvery) {
        yield signOfLife;
        lastSign = Date.now();
      }
      await hints.next(read.unsettled ? shortestPause : lookEvery, shortestPause);
    }
  } finally {
    hints.stop();
  }
}
