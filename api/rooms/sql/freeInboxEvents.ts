import { notify, type Queryable } from '../../db/index.js';

/** Makes what a dead worker had claimed visible at once. For the moment in which a process takes the account over. */
export async function freeInboxEvents(q: Queryable): Promise<void> {
  await q.query(
    `update inbox_events set not_before = clock_timestamp() where status = 'new' and not_before > clock_timestamp()`,
  );
  await notify(q, 'inbox');
}
