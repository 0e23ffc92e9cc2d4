export type StopReason = 'timeout' | 'stalled' | 'stopped';

type Watch = {
  readonly timeoutMs: number;
  /** 0: never. */
  readonly stallMs: number;
  /** Milliseconds since the epoch, of the last line of output. */
  readonly lastOutput: () => number;
  readonly signal: AbortSignal;
};

/** The first reason to end a run before it ends itself. `cancel` when it did. */
export function stopReason({ timeoutMs, stallMs, lastOutput, signal }: Watch): {
  readonly reason: Promise<StopReason>;
  cancel(): void;
} {
  const cancels: (() => void)[] = [];
  const reason = new Promise<StopReason>((resolve) => {
    const deadline = setTimeout(() => {
      resolve('timeout');
    }, timeoutMs);
    cancels.push(() => {
      clearTimeout(deadline);
    });
    const stop = (): void => {
      resolve('stopped');
    };
    signal.addEventListener('abort', stop, { once: true });
    // An abort that came while the child was being started is no event any more.
    if (signal.aborted) stop();
    cancels.push(() => {
      signal.removeEventListener('abort', stop);
    });
    if (stallMs <= 0) return;
    // One look per quiet span, each placed where the present silence would be too long.
    const look = (): void => {
      const left = lastOutput() + stallMs - Date.now();
      if (left <= 0) {
        resolve('stalled');
        return;
      }
      next = setTimeout(look, left);
    };
    let next = setTimeout(look, stallMs);
    cancels.push(() => {
      clearTimeout(next);
    });
  });
  return {
    reason,
    cancel: () => {
      cancels.forEach((cancel) => {
        cancel();
      });
    },
  };
}
