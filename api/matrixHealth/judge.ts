import type { AccountState, OutboxCounts } from '../rooms/index.js';

export type MatrixStatus = 'ok' | 'degraded' | 'down' | 'not_configured';
export type Judgement = { readonly status: MatrixStatus; readonly detail: string };

/** Seconds without a committed sync after which a homeserver that answers is still not trusted; a long poll takes 30. */
const quietTooLong = 120;
/** Seconds that something may wait to be said; rate limits of a busy homeserver stay below. */
const waitsTooLong = 60;

/** What the rows of the bot say about the Matrix side at `now`. Pure, so every process comes to the same answer. */
export function judgeMatrix(seen: {
  readonly configured: boolean;
  readonly account: AccountState | undefined;
  readonly outbox: OutboxCounts;
  readonly now: Date;
}): Judgement {
  const { account, outbox } = seen;
  if (!account) {
    return seen.configured
      ? { status: 'down', detail: 'No bot has signed in at the homeserver yet.' }
      : { status: 'not_configured', detail: 'No homeserver is set up: set MATRIX_HOMESERVER_URL.' };
  }
  if (!account.held) return { status: 'down', detail: 'No running process speaks for the bot account.' };
  if (account.homeserver.connected !== true) {
    const why = account.homeserver.failure;
    return { status: 'down', detail: `The homeserver does not answer${why === undefined ? '.' : `: ${why}`}` };
  }
  const quiet = account.lastSyncAt === null ? null : (seen.now.getTime() - account.lastSyncAt.getTime()) / 1000;
  if (quiet === null || quiet > quietTooLong) {
    return { status: 'degraded', detail: 'The homeserver answers, but nothing has come from it for minutes.' };
  }
  if ((outbox.oldestSeconds ?? 0) > waitsTooLong) {
    return {
      status: 'degraded',
      detail: `${outbox.open} messages wait to be said, one for ${outbox.oldestSeconds ?? 0} s.`,
    };
  }
  if (outbox.deadToday > 0) {
    return { status: 'degraded', detail: `${outbox.deadToday} messages of today could not be said.` };
  }
  return { status: 'ok', detail: 'The bot hears and speaks.' };
}
