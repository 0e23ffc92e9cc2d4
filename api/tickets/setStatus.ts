import { record } from '../audit/index.js';
import type { Queryable } from '../db/index.js';
import type { Actor } from '../http/caller.js';
import { addNote } from './addNote.js';
import { askWhetherItHelped, cardChanged } from './announce.js';
import { finalStatuses, type Note, type Ticket, type TicketStatus } from './contract.js';
import { tellStatus } from './tellStatus.js';

export type StatusChange = {
  /** The last three are words of a provider's alone (contract 7.2). */
  readonly status: TicketStatus | 'pending' | 'escalated_tto' | 'escalated_ttr';
  /** For the resolution when the status is final; told to the requester then. */
  readonly reason: string;
  /** What the ticket waits for now, when nothing of it is done by an agent; null clears it. */
  readonly waitingFor?: string | null;
};

/** Contract 7.12, in the caller's transaction, which holds the ticket's row: status, note, audit, card, question. */
export async function setStatus(
  q: Queryable,
  ticket: Ticket,
  actor: Actor,
  change: StatusChange,
  /** Whose words the reason is: the actor's, unless the platform says why itself. */
  words: 'actor' | 'platform' = 'actor',
): Promise<{ ticket: Ticket; note: Note }> {
  const { status, reason } = change;
  const final = finalStatuses.includes(status);
  const wasFinal = finalStatuses.includes(ticket.status);
  const { rows } = await q.query<Ticket>(
    `update tickets set status = $2, version = version + 1, updated_at = clock_timestamp(),
       resolution = case when $3 then nullif($4, '') else case when $5 then null else resolution end end,
       waiting_for = case when $3 then null when $6 then $7 else waiting_for end,
       helped = case when $3 then helped else null end
     where id = $1 returning *`,
    [ticket.id, status, final, reason, wasFinal && !final, change.waitingFor !== undefined, change.waitingFor ?? null],
  );
  const changed = rows[0];
  if (!changed) throw new Error(`Ticket ${ticket.id} went away while its row was locked.`);
  const sentence = `Status: ${ticket.status} -> ${status}.${reason === '' ? '' : ` ${reason}`}`;
  const note = await addNote(q, changed, actor, {
    source: 'ticket-status',
    body: sentence,
    audience: 'internal',
    externalRef: `status:${status}:${ticket.id}`,
    byPlatform: words === 'platform' || reason === '',
  });
  await tellStatus(q, changed, actor, { from: ticket, status, reason, words });
  await record(q, {
    actor,
    action: 'ticket_status_updated',
    target: `ticket_${ticket.id}`,
    result: status,
    details: { from: ticket.status, to: status, reason },
  });
  await cardChanged(q, changed);
  if (final && !wasFinal && ['resolved', 'closed', 'closed/resolved', 'implemented'].includes(status)) {
    await askWhetherItHelped(q, changed);
  }
  return { ticket: changed, note };
}

/** Notes who works it and what it waits for, without a change of status; the card shows both. */
export async function setWaiting(
  q: Queryable,
  ticketId: number,
  state: { waitingFor: string | null; workedBy?: string | null },
): Promise<void> {
  const { rows } = await q.query<Ticket>(
    `update tickets set waiting_for = $2, worked_by = case when $3 then $4 else worked_by end,
       version = version + 1, updated_at = clock_timestamp() where id = $1 returning *`,
    [ticketId, state.waitingFor, state.workedBy !== undefined, state.workedBy ?? null],
  );
  if (rows[0]) await cardChanged(q, rows[0]);
}
