import { recordEvent } from '../audit/index.js';
import type { Queryable } from '../db/index.js';
import type { Actor } from '../http/caller.js';
import { addNote, type Ticket } from '../tickets/index.js';

export type GateNote = {
  readonly changeId: number;
  readonly body: string;
  readonly externalRef?: string;
  /** Nothing that a person wrote stands in it, such as a reason: who only votes steers no agent. */
  readonly byPlatform?: boolean;
};

/** Contract 10.2: every step of a gate is an internal note on its ticket, and an event. */
export async function noteAtGate(
  q: Queryable,
  ticket: Ticket,
  actor: Actor,
  { changeId, body, externalRef, byPlatform = false }: GateNote,
): Promise<void> {
  const note = await addNote(q, ticket, actor, {
    ...{ source: 'approval-gate', body, audience: 'internal', byPlatform },
    ...(externalRef === undefined ? {} : { externalRef }),
  });
  await recordEvent(q, {
    category: 'ticket',
    actor: actor.name,
    action: 'approval_gate_note_added',
    target: `ticket_${ticket.id}`,
    details: { change_id: changeId, note_id: note.id },
  });
}
