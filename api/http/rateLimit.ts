/** How often one caller may ask: a bucket of `burst` requests that fills at `perSecond`. */
export type RateLimit = {
  /** Takes one request of this caller out of its bucket; the seconds to wait when it is empty, else 0. */
  take(caller: string): number;
};

type Bucket = { left: number; at: number };

/** Callers that are remembered; the one that was silent for longest is forgotten first, which costs nothing but its count. */
const mostCallers = 10_000;
/** Seconds of the steady rate that may come at once: an agent that reads its whole ticket, a page that loads. */
export const burstSeconds = 10;

/**
 * Held in memory, by process: with several API processes a caller may ask each of them this often, which is what the limit
 * protects. It costs no query. `now` is in milliseconds.
 */
export function rateLimit(perSecond: number, now: () => number = () => performance.now()): RateLimit {
  const burst = perSecond * burstSeconds;
  const buckets = new Map<string, Bucket>();
  return {
    take(caller) {
      const at = now();
      const before = buckets.get(caller) ?? { left: burst, at };
      const left = Math.min(burst, before.left + ((at - before.at) / 1_000) * perSecond);
      // Written anew, so that the map's order is the order of the last requests.
      buckets.delete(caller);
      const allowed = left >= 1;
      buckets.set(caller, { left: allowed ? left - 1 : left, at });
      if (buckets.size > mostCallers) {
        const [silent] = buckets.keys();
        if (silent !== undefined) buckets.delete(silent);
      }
      return allowed ? 0 : Math.max(1, Math.ceil((1 - left) / perSecond));
    },
  };
}
