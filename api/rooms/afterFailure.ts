import type { DeliveryFailure } from './rows.js';

/** Milliseconds. The first pause is short because most failures are a restart; the cap bounds how late a message is after a long outage. */
const firstPause = 500;
const longestPause = 60_000;

/** A revoked token or a locked account is the operator's to mend; asking more often would only look like an attack. */
const pauseWhenSignedOut = 30_000;

/** Tries of one row that the homeserver answers with an error of its own. With the pauses about a quarter of an hour. */
const mostServerErrors = 20;

export type AfterFailure = { again: true; afterMs: number } | { again: false };

/**
 * What becomes of a row after a failed attempt, the `attempts`th. What says nothing about the row itself (rate limits, no
 * connection, a signed-out account) is tried for ever; a refusal is final. `random` in [0, 1) spreads the retries.
 */
export function afterFailure(attempts: number, failure: DeliveryFailure, random: number): AfterFailure {
  const pause = Math.min(longestPause, firstPause * 2 ** Math.min(attempts - 1, 10));
  const jittered = Math.round(pause / 2 + (pause / 2) * random);
  switch (failure.kind) {
    case 'rate_limited':
      return { again: true, afterMs: Math.max(failure.retryAfterMs ?? jittered, 50) };
    case 'unreachable':
      return { again: true, afterMs: jittered };
    case 'server':
      return attempts >= mostServerErrors ? { again: false } : { again: true, afterMs: jittered };
    case 'refused':
      return failure.status === 401 ? { again: true, afterMs: pauseWhenSignedOut } : { again: false };
  }
}
