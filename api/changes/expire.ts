import { transaction, type Connection, type Database } from '../db/index.js';
import { systemActor } from '../access/index.js';
import { finalStatuses, lockTicket } from '../tickets/index.js';
import { gateClosed } from './announce.js';
import { auditChange } from './auditChange.js';
import type { Change } from './contract.js';
import { gateMoved } from './gateMoved.js';
import { noteAtGate } from './noteAtGate.js';
import { ticketGoesOn } from './ticketFollows.js';
import { agentIsGone, withdrawForsaken } from './withdraw.js';

async function tellTicket(q: Connection, change: Change, sentence: string): Promise<void> {
  const actor = await systemActor(q, 'system');
  await auditChange(q, change, { actor, action: `change_${change.state}`, result: change.state });
  const ticket = change.ticket_id === null ? undefined : await lockTicket(q, change.ticket_id);
  if (ticket) {
    await noteAtGate(q, ticket, actor, { changeId: change.id, body: sentence });
    await ticketGoesOn(q, ticket, actor, { changeId: change.id, reason: sentence });
  }
  await gateMoved(q, change, actor, change.state_reason ?? change.state);
  await gateClosed(q, change, sentence);
}

/** Ends a pending change whose time is over; undefined when it is not over or not pending. Silence never approves. */
export async function expireChange(q: Connection, id: number): Promise<Change | undefined> {
  const { rows } = await q.query<Change>(
    `update changes set state = 'expired', state_reason = 'nobody decided in time', version = version + 1
     where id = $1 and state = 'pending' and expires_at <= clock_timestamp() returning *`,
    [id],
  );
  const change = rows[0];
  if (change)
    await tellTicket(q, change, `Change ${id} **expired**: nobody decided it in time, so it was not approved.`);
  return change;
}

/** Ends an approved plan that was not started, or described work that was not reported, inside its window. */
async function expireExecution(q: Connection, id: number): Promise<Change | undefined> {
  const { rows } = await q.query<Change>(
    `update changes set state = 'execution_expired', state_reason = 'not carried out inside its window', version = version + 1
     where id = $1 and state = 'approved' and execute_before <= clock_timestamp() returning *`,
    [id],
  );
  const change = rows[0];
  if (change)
    await tellTicket(q, change, `Change ${id} was approved, but **not carried out in time**; it needs a new gate.`);
  return change;
}

type Ending = { readonly id: number; readonly how: 'forsaken' | 'undecided' | 'not_carried_out' };

function end(q: Connection, { id, how }: Ending): Promise<Change | undefined> {
  switch (how) {
    case 'forsaken':
      return withdrawForsaken(q, id);
    case 'undecided':
      return expireChange(q, id);
    case 'not_carried_out':
      return expireExecution(q, id);
  }
}

/** One pass over what has run out of time or lost its ticket or its agent; each change in its own transaction. Returns how many ended. */
export async function expireChanges(db: Database): Promise<number> {
  const { rows } = await db.query<Ending>(
    `select c.id, case when c.state = 'approved' then 'not_carried_out' when is_forsaken then 'forsaken' else 'undecided' end as how
     from changes c left join tickets t on t.id = c.ticket_id,
       lateral (select coalesce(t.status = any($1), false) or ${agentIsGone('c')} as is_forsaken) as waits
     where (c.state = 'pending' and (c.expires_at <= clock_timestamp() or is_forsaken))
       or (c.state = 'approved' and c.execute_before <= clock_timestamp()) order by c.id limit 100`,
    [finalStatuses],
  );
  let ended = 0;
  for (const row of rows) if (await transaction(db, (q) => end(q, row))) ended += 1;
  return ended;
}
