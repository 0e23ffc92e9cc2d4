import { recordEvent } from '../../audit/index.js';
import { transaction, type Database } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import type { AckBody } from './contract.js';

export type Acknowledged =
  | { readonly kind: 'acked' | 'already_acked'; readonly messageId: number }
  | { readonly kind: 'no_session' }
  | { readonly kind: 'no_event' };

type Delivery = { id: number; message_id: number | null; ticket_id: number };

/**
 * Takes down that an external consumer has said something: the words become a message of the conversation, once. Also when
 * the lease has run out meanwhile, since it was said.
 */
export async function acknowledge(db: Database, caller: Caller, ack: AckBody): Promise<Acknowledged> {
  const noteId = Number(ack.event_key.slice('note:'.length));
  return transaction(db, async (q) => {
    const session = await q.query(
      `select from ops_chat_sessions where id = $1 and consumer = 'external' and ($2 or person_id = $3)`,
      [ack.session_id, caller.view.tickets.has('all'), caller.personId],
    );
    if (session.rowCount !== 1) return { kind: 'no_session' };
    const { rows } = await q.query<Delivery>(
      `select d.id, d.message_id, n.ticket_id from deliveries d join ticket_notes n on n.id = d.note_id
       where d.note_id = $1 and d.session_id = $2 and d.consumer = 'external' order by d.id limit 1 for update of d`,
      [noteId, ack.session_id],
    );
    const delivery = rows[0];
    if (!delivery) return { kind: 'no_event' };
    if (delivery.message_id !== null) return { kind: 'already_acked', messageId: delivery.message_id };
    const said = await q.query<{ id: number }>(
      `insert into ops_chat_messages (session_id, role, body, metadata, ticket_id) values ($1, 'assistant', $2, $3, $4) returning id`,
      [
        ack.session_id,
        ack.body,
        JSON.stringify({
          outbound_event_key: ack.event_key,
          note_id: noteId,
          room_id: ack.room_id,
          source: ack.source,
        }),
        delivery.ticket_id,
      ],
    );
    const messageId = said.rows[0]?.id ?? 0;
    await q.query(
      'update deliveries set acked_at = clock_timestamp(), lease_until = null, message_id = $2 where id = $1',
      [delivery.id, messageId],
    );
    await recordEvent(q, {
      category: 'ops-chat',
      actor: caller.name,
      action: 'outbound_chat_acked',
      target: `ticket_${delivery.ticket_id}`,
      details: { event_key: ack.event_key, session_id: ack.session_id, message_id: messageId },
    });
    return { kind: 'acked', messageId };
  });
}
