import type { Queryable } from '../../../db/index.js';

export type TurnFile = {
  readonly id: number;
  readonly filename: string;
  readonly content_type: string | null;
  readonly size_bytes: number | null;
  readonly sha256: string | null;
  readonly storage_ref: string | null;
  readonly stored: boolean;
  readonly content_url: string | null;
  readonly ticket_id: number | null;
  readonly attachment_id: number | null;
};

/**
 * A turn and those whose question it answers, one after the other: what was sent with the first words is there when the
 * last ones are worked on.
 */
export const turnsBefore = `with recursive asked(turn_id) as (
  select $1::bigint
  union select q.turn_id from asked join ops_chat_turns t on t.id = asked.turn_id join ops_chat_questions q on q.id = t.question_id)`;

/** The files that belong to a turn, in the order in which they came. */
export async function filesOfTurn(q: Queryable, turnId: number): Promise<TurnFile[]> {
  const { rows } = await q.query<TurnFile>(
    `${turnsBefore}
     select f.id, f.filename, f.content_type, f.size_bytes, f.sha256, f.storage_ref, f.stored, a.ticket_id, f.attachment_id,
       case when f.stored then '/api/ops-chat/turns/' || $1::bigint || '/files/' || f.id || '/content' end as content_url
     from ops_chat_files f join asked on asked.turn_id = f.turn_id left join ticket_attachments a on a.id = f.attachment_id
     order by f.id`,
    [turnId],
  );
  return rows;
}
