import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { Secret } from '../../config/secret.js';
import type { Lease } from './lease.js';

export type Heartbeat = {
  /** Renews the lease until `release`; `onLost` is called once when somebody else has taken the row. */
  keep(lease: Lease, onLost: () => void): { release(): void };
  stop(): Promise<void>;
};

export type HeartbeatOrder = { do: 'keep' | 'release'; lease: Lease };
export type HeartbeatNews = { lost: Lease };

const keyOf = ({ table, id, attempt }: Lease): string => `${table}/${id}/${attempt}`;

/**
 * Renews leases from a thread of its own with its own connection: a busy event loop here must not look like a death.
 * `seconds` is the lease's length; it is renewed three times as often.
 */
export function startHeartbeat(url: Secret, seconds: number, log: Logger): Heartbeat {
  const held = new Map<string, () => void>();
  const worker = new Worker(new URL('./heartbeatThread.js', import.meta.url), {
    workerData: { url: url.reveal(), seconds },
  });
  worker.on('message', ({ lost }: HeartbeatNews) => {
    const onLost = held.get(keyOf(lost));
    held.delete(keyOf(lost));
    onLost?.();
  });
  worker.on('error', (error) => {
    // Without it every lease runs out and others take the work: better to end it here than to have it done twice.
    log.error({ reason: error.message }, 'the heartbeat thread died; all leases are given up');
    for (const onLost of held.values()) onLost();
    held.clear();
  });
  return {
    keep(lease, onLost) {
      held.set(keyOf(lease), onLost);
      worker.postMessage({ do: 'keep', lease } satisfies HeartbeatOrder);
      return {
        release() {
          held.delete(keyOf(lease));
          worker.postMessage({ do: 'release', lease } satisfies HeartbeatOrder);
        },
      };
    },
    async stop() {
      held.clear();
      await worker.terminate();
    },
  };
}
