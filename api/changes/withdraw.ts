import { systemActor } from '../access/index.js';
import { endOfAgent } from '../agents/index.js';
import type { Connection, Queryable } from '../db/index.js';
import { finalStatuses, lockTicket } from '../tickets/index.js';
import { gateClosed } from './announce.js';
import { auditChange } from './auditChange.js';
import type { Change } from './contract.js';
import { gateMoved } from './gateMoved.js';
import { noteAtGate } from './noteAtGate.js';
import { ticketGoesOn } from './ticketFollows.js';

/** Whether the ticket that the change belongs to is closed: then nobody waits for it, and nothing of it may run any more. */
export async function ticketIsClosed(q: Queryable, { ticket_id: id }: Pick<Change, 'ticket_id'>): Promise<boolean> {
  const { rowCount } = await q.query('select from tickets where id = $1 and status = any($2)', [id, finalStatuses]);
  return rowCount === 1;
}

/** SQL: whether the agent that `change` was asked for has ended for good. One that is put aside at its gate has not. */
export function agentIsGone(change: string): string {
  return `(${endOfAgent(`${change}.agent_id`)} is not null)`;
}

/** Withdraws a pending change of a closed ticket; undefined when it is not pending or its ticket is open. */
export async function withdrawWithTicket(q: Connection, id: number): Promise<Change | undefined> {
  const { rows } = await q.query<Change>(
    `update changes set state = 'withdrawn', state_reason = 'its ticket was closed', version = version + 1
     where id = $1 and state = 'pending'
       and exists (select from tickets t where t.id = changes.ticket_id and t.status = any($2)) returning *`,
    [id, finalStatuses],
  );
  return rows[0] && tell(q, rows[0], 'ticket_closed');
}

/** Withdraws a pending change whose agent ended for good; undefined when it is not pending or somebody still waits for it. */
export async function withdrawWithAgent(q: Connection, id: number): Promise<Change | undefined> {
  const { rows } = await q.query<Change>(
    `update changes set state = 'withdrawn', state_reason = 'its agent ' || agent_id || ' ' || ${endOfAgent('changes.agent_id')},
       version = version + 1 where id = $1 and state = 'pending' and ${agentIsGone('changes')} returning *`,
    [id],
  );
  return rows[0] && tell(q, rows[0], 'agent_ended');
}

/** Withdraws a pending change that nobody waits for any more; undefined when somebody does. */
export async function withdrawForsaken(q: Connection, id: number): Promise<Change | undefined> {
  return (await withdrawWithTicket(q, id)) ?? (await withdrawWithAgent(q, id));
}

async function tell(q: Connection, change: Change, result: 'ticket_closed' | 'agent_ended'): Promise<Change> {
  const { id, ticket_id, state_reason: why } = change;
  const actor = await systemActor(q, 'system');
  const reason = why ?? 'nobody waits for it';
  await auditChange(q, change, { actor, action: 'change_withdrawn', result, details: { reason } });
  const sentence = `Change ${id} was **withdrawn**, as ${reason}. Nothing of it runs.`;
  const ticket = ticket_id === null ? undefined : await lockTicket(q, ticket_id);
  if (ticket) {
    await noteAtGate(q, ticket, actor, { changeId: id, body: sentence });
    await ticketGoesOn(q, ticket, actor, { changeId: id, reason: `Change ${id} was withdrawn.` });
  }
  await gateMoved(q, change, actor, reason);
  await gateClosed(q, change, sentence);
  return change;
}
