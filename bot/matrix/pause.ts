/** Waits, but no longer than until `signal` is aborted. Leaves no timer and no listener behind. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}

/** Whether it is aborted by now. TypeScript takes what it once read of a signal for true ever after, even behind an await. */
export function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** Milliseconds before the `failures`th retry in a row: doubling from `first` up to `longest`, spread over its upper half. */
export function backOff(failures: number, first: number, longest: number): number {
  const most = Math.min(longest, first * 2 ** Math.min(failures - 1, 16));
  return Math.round(most / 2 + (most / 2) * Math.random());
}

export type Waker = {
  wake(): void;
  /** Resolves at the next wake, at once when there was one since the last wait, after `ms`, or at the abort. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
};

export function makeWaker(): Waker {
  let woken = false;
  let current: AbortController | undefined;
  return {
    wake() {
      woken = true;
      current?.abort();
    },
    async wait(ms, signal) {
      if (!woken && !signal.aborted) {
        const waiting = new AbortController();
        current = waiting;
        const end = (): void => {
          waiting.abort();
        };
        signal.addEventListener('abort', end, { once: true });
        await pause(ms, waiting.signal);
        signal.removeEventListener('abort', end);
        current = undefined;
      }
      woken = false;
    },
  };
}
