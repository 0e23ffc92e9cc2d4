import { finishTask, noteModel, noteProgress, readTaskBrief, type TaskWork } from '../../api/agents/index.js';
import type { Database, Heartbeat } from '../../api/db/index.js';
import type { Config } from '../../config/schema.js';
import type { Logger } from 'pino';
import type { HarnessWatch } from '../presence/index.js';
import {
  claimsAtMost,
  runHarness,
  underLease,
  type HarnessEnd,
  type Held,
  type RowWatch,
  type RunPlace,
} from '../runs/index.js';
import { taskText } from './taskText.js';

export type TaskParts = {
  readonly db: Database;
  readonly config: Config;
  readonly heartbeat: Heartbeat;
  readonly stops: RowWatch;
  readonly gates: RowWatch;
  readonly harnesses: HarnessWatch;
  readonly place: RunPlace;
  readonly log: Logger;
};

const nothingToRetire = (): Promise<void> => Promise.resolve();

/** Seconds before a task is tried again whose model could not be reached (contract 12.13). */
const afterProviderFailure = 30;

/** One claimed task, from TASK.md to what became of it. What the agent wrote decides, not how its process ended. */
export function runTask(task: TaskWork, parts: TaskParts, shutdown: AbortSignal): Promise<void> {
  return underLease(task.lease, parts, shutdown, async (held) => {
    const { lease } = task;
    const end = await work(task, parts, held);
    const { signal, reference, log } = held;
    const providerFailed = end.failure === 'limit' || end.failure === 'provider';
    const outcome = await finishTask(parts.db, lease, {
      ...{ stopped: signal.aborted, how: end.how, reference, last: lease.attempt > claimsAtMost },
      ...(providerFailed ? { pause: afterProviderFailure } : {}),
    }).catch(async (error: unknown) => {
      await end.retire('failed');
      throw error;
    });
    const bad = outcome === 'failed' || (outcome === 'retried' && !signal.aborted);
    log[bad ? 'warn' : 'info']({ outcome, how: end.how }, bad ? 'a task left no result' : 'a run of a task is over');
    await end.retire(bad ? 'failed' : 'finished');
  });
}

async function work(task: TaskWork, parts: TaskParts, held: Held): Promise<HarnessEnd> {
  const { db, config, harnesses, gates, place } = parts;
  const { lease, token } = task;
  const { signal, log } = held;
  const notRun = (how: string): HarnessEnd => ({ how, failure: undefined, retire: nothingToRetire });
  if (task.finished) return notRun('its result was there already');
  if (lease.attempt > claimsAtMost) return notRun(`claimed ${lease.attempt} times and never finished`);
  const usable = harnesses.usable(task.harness);
  const brief = await readTaskBrief(db, lease.id);
  if (!usable || !brief) {
    held.end(usable ? 'its ticket is gone' : `${task.harness} cannot work here any more`);
    return notRun('not run');
  }
  const model = usable.harness.usesModel ? (task.model ?? config.runner.model) : undefined;
  if (model !== undefined && model !== task.model) await noteModel(db, lease, model);
  const unwatch = gates.watch(lease.id, () => {
    held.end('it waits for people; it is started again when they have decided');
  });
  let noting = Promise.resolve();
  try {
    return await runHarness(
      {
        name: { kind: 'task', id: lease.id, attempt: lease.attempt },
        ...{ harness: usable.harness, program: usable.program, model, signal },
        task: (tool) => taskText(task, brief, tool),
        toolbelt: {
          ...{ OPSROOM_RUN_KIND: 'task', OPSROOM_RUN_TOKEN: token, OPSROOM_TASK_ID: String(lease.id) },
          ...{ OPSROOM_AGENT_ID: String(task.agentId), OPSROOM_TICKET_ID: String(task.ticketId) },
        },
        timeoutMs: config.runner.task_timeout * 1000,
        stallMs: config.runner.stall * 1000,
        onOutputTail: (tail) => {
          noting = noting
            .then(() => noteProgress(db, lease, tail))
            .catch((error: unknown) => {
              log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'progress was not noted');
            });
        },
      },
      place,
      log,
    );
  } finally {
    unwatch();
    await noting;
  }
}
