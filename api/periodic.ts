import { schedule } from 'node-cron';
import type { Logger } from 'pino';
import { forgetEndedSessions } from './access/index.js';
import { forgetGoneRunners } from './agents/index.js';
import { expireChanges, settleLostExecutions } from './changes/index.js';
import type { Database } from './db/index.js';
import { forgetKeys } from './http/idempotency.js';

/** A gate has to be seen as expired soon after its time, and each look is one small query. */
const everyFiveSeconds = '*/5 * * * * *';
const everyHour = '17 * * * *';

type Work = (db: Database) => Promise<number>;
const works: readonly { name: string; when: string; work: Work }[] = [
  { name: 'expire changes', when: everyFiveSeconds, work: expireChanges },
  { name: 'settle lost executions', when: everyFiveSeconds, work: settleLostExecutions },
  { name: 'forget idempotency keys', when: everyHour, work: forgetKeys },
  { name: 'forget ended sign-ins', when: everyHour, work: forgetEndedSessions },
  { name: 'forget gone runners', when: everyHour, work: forgetGoneRunners },
];

export type Periodic = { stop(): Promise<void> };

/**
 * Starts what has to happen by itself. Every replica may do it: each work claims its rows, so nothing happens twice. A work
 * that takes longer than its period is not started a second time; one that fails is logged and tried at the next time.
 */
export function startPeriodic({ db, log }: { readonly db: Database; readonly log: Logger }): Periodic {
  const running = new Map<string, Promise<void>>();
  const run = async (name: string, work: Work): Promise<void> => {
    try {
      const count = await work(db);
      if (count > 0) log.info({ work: name, count }, 'periodic work was done');
    } catch (error) {
      log.warn({ work: name, reason: error instanceof Error ? error.message : String(error) }, 'periodic work failed');
    }
  };
  const tasks = works.map(({ name, when, work }) =>
    schedule(
      when,
      () => {
        if (running.has(name)) return;
        running.set(
          name,
          run(name, work).finally(() => running.delete(name)),
        );
      },
      // A busy or suspended host misses a time now and then; the next one does the same work.
      { name, suppressMissedWarning: true },
    ),
  );
  return {
    async stop() {
      for (const task of tasks) await task.destroy();
      await Promise.all(running.values());
    },
  };
}
