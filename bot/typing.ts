import type { Logger } from 'pino';
import { roomsWithOpenTurns } from '../api/chat/index.js';
import type { Database, Listener } from '../api/db/index.js';
import { makeWaker, pause, type Matrix } from './matrix/index.js';

export type Typing = {
  /** Somebody waits in this room from now on: shown at once, before the next look. */
  waiting(roomId: string): void;
  stop(): Promise<void>;
};

/** Milliseconds between two looks, so that a crowd of turns that end makes no crowd of requests. */
const least = 200;

/**
 * Shows "is typing" where somebody waits for an answer, `seconds` at a time, renewed while the turn is open. It is only a
 * courtesy: what fails here is forgotten, and the truth is asked for again.
 */
export function showTyping(parts: {
  db: Database;
  listener: Listener;
  matrix: Pick<Matrix, 'typing' | 'isHolder'>;
  seconds: number;
  log: Logger;
}): Typing {
  const { db, listener, matrix, seconds, log } = parts;
  const stopping = new AbortController();
  const waker = makeWaker();
  const unhook = listener.on('turns', () => {
    waker.wake();
  });
  let shown = new Set<string>();
  const show = async (roomId: string, on: boolean): Promise<void> => {
    try {
      await matrix.typing(roomId, on, seconds * 1000);
    } catch (error) {
      log.debug(
        { room: roomId, reason: error instanceof Error ? error.message : String(error) },
        'typing was not shown',
      );
    }
  };
  const running = (async () => {
    while (!stopping.signal.aborted) {
      if (matrix.isHolder()) {
        try {
          const open = new Set(await roomsWithOpenTurns(db));
          const over = [...shown].filter((roomId) => !open.has(roomId));
          shown = open;
          await Promise.all([
            ...[...open].map((roomId) => show(roomId, true)),
            ...over.map((roomId) => show(roomId, false)),
          ]);
        } catch (error) {
          log.debug({ reason: error instanceof Error ? error.message : String(error) }, 'open turns could not be read');
        }
      }
      await pause(least, stopping.signal);
      await waker.wait((seconds * 1000) / 2, stopping.signal);
    }
  })();
  return {
    waiting(roomId) {
      // What is shown is renewed, or taken away and shown again, by the look that the turn itself wakes.
      if (shown.has(roomId)) return;
      shown.add(roomId);
      void show(roomId, true);
    },
    async stop() {
      unhook();
      stopping.abort();
      await running;
    },
  };
}
