import { finishExecution, renewExecution, type Execution } from '../../api/changes/index.js';
import type { Database } from '../../api/db/index.js';
import type { Logger } from 'pino';
import { setTimeout as sleep } from 'node:timers/promises';
import { runPlan, type PlanPlace } from './runPlan.js';

export type ExecutionParts = {
  readonly db: Database;
  readonly runnerId: string;
  /** Seconds. */
  readonly lease: number;
  readonly place: PlanPlace & { readonly active: Set<string> };
  readonly log: Logger;
  /** Milliseconds that a plan which runs at the end of this process may still take. */
  readonly patienceAtEnd: number;
};

/** Tries to write a receipt while the database is away: lost, the outcome would be "unknown" although we know it. */
const receiptTries = 5;
const receiptPause = 1_000;

/**
 * Runs a claimed plan and writes its receipt. The claim is renewed meanwhile; when it was lost the change is settled as
 * unknown already, and the plan is ended, since nobody would hear what it does. At shutdown it may finish within the patience.
 */
export async function execute(execution: Execution, parts: ExecutionParts, shutdown: AbortSignal): Promise<void> {
  const { db, runnerId, lease, place, patienceAtEnd } = parts;
  const { changeId } = execution;
  const log = parts.log.child({ change: changeId });
  const ending = new AbortController();
  let patience: NodeJS.Timeout | undefined;
  const onShutdown = (): void => {
    patience = setTimeout(() => {
      ending.abort('Opsroom was stopped while it ran');
    }, patienceAtEnd);
  };
  if (shutdown.aborted) onShutdown();
  else shutdown.addEventListener('abort', onShutdown, { once: true });
  let renewing = Promise.resolve();
  const renewal = setInterval(
    () => {
      renewing = renewing.then(async () => {
        const kept = await renewExecution(db, changeId, runnerId, lease).catch(() => true);
        if (!kept) ending.abort('its lease was lost, and the outcome counts as unknown');
      });
    },
    (lease * 1000) / 3,
  );
  const name = `plan-${changeId}`;
  place.active.add(name);
  log.info({ digest: execution.digest }, 'an approved plan is run');
  try {
    const receipt = await runPlan(execution, place, ending.signal);
    const { exitCode, signal, durationMs, outputSha256, trouble } = receipt;
    const finish = (): Promise<boolean> => finishExecution(db, execution, runnerId, receipt);
    const written = await persistently(finish, shutdown);
    const facts = { exitCode, signal, durationMs, outputSha256, trouble };
    if (written) log.info(facts, 'an approved plan has run');
    else log.warn(facts, 'a plan ended after its change was settled as unknown');
  } finally {
    clearInterval(renewal);
    clearTimeout(patience);
    shutdown.removeEventListener('abort', onShutdown);
    place.active.delete(name);
    await renewing;
  }
}

async function persistently(write: () => Promise<boolean>, shutdown: AbortSignal): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await write();
    } catch (error) {
      if (tries >= receiptTries || shutdown.aborted) throw error;
      await sleep(receiptPause);
    }
  }
}
