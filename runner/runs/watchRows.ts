import type { Logger } from 'pino';
import type { Listener, Topic } from '../../api/db/index.js';
import { repeat } from './repeat.js';

export type RowWatch = {
  /** Calls `seen` when the row is among those that are looked for, at each look; ends with the returned function. */
  watch(id: number, seen: () => void): () => void;
  stop(): Promise<void>;
};

/** Milliseconds between two looks; a hint makes it faster. */
const lookEvery = 2_000;

/** Looks, for all runs at once, which of their rows somebody has asked something of: to stop, mostly. */
export function watchRows(
  { listener, log }: { listener: Listener; log: Logger },
  topic: Topic,
  among: (ids: readonly number[]) => Promise<readonly number[]>,
): RowWatch {
  const watched = new Map<number, () => void>();
  const look = async (): Promise<void> => {
    if (watched.size === 0) return;
    for (const id of await among([...watched.keys()])) watched.get(id)?.();
  };
  const looking = repeat(lookEvery, look, (error) => {
    log.warn({ reason: error instanceof Error ? error.message : String(error) }, `no look at ${topic} was possible`);
  });
  const off = listener.on(topic, () => {
    looking.soon();
  });
  return {
    watch(id, seen) {
      watched.set(id, seen);
      return () => watched.delete(id);
    },
    async stop() {
      off();
      await looking.stop();
    },
  };
}
