import type { Listener, Topic } from './notify.js';

/** Hints for somebody who works in rounds: one that comes during a round is not lost, and ends the next wait at once. */
export type WakeUps = {
  /**
   * Until the next hint, at most `most` milliseconds, or until the signal aborts. However many hints come, it takes `least`
   * milliseconds: they come in bursts.
   */
  next(most: number, least?: number): Promise<void>;
  stop(): void;
};

export function wakeUps(listener: Listener, topic: Topic, signal: AbortSignal): WakeUps {
  let hinted = false;
  let end: (() => void) | undefined;
  let endsByHint = false;
  const wait = async (ms: number, byHint: boolean): Promise<void> => {
    if (signal.aborted || (byHint && hinted) || ms <= 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      endsByHint = byHint;
      end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    end = undefined;
  };
  const off = listener.on(topic, () => {
    hinted = true;
    if (endsByHint) end?.();
  });
  const aborted = (): void => end?.();
  signal.addEventListener('abort', aborted);
  return {
    async next(most, least = 0) {
      await wait(least, false);
      await wait(most - least, true);
      hinted = false;
    },
    stop() {
      off();
      signal.removeEventListener('abort', aborted);
      end?.();
    },
  };
}
