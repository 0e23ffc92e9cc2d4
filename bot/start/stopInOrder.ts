import type { Logger } from 'pino';

type Close = () => Promise<unknown>;

export type Closers = {
  /** Closed before everything that was added earlier. */
  add(name: string, close: Close): void;
  /** Closed right after the named part, which still needs it while it closes. */
  addBelow(above: string, name: string, close: Close): void;
  closeAll(): Promise<void>;
};

/** What was started is stopped in the opposite order; what cannot be stopped is said and does not keep the rest running. */
export function stopInOrder(log: Logger): Closers {
  const closers: { name: string; close: Close }[] = [];
  let closing: Promise<void> | undefined;
  return {
    add(name, close) {
      closers.push({ name, close });
    },
    addBelow(above, name, close) {
      const place = closers.findIndex((closer) => closer.name === above);
      closers.splice(Math.max(place, 0), 0, { name, close });
    },
    closeAll: () =>
      (closing ??= (async () => {
        for (const { name, close } of closers.toReversed()) {
          try {
            await close();
          } catch (error) {
            log.error({ err: error, part: name }, 'a part of Opsroom could not be stopped');
          }
        }
      })()),
  };
}
