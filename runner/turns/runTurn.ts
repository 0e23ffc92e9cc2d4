import { contentFolder, openContentStore } from '../../api/attachments/index.js';
import { finishTurn, noteHarness, sayStillWorking, type TurnWork } from '../../api/chat/index.js';
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
import { chooseHarness } from './chooseHarness.js';
import { sayNowAndThen } from './sayNowAndThen.js';
import { turnFiles } from './turnFiles.js';
import { turnTask } from './turnTask.js';

export type TurnParts = {
  readonly db: Database;
  readonly config: Config;
  readonly heartbeat: Heartbeat;
  readonly stops: RowWatch;
  readonly harnesses: HarnessWatch;
  readonly place: RunPlace;
  readonly log: Logger;
};

const nothingToRetire = (): Promise<void> => Promise.resolve();

/** One claimed turn, from TASK.md to the answer in the outbox. What the toolbelt wrote decides, not how the process ended. */
export function runTurn(turn: TurnWork, parts: TurnParts, shutdown: AbortSignal): Promise<void> {
  return underLease(turn.lease, parts, shutdown, async (held) => {
    const { db, config } = parts;
    const { lease } = turn;
    const end = await work(turn, parts, held);
    const { signal, reference, log } = held;
    // Where every claim ended badly nothing more is tried, whatever the configuration allows.
    const tries = lease.attempt > claimsAtMost ? 1 : config.chat.tool_attempts;
    const outcome = await finishTurn(db, lease, { stopped: signal.aborted, how: end.how, reference, tries }).catch(
      async (error: unknown) => {
        await end.retire('failed');
        throw error;
      },
    );
    const bad = outcome === 'failed' || (outcome === 'retried' && !signal.aborted);
    log[bad ? 'warn' : 'info']({ outcome, how: end.how }, bad ? 'a turn left no result' : 'a turn is over');
    await end.retire(bad ? 'failed' : 'finished');
  });
}

async function work(turn: TurnWork, parts: TurnParts, held: Held): Promise<HarnessEnd> {
  const { db, config, harnesses, place } = parts;
  const { lease, brief, token } = turn;
  const { signal, log } = held;
  const notRun = (how: string): HarnessEnd => ({ how, failure: undefined, retire: nothingToRetire });
  if (turn.finished) return notRun('its result was there already');
  if (lease.attempt > claimsAtMost) return notRun(`claimed ${lease.attempt} times and never finished`);
  const chosen = chooseHarness(brief, harnesses, config);
  if (!chosen) {
    held.end(`no harness can work here now: ${harnesses.chat().why}`);
    return notRun('no harness was ready');
  }
  const { harness, program, model } = chosen;
  const used = { harness: harness.name, model: harness.usesModel ? (model ?? null) : null };
  if (used.harness !== brief.harness || used.model !== brief.model) await noteHarness(db, lease, used);
  const store = openContentStore(contentFolder(place.data.path));
  const files = await turnFiles(store, brief.attachments);
  const working = sayNowAndThen(config.chat.status_line * 1000, () => sayStillWorking(db, lease), log);
  try {
    return await runHarness(
      {
        name: { kind: 'turn', id: lease.id, attempt: lease.attempt },
        ...{ harness, program, model, signal },
        maxTurns: config.chat.max_turns,
        task: (tool) => turnTask(turn, tool, files.listed),
        files: files.contents,
        toolbelt: { OPSROOM_RUN_KIND: 'turn', OPSROOM_RUN_TOKEN: token, OPSROOM_TURN_ID: String(lease.id) },
        timeoutMs: config.runner.turn_timeout * 1000,
        stallMs: config.runner.stall * 1000,
      },
      place,
      log,
    );
  } finally {
    await working.stop();
  }
}
