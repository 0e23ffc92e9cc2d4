export type Repeated = {
  /** Does the work again now, or right after the pass that is under way. */
  soon(): void;
  /** Resolves when the pass under way has ended; there is none after it. */
  stop(): Promise<void>;
};

/**
 * Does `work` over and over, one pass at a time, with `ms` between two passes. After a pass that throws the next one comes
 * after the full pause, so that a database that is away is not asked a thousand times a second; of such passes in a row
 * only the first is reported.
 */
export function repeat(ms: number, work: () => Promise<void>, failed: (error: unknown) => void): Repeated {
  const ending = new AbortController();
  let again = false;
  let failing = false;
  const asked = (): boolean => again;
  const ended = (): boolean => ending.signal.aborted;
  let wake = (): void => undefined;
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  // Not before the caller has what is returned here: the work may want it.
  const loop = Promise.resolve().then(async () => {
    while (!ended()) {
      again = false;
      const worked = await work().then(
        () => true,
        (error: unknown) => {
          if (!failing) failed(error);
          return false;
        },
      );
      failing = !worked;
      if (worked && asked()) continue;
      if (!ended()) await pause();
    }
  });
  return {
    soon() {
      again = true;
      wake();
    },
    async stop() {
      ending.abort();
      wake();
      await loop;
    },
  };
}
