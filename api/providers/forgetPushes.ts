import type { Database } from '../db/index.js';

/**
 * Pushes that nobody has to look at any more. How a ticket came to its provider is kept: it says that the ticket is ours. What
 * was refused is kept as well, until somebody has looked.
 */
export async function forgetPushes(db: Database): Promise<number> {
  const { rowCount } = await db.query(
    `delete from provider_pushes where id in (
       select id from provider_pushes where status in ('done', 'skipped') and kind <> 'create'
         and finished_at < clock_timestamp() - interval '90 days' order by id limit 10000)`,
  );
  return rowCount ?? 0;
}
