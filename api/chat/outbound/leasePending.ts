import type { Queryable } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import type { PendingQuery } from './contract.js';

/**
 * Seconds that a consumer has to say something and to acknowledge it. Too long delays what a crashed consumer had; too short
 * lets a second one say it again.
 */
const leaseSeconds = 30;

export type Pending = {
  readonly session_id: number;
  readonly room_id: string | null;
  readonly ticket_id: number;
  readonly note_id: number;
  readonly source: string;
  readonly author: string;
  readonly audience: 'user' | 'public';
  readonly body: string;
  readonly created_at: Date;
  readonly attempts: number;
  readonly lease_until: Date;
};

/**
 * Leases what waits to be said by external consumers, oldest first: of every ticket of a conversation, of all conversations for
 * whoever works here and of the own ones for everybody else. Two consumers that ask at the same time get different rows.
 */
export async function leasePending(q: Queryable, caller: Caller, query: PendingQuery): Promise<Pending[]> {
  const { rows } = await q.query<Pending>(
    `with taken as (
       update deliveries set lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds}), attempts = attempts + 1
       where id in (
         select d.id from deliveries d join ops_chat_sessions s on s.id = d.session_id join ticket_notes n on n.id = d.note_id
         where d.consumer = 'external' and d.acked_at is null
           and (d.lease_until is null or d.lease_until <= clock_timestamp())
           -- Whatever was decided when it was queued: an internal note never leaves the house.
           and n.audience in ('user', 'public')
           and ($1 or s.person_id = $2)
           and ($3::bigint is null or n.ticket_id = $3) and ($4::bigint is null or d.session_id = $4)
           and ($3::bigint is not null or $4::bigint is not null or s.external_thread_id is not null)
           and (not $5 or s.external_thread_id like '!%:%')
         order by d.id limit $6 for update of d skip locked)
       returning id, note_id, session_id, attempts, lease_until)
     select taken.session_id, s.external_thread_id as room_id, n.ticket_id, n.id as note_id, n.source, n.author, n.audience, n.body,
       n.created_at, taken.attempts, taken.lease_until
     from taken join ops_chat_sessions s on s.id = taken.session_id join ticket_notes n on n.id = taken.note_id order by taken.id`,
    [
      caller.view.tickets.has('all'),
      caller.personId,
      query.ticket_id ?? null,
      query.session_id ?? null,
      query.matrix_only,
      query.limit,
    ],
  );
  return rows;
}
