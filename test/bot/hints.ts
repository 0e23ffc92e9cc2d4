import type { Listener, Topic } from '../../api/db/index.js';

/** Hints that a test gives, in place of the database's: so that nothing else wakes anybody. */
export type Hints = {
  readonly listener: Listener;
  give(topic: Topic): void;
  /** How many wait for hints of this topic. */
  waiting(topic: Topic): number;
};

export function makeHints(): Hints {
  const wakes = new Set<{ topic: Topic; wake: () => void }>();
  return {
    listener: {
      on(topic, wake) {
        const one = { topic, wake };
        wakes.add(one);
        return () => wakes.delete(one);
      },
      stop: () => Promise.resolve(),
    },
    give(topic) {
      for (const one of wakes) if (one.topic === topic) one.wake();
    },
    waiting: (topic) => [...wakes].filter((one) => one.topic === topic).length,
  };
}
