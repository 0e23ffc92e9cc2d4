import { cancelRequests, claimTurn } from '../../api/chat/index.js';
import type { Listener } from '../../api/db/index.js';
import { claimLoop, watchRows } from '../runs/index.js';
import { runTurn, type TurnParts } from './runTurn.js';

/** Milliseconds between two looks: a turn to be tried again is due after a second, and nobody hints at that. */
const lookEvery = 1_000;

/** Takes chat turns and works them, as many at a time as configured, for as long as a harness for chat can work. */
export function workTurns(
  parts: Omit<TurnParts, 'stops'> & { readonly runnerId: string; readonly listener: Listener },
): { stop(): Promise<void> } {
  const { db, config, harnesses, listener, log, runnerId } = parts;
  const stops = watchRows(parts, 'stops', (ids) => cancelRequests(db, ids));
  const loop = claimLoop({
    name: 'turns',
    most: config.chat.concurrency,
    every: lookEvery,
    claim: async () =>
      harnesses.chat().kind === 'selected' ? claimTurn(db, runnerId, config.runner.lease) : undefined,
    work: (turn, shutdown) => runTurn(turn, { ...parts, stops }, shutdown),
    log,
  });
  const off = listener.on('turns', () => {
    loop.soon();
  });
  return {
    async stop() {
      off();
      await loop.stop();
      await stops.stop();
    },
  };
}
