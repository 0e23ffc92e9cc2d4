import type { Queryable } from '../../db/index.js';

/** Which of these events are in the inbox. */
export async function knownEvents(q: Queryable, eventIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await q.query<{ event_id: string }>(
    'select event_id from inbox_events where event_id = any($1::text[])',
    [eventIds],
  );
  return new Set(rows.map((row) => row.event_id));
}
