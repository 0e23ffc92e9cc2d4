import { notifying, type Queryable } from '../../db/index.js';

/**
 * Takes the reactions that stand on a gate's card as things to tap away again, once: a decided card offers nothing. In the
 * order in which they were put there.
 */
export async function takeSeedsAway(
  q: Queryable,
  changeId: number,
  place: { readonly roomId: string; readonly threadId: number | null },
): Promise<void> {
  await q.query(
    `insert into outbox (room_id, thread_id, kind, payload, once_key, change_id)
     select $2, $3, 'redaction', jsonb_build_object('target_outbox_id', id, 'reason', 'decided'), 'unseed:' || id, change_id
     from outbox where change_id = $1 and kind = 'reaction' order by id
     on conflict do nothing returning ${notifying('outbox')}`,
    [changeId, place.roomId, place.threadId],
  );
}
