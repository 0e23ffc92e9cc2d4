import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { identityOf, isRunning } from '../../config/datadir/processIdentity.js';
import type { Database } from '../../api/db/index.js';
import { accountHolder, releaseAccount, renewAccount, takeAccount } from '../../api/rooms/index.js';
import { asFailure } from './matrixFailure.js';
import { pause } from './pause.js';

/** Seconds: a standby takes over at most this long, and one look, after the holder's last sign of life. */
const leaseSeconds = 10;
/** Milliseconds. Three renewals a lease, so that two may be missed. */
const renewEvery = 3_000;
const lookEvery = 1_000;

const separator = ' ';

/** Names this process so that others on the same host can tell whether it still runs. */
async function nameHolder(): Promise<string> {
  const self = await identityOf(process.pid);
  return [hostname(), process.pid, self?.startTime ?? '', randomUUID()].join(separator);
}

/** The holder, when it was a process of this host that is no more: then nobody needs to wait for its lease. */
async function goneHolder(db: Database, userId: string): Promise<string | undefined> {
  const holder = await accountHolder(db, userId);
  const [host, pid, startTime] = holder?.split(separator) ?? [];
  if (holder === undefined || host !== hostname() || !pid || !startTime) return undefined;
  return (await isRunning({ pid: Number(pid), startTime })) ? undefined : holder;
}

export type Hold = { stop(): Promise<void> };

/**
 * Waits for the account and does `work` while it holds it; the signal of `work` is aborted when the lease is lost or at the
 * stop. What `work` may still do after that is refused by the epoch that every commit and claim names.
 */
export function holdAccount(
  { db, userId, log }: { db: Database; userId: string; log: Logger },
  work: (epoch: number, signal: AbortSignal, lose: () => void) => Promise<void>,
): Hold {
  const stopping = new AbortController();

  const hold = async (epoch: number): Promise<void> => {
    const lost = new AbortController();
    const end = (): void => {
      lost.abort();
    };
    stopping.signal.addEventListener('abort', end, { once: true });
    if (stopping.signal.aborted) end();
    const renewing = (async () => {
      let renewed = Date.now();
      for (;;) {
        await pause(renewEvery, lost.signal);
        if (lost.signal.aborted) return;
        try {
          if (!(await renewAccount(db, { userId, epoch, seconds: leaseSeconds }))) end();
          renewed = Date.now();
        } catch (error) {
          log.warn({ reason: asFailure(error).message }, 'the lease of the bot account was not renewed');
          if (Date.now() - renewed > leaseSeconds * 1000) end();
        }
      }
    })();
    try {
      await work(epoch, lost.signal, end);
    } finally {
      end();
      stopping.signal.removeEventListener('abort', end);
      await renewing;
    }
  };

  const running = (async () => {
    const holder = await nameHolder();
    let waiting = false;
    while (!stopping.signal.aborted) {
      try {
        const gone = await goneHolder(db, userId);
        const taken = await takeAccount(db, { userId, holder, seconds: leaseSeconds, ...(gone && { gone }) });
        if (taken) {
          waiting = false;
          log.info({ account: userId, epoch: taken.epoch }, 'this process speaks for the bot account');
          await hold(taken.epoch);
          await releaseAccount(db, { userId, epoch: taken.epoch });
          log.info({ account: userId, epoch: taken.epoch }, 'the bot account was given up');
        } else if (!waiting) {
          waiting = true;
          log.info({ account: userId }, 'another process speaks for the bot account; this one stands by');
        }
      } catch (error) {
        log.warn({ reason: asFailure(error).message }, 'holding the bot account failed; trying again');
      }
      await pause(lookEvery, stopping.signal);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
