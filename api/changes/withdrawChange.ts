import { recordEvent } from '../audit/index.js';
import { transaction, type Connection, type Database } from '../db/index.js';
import type { Caller } from '../http/caller.js';
import { lockTicket } from '../tickets/index.js';
import { gateClosed } from './announce.js';
import { auditChange } from './auditChange.js';
import type { Change } from './contract.js';
import { expireChange } from './expire.js';
import { gateMoved } from './gateMoved.js';
import { mayWithdraw } from './mayWithdraw.js';
import { noteAtGate } from './noteAtGate.js';
import { ticketGoesOn } from './ticketFollows.js';
import { lockChange } from './voteRows.js';

export type Withdrawal =
  | { readonly kind: 'withdrawn'; readonly change: Change }
  | { readonly kind: 'not_pending' | 'not_theirs'; readonly change: Change }
  | { readonly kind: 'not_found' };

async function requesterOf(q: Connection, change: Change): Promise<number | null> {
  const { rows } = await q.query<{ id: number | null }>('select requester_person_id as id from tickets where id = $1', [
    change.ticket_id,
  ]);
  return rows[0]?.id ?? null;
}

/** Takes a request back before it is decided (`mayWithdraw`); the ticket and its agent go on without it. */
export async function withdrawChange(
  db: Database,
  id: number,
  caller: Caller,
  reason: string | null,
): Promise<Withdrawal> {
  return transaction(db, async (q) => {
    const change = await lockChange(q, id);
    if (!change) return { kind: 'not_found' };
    if (!mayWithdraw(change, await requesterOf(q, change), caller)) return { kind: 'not_theirs', change };
    if (change.state !== 'pending') return { kind: 'not_pending', change };
    const over = await expireChange(q, id);
    if (over) return { kind: 'not_pending', change: over };
    const why = `withdrawn by ${caller.displayName}${reason === null ? '' : `: ${reason}`}`;
    const { rows } = await q.query<Change>(
      `update changes set state = 'withdrawn', state_reason = $2, version = version + 1
       where id = $1 and state = 'pending' returning *`,
      [id, why],
    );
    const withdrawn = rows[0];
    if (!withdrawn) return { kind: 'not_pending', change };
    await tell(q, withdrawn, caller, reason);
    return { kind: 'withdrawn', change: withdrawn };
  });
}

async function tell(q: Connection, change: Change, caller: Caller, reason: string | null): Promise<void> {
  const { id } = change;
  const target = `change_${id}`;
  const details = { change_id: id, ticket_id: change.ticket_id, agent_id: change.agent_id, reason };
  await auditChange(q, change, { actor: caller, action: 'change_withdrawn', result: 'withdrawn', details });
  await recordEvent(q, { category: 'change', actor: caller.name, action: 'change_withdrawn', target, details });
  const said = reason === null ? '' : ` Reason: ${reason}`;
  const sentence = `Change ${id} was **withdrawn** by ${caller.displayName}. Nothing of it runs.${said}`;
  const ticket = change.ticket_id === null ? undefined : await lockTicket(q, change.ticket_id);
  if (ticket) {
    await noteAtGate(q, ticket, caller, { changeId: id, body: sentence, byPlatform: reason === null });
    await ticketGoesOn(q, ticket, caller, { changeId: id, reason: `Change ${id} was withdrawn.` });
  }
  await gateMoved(q, change, caller, change.state_reason ?? 'withdrawn');
  await gateClosed(q, change, sentence);
}
