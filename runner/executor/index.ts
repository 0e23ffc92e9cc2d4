import { claimExecution, settleLostExecutions } from '../../api/changes/index.js';
import type { Listener } from '../../api/db/index.js';
import { claimLoop, repeat } from '../runs/index.js';
import { execute, type ExecutionParts } from './execute.js';

/** Milliseconds between two looks when no hint comes. */
const lookEvery = 2_000;
/** Plans at a time: one that takes an hour must not let the window of the next one pass. */
const plansAtOnce = 4;
/** Milliseconds between two looks for plans whose runner was lost; the API does it too. */
const settleEvery = 15_000;

/**
 * Takes approved plans and runs each once. Where nothing isolates, and the operator has not allowed it, none is taken:
 * another runner may be able to, and a change that nobody starts in time ends as such.
 */
export function runApprovedPlans(
  parts: ExecutionParts & { readonly listener: Listener; readonly mayExecute: boolean },
): { stop(): Promise<void> } {
  const { db, runnerId, lease, listener, log, mayExecute } = parts;
  const settling = repeat(
    settleEvery,
    async () => {
      const lost = await settleLostExecutions(db);
      if (lost > 0) log.warn({ lost }, 'plans whose runner was lost were settled as unknown');
    },
    (error) => {
      log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'lost plans were not looked for');
    },
  );
  const loop = claimLoop({
    name: 'approved plans',
    most: plansAtOnce,
    every: lookEvery,
    claim: async () => (mayExecute ? claimExecution(db, runnerId, lease) : undefined),
    work: (execution, shutdown) => execute(execution, parts, shutdown),
    log,
  });
  const off = listener.on('executions', () => {
    loop.soon();
  });
  return {
    async stop() {
      off();
      await Promise.all([loop.stop(), settling.stop()]);
    },
  };
}
