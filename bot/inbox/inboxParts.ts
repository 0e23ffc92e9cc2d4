import type { Logger } from 'pino';
import type { People } from '../../api/access/index.js';
import { transaction, type Connection, type Database } from '../../api/db/index.js';
import { finishInboxEvent, say, type InboxEvent } from '../../api/rooms/index.js';

/** What the work on the inbox needs of the house. */
export type InboxParts = {
  readonly db: Database;
  readonly people: People;
  readonly botUserId: string;
  readonly log: Logger;
  /** Seconds in which a top-level message may answer a question to the same person. */
  readonly joinQuestion: number;
  /** Milliseconds after which what was written is not acted on any more. */
  readonly horizonMs: number;
  /** Somebody waits for an answer in this room from now on. */
  readonly waiting: (roomId: string) => void;
};

/** `parked`: it waits for what it points at, and the row is set aside already. */
export type Handled = 'finished' | 'parked';

/** Does the work on an event and ends it, all in one transaction: a crash leaves both undone. `work` returns what became of it. */
export async function finishing(
  { db }: InboxParts,
  event: InboxEvent,
  work: (q: Connection) => Promise<string>,
): Promise<Handled> {
  await transaction(db, async (q) => {
    const outcome = await work(q);
    // Another worker has the event by now: what was done here must not happen twice.
    if (!(await finishInboxEvent(q, event, outcome)))
      throw new Error(`event ${event.eventId} is somebody else's by now`);
  });
  return 'finished';
}

/** Says something to whoever caused the event, once however often it is worked on. */
export async function answerTo(q: Connection, event: InboxEvent, threadId: number, text: string): Promise<void> {
  await say(q, {
    roomId: event.roomId,
    threadId,
    kind: 'reply',
    payload: { text, mentions: [event.sender] },
    onceKey: `answer:${event.eventId}`,
  });
}
