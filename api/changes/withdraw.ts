import { systemActor } from '../access/index.js';
import { record } from '../audit/index.js';
import type { Connection, Queryable } from '../db/index.js';
import { finalStatuses, lockTicket } from '../tickets/index.js';
import { gateClosed } from './announce.js';
import type { Change } from './contract.js';
import { gateMoved } from './gateMoved.js';
import { noteAtGate } from './noteAtGate.js';

/** Whether the ticket that the change belongs to is closed: then nobody waits for it, and nothing of it may run any more. */
export async function ticketIsClosed(q: Queryable, { ticket_id: id }: Pick<Change, 'ticket_id'>): Promise<boolean> {
  const { rowCount } = await q.query('select from tickets where id = $1 and status = any($2)', [id, finalStatuses]);
  return rowCount === 1;
}

/** Withdraws a pending change of a closed ticket; undefined when it is not pending or its ticket is open. */
export async function withdrawWithTicket(q: Connection, id: number): Promise<Change | undefined> {
  const { rows } = await q.query<Change>(
    `update changes set state = 'withdrawn', state_reason = 'its ticket was closed', version = version + 1
     where id = $1 and state = 'pending'
       and exists (select from tickets t where t.id = changes.ticket_id and t.status = any($2)) returning *`,
    [id, finalStatuses],
  );
  const change = rows[0];
  if (!change) return undefined;
  const actor = await systemActor(q, 'system');
  await record(q, { actor, action: 'change_withdrawn', target: `change_${id}`, result: 'ticket_closed' });
  const sentence = `Change ${id} was **withdrawn**, as its ticket was closed. Nothing of it runs.`;
  const ticket = change.ticket_id === null ? undefined : await lockTicket(q, change.ticket_id);
  if (ticket) await noteAtGate(q, ticket, actor, { changeId: id, body: sentence });
  await gateMoved(q, change, actor, 'its ticket was closed');
  await gateClosed(q, change, sentence);
  return change;
}
