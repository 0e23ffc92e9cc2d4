import type { Queryable } from '../db/index.js';
import type { Actor } from '../http/caller.js';

/** Who acts, and for which chat turn where it is one. */
export type Speaker = Actor & { readonly run?: { readonly kind: string; readonly turnId?: number } | null };

/**
 * The person behind what is done: who acts, who speaks in the chat turn, or for whom a service says that it acts. The last is
 * the service's word alone, and can only ever keep somebody from deciding. An agent at its task stands for itself.
 */
export async function personBehind(
  q: Queryable,
  { type, personId, submittedBy, run }: Speaker,
): Promise<number | null> {
  if (personId !== null) return personId;
  if (run?.turnId !== undefined) {
    const { rows } = await q.query<{ person_id: number | null }>(
      `select coalesce(t.person_id, t.spoken_for_person_id, s.person_id) as person_id
       from ops_chat_turns t join ops_chat_sessions s on s.id = t.session_id where t.id = $1`,
      [run.turnId],
    );
    return rows[0]?.person_id ?? null;
  }
  if (type !== 'service' || submittedBy === undefined || submittedBy === null) return null;
  const { rows } = await q.query<{ id: number }>('select id from persons where name = lower($1)', [submittedBy.trim()]);
  return rows[0]?.id ?? null;
}
