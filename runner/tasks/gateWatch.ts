import { tasksAtGates } from '../../api/agents/index.js';
import type { Database, Listener } from '../../api/db/index.js';
import type { Logger } from 'pino';
import { watchRows, type RowWatch } from '../runs/index.js';

/** Milliseconds that a run may sit at a gate. A person at the keyboard decides sooner, and the run simply goes on. */
const patience = 60_000;

/**
 * Tells a run that it has waited at a gate for so long that it should end: people may take a day, and nobody holds a
 * process, a uid and one of a few places for that. Its task is started again when they have decided.
 */
export function watchGates(parts: { db: Database; listener: Listener; log: Logger }, longest = patience): RowWatch {
  const since = new Map<number, number>();
  const rows = watchRows(parts, 'changes', async (ids) => {
    const waiting = await tasksAtGates(parts.db, ids);
    const now = Date.now();
    for (const id of ids) {
      if (!waiting.includes(id)) since.delete(id);
      else if (!since.has(id)) since.set(id, now);
    }
    return waiting.filter((id) => now - (since.get(id) ?? now) >= longest);
  });
  return {
    watch(id, seen) {
      const unwatch = rows.watch(id, seen);
      return () => {
        unwatch();
        since.delete(id);
      };
    },
    stop: () => rows.stop(),
  };
}
