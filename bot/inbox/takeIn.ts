import type { Connection } from '../../api/db/index.js';
import type { Caller } from '../../api/http/index.js';
import { takeMessage, type Session } from '../../api/chat/index.js';
import { say, type InboxEvent } from '../../api/rooms/index.js';
import { finishing, type Handled, type InboxParts } from './inboxParts.js';
import { speakerOf } from './speaker.js';

/** What shows that a message was heard. */
export const heardKey = '👀';

/** What a person reads whose role may not ask, in whichever way they did. */
export const notAllowed =
  'Your role does not allow you to ask for things here. An administrator can give you the role requester.';
export const noFiles = 'I cannot read files yet. Please say in words what it is about.';

export type Intake = {
  /** The conversation, or how it is begun. */
  readonly session: Session | ((q: Connection) => Promise<Session>);
  readonly person: Caller;
  readonly body: string;
  readonly questionId?: number | null;
  /** The message that gets the 👀; none for a tap, which needs no sign. */
  readonly seen?: string;
};

/** Takes a person's words into a conversation: the message, its turn and the sign that it was heard commit together. */
export function takeIn(parts: InboxParts, event: InboxEvent, intake: Intake): Promise<Handled> {
  parts.waiting(event.roomId);
  return finishing(parts, event, async (q) => {
    const session = typeof intake.session === 'function' ? await intake.session(q) : intake.session;
    // First, so that it is the first thing that goes out.
    if (intake.seen !== undefined) {
      const payload = { target_event_id: intake.seen, key: heardKey };
      await say(q, { roomId: event.roomId, kind: 'reaction', payload, onceKey: `heard:${intake.seen}` });
    }
    const { kind } = await takeMessage(q, {
      session,
      speaker: speakerOf(intake.person),
      body: intake.body,
      eventId: event.eventId,
      questionId: intake.questionId ?? null,
      metadata: { channel: 'matrix', matrix_room_id: event.roomId },
    });
    return `turn_${kind}`;
  });
}
