import type { Listener } from '../../api/db/index.js';
import { claimInboxEvents, retryInboxEvent, type InboxEvent } from '../../api/rooms/index.js';
import { makeWaker, pause } from '../matrix/index.js';
import { finishing, type Handled, type InboxParts } from './inboxParts.js';
import { onMessage } from './onMessage.js';
import { onReaction } from './onReaction.js';
import { onRedaction } from './onRedaction.js';

/** Events of different rooms that are worked on at once. */
const mostAtOnce = 8;
/** Seconds after which a claimed event is taken for left behind. */
const secondsOfOne = 60;
/** Milliseconds between looks when no hint comes. */
const lookEvery = 2_000;

function handle(parts: InboxParts, event: InboxEvent): Promise<Handled> {
  switch (event.type) {
    case 'm.room.message':
      return onMessage(parts, event);
    case 'm.reaction':
      return onReaction(parts, event);
    case 'm.room.redaction':
      return onRedaction(parts, event);
    default:
      // Members, names and encryption are in their tables since the sync was committed.
      return finishing(parts, event, () => Promise.resolve('noted'));
  }
}

export type InboxWork = { stop(): Promise<void> };

/**
 * Works through the inbox while `mayWork` says that this process speaks for the account: each room in order, several rooms
 * at once. What fails is tried again; what fails too often is marked and no longer holds up its room.
 */
export function workInbox(parts: InboxParts & { listener: Listener; mayWork: () => boolean }): InboxWork {
  const { db, log, listener, mayWork } = parts;
  const stopping = new AbortController();
  const waker = makeWaker();
  const unhook = listener.on('inbox', () => {
    waker.wake();
  });
  const inFlight = new Set<Promise<void>>();

  const work = async (event: InboxEvent): Promise<void> => {
    try {
      await handle(parts, event);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const next = await retryInboxEvent(db, event, reason);
      const news = { event: event.eventId, room: event.roomId, type: event.type, reason };
      if (next === 'failed') log.error(news, 'an event of a room was given up');
      else log.warn(news, 'an event of a room was not worked; trying again');
    }
  };
  const running = (async () => {
    while (!stopping.signal.aborted) {
      try {
        const limit = mayWork() ? mostAtOnce - inFlight.size : 0;
        const events = limit > 0 ? await claimInboxEvents(db, { limit, seconds: secondsOfOne }) : [];
        for (const event of events) {
          const done = work(event)
            .catch((error: unknown) => {
              log.error({ event: event.eventId, err: error }, 'an event of a room was left as it is');
            })
            .finally(() => {
              inFlight.delete(done);
              waker.wake();
            });
          inFlight.add(done);
        }
        if (events.length === 0) await waker.wait(lookEvery, stopping.signal);
      } catch (error) {
        log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'the inbox could not be read');
        await pause(lookEvery, stopping.signal);
      }
    }
    await Promise.allSettled(inFlight);
  })();
  return {
    async stop() {
      unhook();
      stopping.abort();
      await running;
    },
  };
}
