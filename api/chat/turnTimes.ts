import type { Queryable } from '../db/index.js';

export type TurnTimes = {
  readonly status: 'queued' | 'running' | 'completed' | 'failed' | 'cancelled';
  /** From the message to the end of its turn, or to now. */
  readonly seconds: number;
};

/** How long a turn has been going on, by the database's clock. */
export async function turnTimes(q: Queryable, turnId: number): Promise<TurnTimes | undefined> {
  const { rows } = await q.query<TurnTimes>(
    `select status, extract(epoch from coalesce(completed_at, clock_timestamp()) - created_at)::double precision as seconds
     from ops_chat_turns where id = $1`,
    [turnId],
  );
  return rows[0];
}
