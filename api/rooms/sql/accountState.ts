import type { Queryable } from '../../db/index.js';

/** What the holder of the account last said about the homeserver. */
export type HomeserverState = { connected: boolean; changedAt: string; failure?: string };

export type AccountState = {
  since: string | null;
  epoch: number;
  holder: string | null;
  /** Whether the holder's lease still runs. */
  held: boolean;
  homeserver: Partial<HomeserverState>;
  lastSyncAt: Date | null;
};

export async function accountState(q: Queryable, userId: string): Promise<AccountState | undefined> {
  const { rows } = await q.query<AccountState>(
    `select since, epoch, holder, coalesce(lease_until > clock_timestamp(), false) as held, homeserver, last_sync_at as "lastSyncAt"
     from matrix_accounts where user_id = $1`,
    [userId],
  );
  return rows[0];
}

/** The account that a bot of this installation used last, for processes that do not know its name. */
export async function latestAccount(q: Queryable): Promise<string | undefined> {
  const { rows } = await q.query<{ user_id: string }>(
    'select user_id from matrix_accounts order by updated_at desc limit 1',
  );
  return rows[0]?.user_id;
}

/** The token up to which everything is in the inbox; null before the first sync. */
export async function committedToken(q: Queryable, userId: string): Promise<string | null> {
  return (await accountState(q, userId))?.since ?? null;
}

export async function recordHomeserver(
  q: Queryable,
  { userId, epoch, state }: { userId: string; epoch: number; state: HomeserverState },
): Promise<void> {
  await q.query(
    `update matrix_accounts set homeserver = $3, updated_at = clock_timestamp() where user_id = $1 and epoch = $2`,
    [userId, epoch, JSON.stringify(state)],
  );
}
