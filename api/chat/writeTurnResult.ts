import { holds, transaction, type Connection, type Database, type Lease } from '../db/index.js';
import { unearnedClaim, type Unearned } from './claimsWork.js';
import type { TurnResult } from './contract.js';

/** What a ticket result may not be replaced by: a later plain answer of the same turn (contract 23.5). */
function keepsStructured(before: TurnResult | null, next: TurnResult): boolean {
  return before !== null && before.mode !== 'general' && next.mode === 'general';
}

export type Written =
  | { readonly kind: 'written'; readonly result: TurnResult }
  | { readonly kind: 'lost' }
  | { readonly kind: 'not_own_ticket' }
  /** It tells of work that no tool has done. */
  | { readonly kind: 'unearned'; readonly why: Unearned };

/** The toolbelt's result. It counts while the run's attempt is current, and for a ticket of its own conversation only. */
export async function writeTurnResult(db: Database, lease: Lease, result: TurnResult): Promise<Written> {
  return transaction(db, async (q) => {
    if (!(await holds(q, lease))) return { kind: 'lost' };
    const { rows } = await q.query<{ result: TurnResult | null; session_id: number }>(
      'select result, session_id from ops_chat_turns where id = $1',
      [lease.id],
    );
    const before = rows[0]?.result ?? null;
    if (typeof result.ticket_id === 'number') {
      const own = await q.query('select from tickets where id = $1 and session_id = $2', [
        result.ticket_id,
        rows[0]?.session_id,
      ]);
      if (own.rowCount !== 1) return { kind: 'not_own_ticket' };
    }
    const kept = before !== null && keepsStructured(before, result) ? before : result;
    const unearned = kept.mode === 'general' ? unearnedClaim(kept.reply, await knownNumbers(q, lease.id)) : undefined;
    if (unearned) return { kind: 'unearned', why: unearned };
    await q.query('update ops_chat_turns set result = $2 where id = $1', [lease.id, JSON.stringify(kept)]);
    return { kind: 'written', result: kept };
  });
}

/** Numbers that an answer may name: tickets of the conversation, and whatever the person wrote. */
async function knownNumbers(q: Connection, turnId: number): Promise<number[]> {
  const { rows } = await q.query<{ body: string; ids: number[] }>(
    `select m.body, coalesce((select array_agg(id) from tickets where session_id = t.session_id), '{}') as ids
     from ops_chat_turns t join ops_chat_messages m on m.id = t.message_id where t.id = $1`,
    [turnId],
  );
  const written = [...(rows[0]?.body ?? '').matchAll(/\d{1,9}/g)].map(([digits]) => Number(digits));
  return [...(rows[0]?.ids ?? []), ...written];
}
