import type { Database } from '../db/index.js';

/** Days that a check is kept; what the uptime of a month is made of. */
const kept = 31;
/** Rows that one statement deletes, so that nobody has to wait for it. */
const batch = 5_000;

/** Removes checks that are older than a month, and returns how many (27.41). */
export async function forgetOldChecks(db: Database): Promise<number> {
  let count = 0;
  for (;;) {
    const { rowCount } = await db.query(
      `delete from tool_checks where id in (
         select id from tool_checks where timestamp < clock_timestamp() - make_interval(days => $1) limit $2)`,
      [kept, batch],
    );
    count += rowCount ?? 0;
    if ((rowCount ?? 0) < batch) return count;
  }
}
