import type { MatrixHealth } from '../chat/index.js';
import type { Queryable } from '../db/index.js';
import { accountState, latestAccount, outboxCounts } from '../rooms/index.js';
import { judgeMatrix } from './judge.js';

export type MatrixFacts = {
  /** The bot's Matrix id, once it is known. */
  readonly userId: () => string | undefined;
  /** The intake room's alias. */
  readonly roomAlias: () => string | undefined;
};

/**
 * How the Matrix side is, read from what the bot writes: its lease (10 s, renewed every 3) and its last word about the
 * homeserver, which it looks at every 4 s. So every process can answer, and none later than 10 s after a change.
 */
export function matrixHealthOf(
  q: Queryable,
  matrix: MatrixFacts,
  homeserverUrl: () => string | undefined,
): () => Promise<MatrixHealth> {
  return async () => {
    const url = homeserverUrl();
    const userId = matrix.userId() ?? (await latestAccount(q));
    const account = userId === undefined ? undefined : await accountState(q, userId);
    const outbox = await outboxCounts(q);
    const { rows } = await q.query<{ now: Date }>('select clock_timestamp() as now');
    const now = rows[0]?.now ?? new Date();
    const { status, detail } = judgeMatrix({ configured: url !== undefined, account, outbox, now });
    return {
      status,
      detail,
      connected: status === 'ok' || status === 'degraded',
      account: userId ?? null,
      holder: account?.held === true ? account.holder : null,
      last_sync_at: account?.lastSyncAt ?? null,
      homeserver_url: url ?? null,
      homeserver_changed_at: account?.homeserver.changedAt ?? null,
      room_alias: matrix.roomAlias() ?? null,
      outbox_open: outbox.open,
      dead_letters: outbox.dead,
    };
  };
}
