import { record, recordEvent } from '../audit/index.js';
import type { Queryable } from '../db/index.js';
import type { Actor } from '../http/caller.js';
import { addNote } from './addNote.js';
import { cardChanged } from './announce.js';
import { finalStatuses, type Note, type Ticket } from './contract.js';
import { setStatus } from './setStatus.js';
import { waitForPerson } from './waitForPerson.js';

export type GoesOn = {
  readonly ticket: Ticket;
  /** Who had asked, by the name in the marker of the question; null when the ticket did not wait for an answer. */
  readonly askedBy: string | null;
};
export type Answered = GoesOn & { readonly note: Note };

/** Contract 8.2, in the caller's transaction: the requester's words, and the status from before the question. */
export async function respond(
  q: Queryable,
  ticket: Ticket,
  actor: Actor,
  answer: { response: string; responder: string },
): Promise<Answered> {
  const note = await addNote(q, ticket, actor, {
    source: 'user-response',
    author: answer.responder,
    body: answer.response,
    audience: 'user',
    externalRef: `user_response:${ticket.id}`,
  });
  return { note, ...(await goOnWithAnswer(q, ticket, actor, { noteId: note.id, responder: answer.responder })) };
}

/**
 * What the requester's words do to the ticket, wherever they were written; their note is there already. One that waited has
 * the status from before the question again.
 */
export async function goOnWithAnswer(
  q: Queryable,
  ticket: Ticket,
  actor: Actor,
  { noteId, responder }: { readonly noteId: number; readonly responder: string },
): Promise<GoesOn> {
  let current = ticket;
  let askedBy: string | null = null;
  if (ticket.status === 'awaiting_user_response') {
    const { rows } = await q.query<Ticket>(
      `update tickets set version = version + 1, updated_at = clock_timestamp(),
         status = coalesce(provider_payload -> 'awaiting_user_response' ->> 'previous_status', 'in_progress'),
         provider_payload = provider_payload - 'awaiting_user_response' where id = $1 returning *`,
      [ticket.id],
    );
    current = rows[0] ?? ticket;
    askedBy = askerOf(ticket);
    await cardChanged(q, current);
    // It was asked about when it was closed already: then the answer is what opens it again.
    if (finalStatuses.includes(current.status)) current = await reopen(q, current, actor, responder);
  } else if (finalStatuses.includes(ticket.status) && ticket.helped !== true) {
    current = await reopen(q, ticket, actor, responder);
  }
  await recordEvent(q, {
    category: 'ticket',
    actor: actor.name,
    action: 'user_response_received',
    target: `ticket_${ticket.id}`,
    details: { note_id: noteId },
  });
  return { ticket: current, askedBy };
}

function askerOf({ provider_payload: payload }: Ticket): string | null {
  const marker = payload['awaiting_user_response'];
  const asker = typeof marker === 'object' && marker !== null && 'requested_by' in marker ? marker.requested_by : null;
  return typeof asker === 'string' ? asker : null;
}

/** Who still writes about a closed ticket is not done with it. An agent has had its turn: a person of the group goes on. */
async function reopen(q: Queryable, ticket: Ticket, actor: Actor, responder: string): Promise<Ticket> {
  const reason = `${responder} wrote that it goes on.`;
  const opened = await setStatus(q, ticket, actor, { status: 'in_progress', reason });
  await waitForPerson(q, opened.ticket);
  return opened.ticket;
}

/** The requester's word on the resolution. A second answer replaces the first; only the requester's counts. */
export async function recordWhetherItHelped(
  q: Queryable,
  ticket: Ticket,
  actor: Actor,
  helped: boolean,
): Promise<'recorded' | 'not_the_requester'> {
  if (actor.personId === null || actor.personId !== ticket.requester_person_id) return 'not_the_requester';
  const { rows } = await q.query<Ticket>(
    'update tickets set helped = $2, version = version + 1, updated_at = clock_timestamp() where id = $1 returning *',
    [ticket.id, helped],
  );
  await record(q, {
    actor,
    action: 'ticket_feedback',
    target: `ticket_${ticket.id}`,
    result: helped ? 'helped' : 'did_not_help',
  });
  if (rows[0]) await cardChanged(q, rows[0]);
  return 'recorded';
}
