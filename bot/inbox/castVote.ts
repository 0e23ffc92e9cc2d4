import type { Actor, Channel } from '../../api/http/index.js';
import { auditRefusedVote, recordVote, sentenceFor, type VoteOutcome } from '../../api/changes/index.js';
import { finishInboxEvent, membershipOf, type InboxEvent } from '../../api/rooms/index.js';
import { answerTo, finishing, type Handled, type InboxParts } from './inboxParts.js';

export type Ballot = {
  readonly changeId: number;
  readonly verb: 'approve' | 'reject';
  readonly reason: string | null;
  readonly channel: Extract<Channel, 'matrix-reaction' | 'matrix-command' | 'matrix-reply'>;
  /** Where the voter is answered. */
  readonly threadId: number;
};

/** Whoever sent the event, as the rules of the gate see them: a linked person, or an account that nobody here is behind. */
export async function voterOf({ db, people }: InboxParts, sender: string, channel: Channel): Promise<Actor> {
  const person = await people.byMatrixId(db, sender, channel);
  return person ?? { type: 'person', principalId: 0, name: sender, personId: null, channel };
}

/** A decision is announced to everybody in the thread; only what that does not tell is answered. */
function tellsNothingNew(outcome: VoteOutcome): boolean {
  return outcome.kind === 'duplicate' || (outcome.kind === 'applied' && outcome.state !== 'pending');
}

/** A vote that is not even taken to the gate: kept in the audit, and its sender is told. */
export function refuseVote(
  parts: InboxParts,
  event: InboxEvent,
  { changeId, verb, threadId }: Ballot,
  voter: Actor,
  refusal: { readonly why: string; readonly sentence: string },
): Promise<Handled> {
  return finishing(parts, event, async (q) => {
    await auditRefusedVote(q, { changeId, voter, verb }, refusal.why);
    await answerTo(q, event, threadId, refusal.sentence);
    return `vote_${refusal.why}`;
  });
}

/** A vote from the room, whatever its form: the vote, the answer to the voter and the end of the event are one transaction. */
export async function castVote(
  parts: InboxParts,
  event: InboxEvent,
  ballot: Ballot,
  who: Actor | Promise<Actor>,
): Promise<Handled> {
  const { changeId, verb, reason, threadId } = ballot;
  // Side by side: a person waits for the answer to a tap.
  const [voter, membership] = await Promise.all([who, membershipOf(parts.db, event.roomId, event.sender)]);
  if (membership !== 'join') {
    const sentence = `Only who is in this room can decide change ${changeId} here.`;
    return refuseVote(parts, event, ballot, voter, { why: 'not_joined', sentence });
  }
  await recordVote(parts.db, { changeId, voter, verb, reason, eventId: event.eventId }, async (q, outcome) => {
    if (!tellsNothingNew(outcome)) await answerTo(q, event, threadId, sentenceFor(outcome, changeId));
    if (!(await finishInboxEvent(q, event, `vote_${outcome.kind}`)))
      throw new Error(`event ${event.eventId} is somebody else's by now`);
  });
  return 'finished';
}
