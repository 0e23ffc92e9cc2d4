import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { liveRunners } from '../agents/index.js';
import type { Database } from '../db/index.js';
import { workCounts, type CountedWork } from './sql/workCounts.js';

const counted: readonly { what: CountedWork; name: string; help: string; label: string }[] = [
  { what: 'turns', name: 'opsroom_chat_turns', help: 'Chat turns by status.', label: 'status' },
  { what: 'tasks', name: 'opsroom_agent_tasks', help: 'Agent tasks by status.', label: 'status' },
  { what: 'outbox', name: 'opsroom_outbox_rows', help: 'Rows of the outbox by status.', label: 'status' },
  { what: 'changes', name: 'opsroom_changes', help: 'Changes by state.', label: 'state' },
];

/**
 * What Prometheus scrapes: this process, and the work of the whole installation, counted at the moment of the scrape. A
 * registry of its own, because one process may hold several APIs (tests do).
 */
export function openMetrics(db: Database): Registry {
  const registry = new Registry();
  // Milliseconds between looks at the event loop. At the library's 10 the looks alone cost an idle process 1 % of a core;
  // a loop that hangs for less than this does not show in a percentile, and is not what makes people wait.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 });
  for (const { what, name, help, label } of counted) {
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [registry],
      async collect() {
        const counts = await workCounts(db, what);
        // A state that has no rows any more would keep its last number.
        this.reset();
        for (const { state, count } of counts) this.set({ [label]: state }, count);
      },
    });
  }
  new Gauge({
    name: 'opsroom_runners',
    help: 'Runners that gave a sign of life in the last seconds.',
    registers: [registry],
    async collect() {
      this.set((await liveRunners(db)).length);
    },
  });
  return registry;
}
