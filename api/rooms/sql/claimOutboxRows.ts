import type { Queryable } from '../../db/index.js';
import type { OutboxRow } from '../rows.js';
import { outboxColumns } from './columns.js';

/** Seconds between two edits of one message: clients and homeservers suffer from faster ones, people do not see the difference. */
const secondsBetweenEdits = 2;

/** Seconds after which a claimed row of a sender that is still alive may be claimed again. Longer than any one attempt may take. */
export const secondsOfOneAttempt = 120;

/**
 * Claims rows that may be sent now, for the holder of `epoch` only; nothing for anybody else. In each room strictly in order,
 * except edits (rows whose key has an original that was sent): they wait for their turn without holding up the room. The
 * card of a gate that moved goes alone and first: whoever tapped on it looks at it, and a homeserver takes the events of a room
 * one by one.
 * Rows that an earlier holder left behind in `sending` are claimed again; `frozenBy` tells who may have sent them already.
 */
export async function claimOutboxRows(
  q: Queryable,
  { account, epoch, limit }: { account: string; epoch: number; limit: number },
): Promise<OutboxRow[]> {
  const { rows } = await q.query<OutboxRow>(
    `with holder as materialized (select epoch from matrix_accounts where user_id = $1 and epoch = $2 for share),
     open as (
       select id, edit, min(id) filter (where not edit) over (partition by room_id) as first_of_room,
         min(id) over (partition by room_id, coalesce_key) as first_of_key
       from (
         select id, room_id, coalesce_key, coalesce_key is not null and exists (
           select from outbox as original where original.coalesce_key = outbox.coalesce_key
             and original.room_id = outbox.room_id and original.status = 'sent') as edit
         from outbox where status in ('pending', 'sending')) as waiting),
     due as (
       select row.id, row.status, row.attempts, open.edit and row.kind = 'gate_card' as goes_first
       from outbox as row join open using (id) cross join holder
       where ((row.status = 'pending' and row.not_before <= clock_timestamp())
           or (row.status = 'sending' and (row.not_before <= clock_timestamp() or row.epoch < holder.epoch)))
         and (open.edit or row.id = open.first_of_room)
         and (row.coalesce_key is null or row.id = open.first_of_key)
         and not (open.edit and exists (
           select from outbox as edit where edit.coalesce_key = row.coalesce_key and edit.status = 'sent'
             and edit.rendered->'event' ? 'edits' and edit.sent_at > clock_timestamp() - make_interval(secs => ${secondsBetweenEdits})))
     ),
     chosen as (
       select row.id from outbox as row join due using (id)
       -- Read again of the row that is locked: somebody else may have claimed it since it was found to be due.
       where row.status = due.status and row.attempts = due.attempts
         and (due.goes_first or not exists (
           select from outbox as card join open on open.id = card.id and open.edit
           where card.room_id = row.room_id and card.kind = 'gate_card'
             and (card.status = 'sending' or exists (select from due as first where first.id = card.id))))
       order by row.id limit $3 for update of row skip locked)
     update outbox set status = 'sending', epoch = $2, attempts = outbox.attempts + 1,
       not_before = clock_timestamp() + make_interval(secs => ${secondsOfOneAttempt})
     from chosen where outbox.id = chosen.id
     returning ${outboxColumns}`,
    [account, epoch, limit],
  );
  return rows.sort((a, b) => a.id - b.id);
}

/** True while anything waits to be sent, due or not. */
export async function outboxIsOpen(q: Queryable): Promise<boolean> {
  const { rows } = await q.query<{ open: boolean }>(
    `select exists (select from outbox where status in ('pending', 'sending')) as open`,
  );
  return rows[0]?.open ?? false;
}
