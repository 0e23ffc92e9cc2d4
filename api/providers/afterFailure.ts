import type { Failure } from './port.js';

/** Milliseconds. The first pause is short because most failures are a restart; the cap bounds how late iTop hears of a ticket after a long outage. */
const firstPause = 2_000;
const longestPause = 300_000;
/** Milliseconds. The longest that a provider may ask us to wait. */
const longestAsked = 3_600_000;

/** Milliseconds. A wrong password is the operator's to mend; asking more often would only lock the account. */
const pauseWhenUnauthorised = 300_000;

/** Tries that the provider answered with an error that says nothing about the ticket. With the pauses more than an hour. */
const mostErrors = 20;

export type AfterFailure =
  | {
      readonly again: true;
      readonly afterMs: number;
      /** Nothing else is sent there meanwhile. */ readonly pausesAll: boolean;
    }
  | { readonly again: false };

/**
 * What becomes of a push after its `attempt`th try failed; `errors` counts those that the provider itself answered. What
 * says nothing about the ticket (no connection, a rate limit, a wrong password) is tried for ever; a refusal is final.
 * `random` in [0, 1) spreads the retries.
 */
export function afterFailure(
  { attempt, errors }: { readonly attempt: number; readonly errors: number },
  failure: Failure,
  random: number,
): AfterFailure {
  const pause = Math.min(longestPause, firstPause * 2 ** Math.min(Math.max(attempt - 1, 0), 10));
  const jittered = Math.round(pause / 2 + (pause / 2) * random);
  switch (failure.kind) {
    case 'unreachable':
      return { again: true, afterMs: jittered, pausesAll: true };
    case 'rate_limited': {
      const asked = Math.max(failure.retryAfterMs ?? jittered, 1_000);
      return { again: true, afterMs: Math.min(asked, longestAsked), pausesAll: true };
    }
    case 'unauthorised':
      return { again: true, afterMs: pauseWhenUnauthorised, pausesAll: true };
    case 'broken':
      return errors >= mostErrors ? { again: false } : { again: true, afterMs: jittered, pausesAll: false };
    case 'refused':
      return { again: false };
  }
}
