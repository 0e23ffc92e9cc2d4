import type { Logger } from 'pino';
import { repeat } from './repeat.js';

type Parts<Work> = {
  /** For the log: `turns`. */
  readonly name: string;
  /** Most that is worked at a time. */
  readonly most: number;
  /** Milliseconds between two looks when no hint comes: polling is the truth. */
  readonly every: number;
  /** Takes one piece of work, or says that there is none. */
  readonly claim: () => Promise<Work | undefined>;
  /** Works it to its end. `shutdown` asks to come to one. */
  readonly work: (claimed: Work, shutdown: AbortSignal) => Promise<void>;
  readonly log: Logger;
};

export type ClaimLoop = {
  soon(): void;
  /** Claims no more, asks what is worked to end, and waits for it. */
  stop(): Promise<void>;
};

/** Claims work while there are free hands, and works each piece beside the others. */
export function claimLoop<Work>({ name, most, every, claim, work, log }: Parts<Work>): ClaimLoop {
  const shutdown = new AbortController();
  const running = new Set<Promise<void>>();
  const start = (claimed: Work): void => {
    const run = work(claimed, shutdown.signal)
      .catch((error: unknown) => {
        // Its lease runs out, and somebody takes it up again.
        log.error({ err: error }, `a piece of work of ${name} broke off`);
      })
      .finally(() => {
        running.delete(run);
        loop.soon();
      });
    running.add(run);
  };
  const fill = async (): Promise<void> => {
    while (running.size < most) {
      const claimed = await claim();
      if (claimed === undefined) return;
      start(claimed);
    }
  };
  const loop = repeat(every, fill, (error) => {
    log.warn({ reason: error instanceof Error ? error.message : String(error) }, `${name} could not be looked for`);
  });
  return {
    soon: () => {
      loop.soon();
    },
    async stop() {
      shutdown.abort('Opsroom is stopping');
      await loop.stop();
      while (running.size > 0) await Promise.all(running);
    },
  };
}
