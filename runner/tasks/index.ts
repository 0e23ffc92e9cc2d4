import { claimTask, resumeDecided, stopRequests } from '../../api/agents/index.js';
import type { Listener } from '../../api/db/index.js';
import { claimLoop, watchRows } from '../runs/index.js';
import { watchGates } from './gateWatch.js';
import { runTask, type TaskParts } from './runTask.js';

/** Milliseconds between two looks when no hint comes. */
const lookEvery = 2_000;

/** Takes agent tasks and works them, as many at a time as configured, for as long as a harness for tickets can work. */
export function workTasks(
  parts: Omit<TaskParts, 'stops' | 'gates'> & {
    readonly runnerId: string;
    readonly listener: Listener;
    /** Milliseconds that a run may wait at a gate; left out, a minute. */
    readonly gatePatience?: number;
  },
): { stop(): Promise<void> } {
  const { db, config, harnesses, listener, log, runnerId } = parts;
  const stops = watchRows(parts, 'stops', (ids) => stopRequests(db, ids));
  const gates = watchGates(parts, parts.gatePatience);
  const loop = claimLoop({
    name: 'tasks',
    most: config.runner.concurrency,
    every: lookEvery,
    claim: async () => {
      const selected = harnesses.tickets();
      if (selected.kind !== 'selected') return undefined;
      await resumeDecided(db);
      return claimTask(db, runnerId, config.runner.lease, harnesses.usableNames(), selected.name);
    },
    work: (task, shutdown) => runTask(task, { ...parts, stops, gates }, shutdown),
    log,
  });
  const offs = (['tasks', 'changes'] as const).map((topic) =>
    listener.on(topic, () => {
      loop.soon();
    }),
  );
  return {
    async stop() {
      for (const off of offs) off();
      await loop.stop();
      await Promise.all([stops.stop(), gates.stop()]);
    },
  };
}
