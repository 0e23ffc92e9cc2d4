import { personBehind, type Speaker } from '../access/index.js';
import { recordEvent } from '../audit/index.js';
import type { Queryable } from '../db/index.js';
import type { Audience } from '../http/caller.js';
import { enqueueNote } from '../providers/index.js';
import { noteAdded } from './announce.js';
import { signedBy } from './claimedSpeaker.js';
import type { Note, Ticket } from './contract.js';
import { steer, type Steering } from './steer.js';

export type NewNote = {
  readonly source: string;
  readonly body: string;
  readonly audience: Audience;
  readonly externalRef?: string | null;
  /** Of a person who is not the caller, such as somebody who wrote in a room. */
  readonly author?: string;
  /** The platform's own words about what the actor did, and none of the actor's: nobody steers an agent by them. */
  readonly byPlatform?: boolean;
};

export type AddedNote = Note & { readonly steering: Steering };

/** Contract 7.8: by which a conversation recognises what an agent tells it about its ticket. */
function conversationRef({ access_scope: scope }: Ticket, { source, audience }: NewNote): string | null {
  if (scope['source'] !== 'ops-chat' || audience === 'internal') return null;
  if (source === 'agent-resolution') return 'ops-chat-closure';
  return source === 'agent' ? 'ops-chat-agent-note' : null;
}

/**
 * Whose words it holds, who decides nothing that an agent asks for after it has read them. What is told of access is the
 * platform's: the words of those who decided it stand in the notes of its gate.
 */
async function wordsOf(q: Queryable, actor: Speaker, note: NewNote): Promise<number | null> {
  return note.byPlatform === true || note.source === 'access-request' ? null : personBehind(q, actor);
}

/**
 * Contract 7.8, in the caller's transaction: the note, the event, the word to the ticket's conversation, and what the agents
 * at work have to hear of.
 */
export async function addNote(q: Queryable, ticket: Ticket, actor: Speaker, note: NewNote): Promise<AddedNote> {
  const personId = await wordsOf(q, actor, note);
  const { rows } = await q.query<Note>(
    `with touched as (update tickets set updated_at = clock_timestamp() where id = $1)
     insert into ticket_notes (ticket_id, source, author, principal_id, body, audience, external_ref, person_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8) returning *`,
    [
      ticket.id,
      note.source,
      note.author === undefined ? signedBy(actor) : note.author.slice(0, 100),
      actor.principalId === 0 ? null : actor.principalId,
      note.body,
      note.audience,
      note.externalRef ?? conversationRef(ticket, note),
      personId,
    ],
  );
  const added = rows[0];
  if (!added) throw new Error('A note was inserted and did not come back.');
  await recordEvent(q, {
    category: 'ticket',
    actor: actor.name,
    action: 'ticket_note_added',
    target: `ticket_${ticket.id}`,
    details: {
      ...{ note_id: added.id, visibility: note.audience },
      ...(actor.claimed === undefined ? {} : { claimed_by: actor.claimed }),
    },
  });
  await noteAdded(q, ticket, added);
  await enqueueNote(q, ticket, added);
  return { ...added, steering: await steer(q, ticket, added, { speaker: actor, personId }) };
}
