import type { Database, Listener } from '../db/index.js';
import { notFound, problem, type Answer } from '../http/answer.js';
import { cancelTurns } from './takeMessage.js';
import { answerFor, outcomeOf } from './turnOutcome.js';

/** Milliseconds after which it is looked without a hint. */
const lookEvery = 2_000;

/** Waits for the turn; a client that hangs up cancels it (contract 23.2), a restart of the platform does not. */
export async function awaitTurn(
  { db, listener }: { readonly db: Database; readonly listener: Listener },
  turnId: number,
  signal: AbortSignal,
  keyed: boolean,
): Promise<Answer> {
  for (;;) {
    const outcome = await outcomeOf(db, turnId);
    if (!outcome) return notFound('Turn');
    if (!['queued', 'running'].includes(outcome.status)) return answerFor(db, turnId, outcome);
    if (signal.reason === 'stopping') {
      const url = `/api/ops-chat/turns/${turnId}`;
      const detail = `This process stops; the message is worked on. Its answer will be at ${url}.`;
      return problem(503, 'stopping', detail, { turn_id: turnId, url });
    }
    if (signal.aborted) {
      // With a key the client can come back for the answer; without one nobody could ever read it.
      if (!keyed) await cancelTurns(db, { turnId });
      return problem(503, 'client_gone', 'The client hung up.');
    }
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        off();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, lookEvery);
      const off = listener.on('turns', done);
      signal.addEventListener('abort', done);
    });
  }
}
