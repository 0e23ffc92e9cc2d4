export type SyncBody = { rooms?: Record<string, Record<string, unknown>>; [section: string]: unknown };

/**
 * The answers of `/sync` in their order. Asking again with an older token gives the same answer again, as a real homeserver
 * does; an answer that was never made waits for as long as the request allows.
 */
export type SyncStream = {
  push: (body: SyncBody) => string;
  answer: (since: string | null, timeoutMs: number) => Promise<object>;
  /** Every token that was asked with. */
  readonly asked: (string | null)[];
  close: () => void;
};

export function makeSyncStream(): SyncStream {
  const bodies: SyncBody[] = [];
  const asked: (string | null)[] = [];
  const waiting = new Set<() => void>();
  const wakeAll = (): void => {
    for (const wake of waiting) wake();
  };
  return {
    asked,
    push(body) {
      bodies.push(body);
      wakeAll();
      return `s${bodies.length}`;
    },
    async answer(since, timeoutMs) {
      asked.push(since);
      const place = since === null ? 0 : Number(since.slice(1));
      if (!Number.isInteger(place) || place > bodies.length) throw new Error(`unknown token ${since ?? ''}`);
      if (bodies[place] === undefined && timeoutMs > 0) {
        await new Promise<void>((resolve) => {
          const end = (): void => {
            clearTimeout(timer);
            waiting.delete(end);
            resolve();
          };
          const timer = setTimeout(end, timeoutMs);
          waiting.add(end);
        });
      }
      const body = bodies[place];
      return body === undefined ? { next_batch: `s${place}` } : { ...body, next_batch: `s${place + 1}` };
    },
    close: wakeAll,
  };
}
