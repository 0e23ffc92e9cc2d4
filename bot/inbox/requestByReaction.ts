import { grants } from '../../config/index.js';
import { sessionByThread, sessionOfThread, threadOfEvent } from '../../api/chat/index.js';
import { threadOf, type InboxEvent } from '../../api/rooms/index.js';
import { readMessage } from '../matrix/index.js';
import { answerTo, finishing, type Handled, type InboxParts } from './inboxParts.js';
import { speakerOf } from './speaker.js';
import { noFiles, notAllowed, takeIn } from './takeIn.js';

/** The key that turns a message into a request, in any room that the bot is in. */
export const ticketKey: ReadonlyMap<string, true> = new Map([['🎫', true]]);

/** "File this": the request is that of the person who tapped, in the words of the message. */
export async function requestByReaction(parts: InboxParts, event: InboxEvent, target: InboxEvent): Promise<Handled> {
  const { db, people } = parts;
  const person = await people.byMatrixId(db, event.sender, 'matrix-message');
  const read = target.type === 'm.room.message' ? readMessage(target.content) : undefined;
  const thread = await threadOfEvent(db, event.roomId, target.eventId);
  const known = thread && (await sessionByThread(db, thread.id));
  if (!person || event.backfilled || read?.kind !== 'message' || read.message.body === '' || known)
    return finishing(parts, event, () => Promise.resolve(known ? 'asked_already' : 'no_meaning'));
  const threadId = thread?.id ?? (await threadOf(db, event.roomId, target.eventId, 'chat'));
  const tell = (outcome: string, text: string): Promise<Handled> =>
    finishing(parts, event, async (q) => {
      await answerTo(q, event, threadId, text);
      return outcome;
    });
  if (!grants(person.capabilities, 'ops-chat:write')) return tell('not_allowed', notAllowed);
  if (read.message.kind === 'file') return tell('file', noFiles);
  return takeIn(parts, event, {
    session: (q) => sessionOfThread(q, threadId, speakerOf(person)),
    person,
    body: read.message.body,
    seen: target.eventId,
  });
}
