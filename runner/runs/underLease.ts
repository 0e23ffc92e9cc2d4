import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Heartbeat, Lease } from '../../api/db/index.js';
import type { RowWatch } from './watchRows.js';

export type Held = {
  /** Aborted when the run has to end: its reason says why. */
  readonly signal: AbortSignal;
  /** Asks the run to end. The first reason counts. */
  readonly end: (why: string) => void;
  /** What people are told and what stands in the log beside the reason. */
  readonly reference: string;
  readonly log: Logger;
};

type Parts = { readonly heartbeat: Heartbeat; readonly stops: RowWatch; readonly log: Logger };

/**
 * Does `work` while the lease is kept. A lost lease, a request to stop and the end of this process all ask it to end.
 * The lease is kept until the work has written its end, and not a moment longer.
 */
export async function underLease(
  lease: Lease,
  { heartbeat, stops, log: parent }: Parts,
  shutdown: AbortSignal,
  work: (held: Held) => Promise<void>,
): Promise<void> {
  const reference = randomBytes(4).toString('hex');
  const log = parent.child({ work: lease.table, id: lease.id, attempt: lease.attempt, reference });
  const ending = new AbortController();
  const end = (why: string): void => {
    if (ending.signal.aborted) return;
    log.info({ why }, 'a run is asked to end');
    ending.abort(why);
  };
  const onShutdown = (): void => {
    end('Opsroom is stopping');
  };
  if (shutdown.aborted) onShutdown();
  shutdown.addEventListener('abort', onShutdown);
  const kept = heartbeat.keep(lease, () => {
    end('its lease was lost: somebody else has the work now');
  });
  const unwatch = stops.watch(lease.id, () => {
    end('somebody asked to stop it');
  });
  try {
    await work({ signal: ending.signal, end, reference, log });
  } finally {
    unwatch();
    kept.release();
    shutdown.removeEventListener('abort', onShutdown);
  }
}

/** Claims of one piece of work after which it is not run again: a run that ends its whole runner would do so for ever. */
export const claimsAtMost = 50;
