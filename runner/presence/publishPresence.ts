import { publishRunner, retireRunner, type RunnerInstance } from '../../api/agents/index.js';
import type { Database } from '../../api/db/index.js';
import type { Logger } from 'pino';
import { repeat } from '../runs/index.js';

/** Milliseconds; the API takes a runner for gone after four missed ones (api/agents/runners.ts). */
const publishEvery = 2_000;

/** Publishes what this runner is and does, again and again, until it is stopped; then its row is taken away. */
export function publishPresence(
  db: Database,
  log: Logger,
  describe: () => Omit<RunnerInstance, 'heartbeat_at'>,
): { stop(): Promise<void> } {
  const { id } = describe();
  const warn = (error: unknown): void => {
    log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'this runner could not be published');
  };
  const publishing = repeat(publishEvery, () => publishRunner(db, describe()), warn);
  return {
    async stop() {
      await publishing.stop();
      await retireRunner(db, id).catch(warn);
    },
  };
}
