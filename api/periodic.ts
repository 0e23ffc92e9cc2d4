import { schedule } from 'node-cron';
import type { Logger } from 'pino';
import { forgetEndedSessions } from './access/index.js';
import { forgetGoneRunners } from './agents/index.js';
import { contentFolder, sweepContents } from './attachments/index.js';
import { expireChanges, settleLostExecutions } from './changes/index.js';
import type { Database } from './db/index.js';
import { forgetKeys } from './http/idempotency.js';
import { expireLeases } from './leases/index.js';
import { forgetPushes } from './providers/index.js';
import { checkDueTools, forgetOldChecks } from './tools/index.js';
import { forgetDeliveries } from './webhooks/index.js';
import { retryAutoAssignments, type AutoAssignmentRules } from './intake/index.js';

/** A gate has to be seen as expired soon after its time, and each look is one small query. */
const everyFiveSeconds = '*/5 * * * * *';
const everyHour = '17 * * * *';

type Facts = {
  /** Where the files of this installation lie; a process without it leaves them alone. */
  readonly dataDirectory: string | undefined;
  /** How many agents a rule may have at work; a process that is not told starts none. */
  readonly autoAssignment: AutoAssignmentRules | undefined;
};
type Work = (db: Database, facts: Facts) => Promise<number>;
const works: readonly { name: string; when: string; work: Work }[] = [
  { name: 'expire changes', when: everyFiveSeconds, work: expireChanges },
  { name: 'settle lost executions', when: everyFiveSeconds, work: settleLostExecutions },
  { name: 'expire leases', when: everyFiveSeconds, work: expireLeases },
  { name: 'retry auto-assignments', when: everyFiveSeconds, work: retryWaiting },
  { name: 'check tools', when: everyFiveSeconds, work: checkDueTools },
  { name: 'forget idempotency keys', when: everyHour, work: forgetKeys },
  { name: 'forget ended sign-ins', when: everyHour, work: forgetEndedSessions },
  { name: 'forget gone runners', when: everyHour, work: forgetGoneRunners },
  { name: 'forget webhook deliveries', when: everyHour, work: forgetDeliveries },
  { name: 'forget pushes to providers', when: everyHour, work: forgetPushes },
  { name: 'forget old checks of tools', when: everyHour, work: forgetOldChecks },
  { name: 'sweep contents of attachments', when: everyHour, work: sweepOrphans },
];

async function sweepOrphans(db: Database, { dataDirectory }: Facts): Promise<number> {
  return dataDirectory === undefined ? 0 : sweepContents(db, contentFolder(dataDirectory));
}

async function retryWaiting(db: Database, { autoAssignment }: Facts): Promise<number> {
  return autoAssignment === undefined ? 0 : retryAutoAssignments(db, autoAssignment);
}

export type Periodic = { stop(): Promise<void> };

/**
 * Starts what has to happen by itself. Every replica may do it: each work claims its rows, so nothing happens twice. A work
 * that takes longer than its period is not started a second time; one that fails is logged and tried at the next time.
 */
export function startPeriodic({
  db,
  log,
  dataDirectory,
  autoAssignment,
}: {
  readonly db: Database;
  readonly log: Logger;
  readonly dataDirectory?: string;
  readonly autoAssignment?: AutoAssignmentRules;
}): Periodic {
  const running = new Map<string, Promise<void>>();
  const run = async (name: string, work: Work): Promise<void> => {
    try {
      const count = await work(db, { dataDirectory, autoAssignment });
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
