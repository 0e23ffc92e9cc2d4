import { retractVote } from '../../api/changes/index.js';
import { cancelTurns } from '../../api/chat/index.js';
import { finishInboxEvent, receivedEvent, withdrawInboxEvent, type InboxEvent } from '../../api/rooms/index.js';
import { readRedaction } from '../matrix/index.js';
import { voterOf } from './castVote.js';
import { finishing, type Handled, type InboxParts } from './inboxParts.js';

/** What is taken away: a vote, as long as it counts, or a message that waits for its answer. */
export async function onRedaction(parts: InboxParts, event: InboxEvent): Promise<Handled> {
  const { db, botUserId } = parts;
  const target = readRedaction(event.content);
  if (target === undefined || event.sender === botUserId) return finishing(parts, event, () => Promise.resolve('own'));
  const redacted = await receivedEvent(db, event.roomId, target);
  if (redacted?.type === 'm.reaction') {
    // It may still wait for its message to be recorded: what was taken back before it counted must never count.
    if (redacted.sender === event.sender && redacted.status !== 'done')
      await withdrawInboxEvent(db, redacted.id, 'taken_back');
    const voter = await voterOf(parts, event.sender, 'matrix-reaction');
    await retractVote(db, { eventId: target, redactionId: event.eventId, voter }, async (q, result) => {
      if (!(await finishInboxEvent(q, event, `vote_${result}`)))
        throw new Error(`event ${event.eventId} is somebody else's by now`);
    });
    return 'finished';
  }
  return finishing(parts, event, async (q) => {
    if (redacted?.type !== 'm.room.message') return 'nothing';
    return (await cancelTurns(q, { eventId: target })) > 0 ? 'turn_cancelled' : 'nothing';
  });
}
