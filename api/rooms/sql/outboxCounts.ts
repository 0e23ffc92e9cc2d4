import type { Queryable } from '../../db/index.js';

export type OutboxCounts = {
  /** Waiting to be sent or being sent. */
  readonly open: number;
  /** Seconds that the oldest of these is due; null when nothing waits. */
  readonly oldestSeconds: number | null;
  readonly dead: number;
  /** Of those, what was said within the last day: an old one is no longer news. */
  readonly deadToday: number;
};

export async function outboxCounts(q: Queryable): Promise<OutboxCounts> {
  const { rows } = await q.query<OutboxCounts>(
    `select count(*) filter (where status <> 'dead') as open,
       extract(epoch from clock_timestamp() - min(created_at) filter (where status <> 'dead'))::integer as "oldestSeconds",
       count(*) filter (where status = 'dead') as dead,
       count(*) filter (where status = 'dead' and created_at > clock_timestamp() - interval '1 day') as "deadToday"
     from outbox where status in ('pending', 'sending', 'dead')`,
  );
  return rows[0] ?? { open: 0, oldestSeconds: null, dead: 0, deadToday: 0 };
}
