/** The thread of `heartbeat.ts`: renews what it was told to keep, and says what it lost. */
import { parentPort, workerData } from 'node:worker_threads';
import pg from 'pg';
import type { HeartbeatNews, HeartbeatOrder } from './heartbeat.js';
import { renew, type Lease } from './lease.js';
import { applicationRole } from './pool.js';

const { url, seconds } = workerData as { url: string; seconds: number };
const held = new Map<string, Lease>();
const keyOf = ({ table, id, attempt }: Lease): string => `${table}/${id}/${attempt}`;
const pool = new pg.Pool({
  connectionString: url,
  max: 1,
  options: `-c role=${applicationRole}`,
  application_name: 'opsroom-heartbeat',
});
// A lost connection is replaced at the next beat; a lease outlives two missed ones.
pool.on('error', () => undefined);

async function beat(): Promise<void> {
  const leases = [...held.values()];
  if (leases.length === 0) return;
  const kept = new Set((await renew(pool, leases, seconds)).map(keyOf));
  for (const lease of leases) {
    if (kept.has(keyOf(lease)) || !held.delete(keyOf(lease))) continue;
    parentPort?.postMessage({ lost: lease } satisfies HeartbeatNews);
  }
}

parentPort?.on('message', (order: HeartbeatOrder) => {
  if (order.do === 'keep') held.set(keyOf(order.lease), order.lease);
  else held.delete(keyOf(order.lease));
});
setInterval(() => void beat().catch(() => undefined), (seconds * 1000) / 3);
