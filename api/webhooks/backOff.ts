/** Attempts before a delivery is given up: over three hours in all, which an evening's maintenance fits into. */
export const mostTries = 10;
const first = 5;
const longest = 3_600;

/** Seconds until the next attempt after this many failed ones; undefined when there is none. */
export function secondsUntilRetry(failed: number): number | undefined {
  return failed >= mostTries ? undefined : Math.min(longest, first * 3 ** (failed - 1));
}
