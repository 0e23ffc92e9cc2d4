import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Config } from '../../config/schema.js';
import type { Database } from '../db/index.js';
import { openProviders, type Providers } from './openProviders.js';
import type { Provider } from './port.js';
import { takeInChanges } from './takeInChanges.js';
import { workPushes } from './workPushes.js';

/** Milliseconds between two looks for something to tell: how soon a new ticket is at its provider. */
const betweenPushes = 1_000;

export type ProviderWork = { stop(): Promise<void> };

type Parts = {
  readonly config: Pick<Config, 'providers' | 'runner' | 'server'>;
  readonly db: Database;
  readonly log: Logger;
  /** For tests; those of the configuration otherwise. */
  readonly providers?: Providers;
};

/** Runs `work` again and again, `pause` milliseconds apart, until the signal; what it throws is logged and tried again. */
async function again(
  log: Logger,
  name: string,
  pause: number,
  signal: AbortSignal,
  work: () => Promise<number>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const count = await work();
      if (count > 0) log.info({ work: name, count }, 'provider work was done');
    } catch (error) {
      log.warn({ work: name, reason: error instanceof Error ? error.message : String(error) }, 'provider work failed');
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined);
  }
}

/**
 * Tells the configured providers what is due, and takes in what changed there. Any number of processes may do it. With no
 * provider configured there is nothing to do, and nothing runs. A provider that is down at the start is one that is down.
 */
export function startProviderWork({
  config,
  db,
  log,
  providers = openProviders(config.providers),
}: Parts): ProviderWork {
  const ending = new AbortController();
  const { signal } = ending;
  const owner = `api-${randomUUID()}`;
  const publicUrl = config.server.public_url;
  const autoAssignment = { maxPerRule: config.runner.auto_assign_max_per_rule };
  const external: Provider[] = [...providers.values()].filter(({ name, configured }) => configured && name !== 'local');
  const loops: Promise<void>[] = [];
  // One loop each: a slow one holds up nobody else.
  for (const provider of external) {
    const told = () => workPushes({ db, providers, owner, signal, publicUrl }, provider.name);
    loops.push(again(log, `tell ${provider.name}`, betweenPushes, signal, told));
    const every = provider.inbound?.every ?? null;
    if (every === null) continue;
    // A little less than the pause, so that a clock that ticks early does not skip a turn.
    const least = every * 0.9;
    loops.push(
      again(log, `take in ${provider.name}`, every * 1000, signal, async () => {
        const taken = await takeInChanges({ db, owner, signal, autoAssignment, every: least }, provider);
        return taken.synced + taken.errors;
      }),
    );
  }
  return {
    async stop() {
      ending.abort();
      await Promise.all(loops);
    },
  };
}
