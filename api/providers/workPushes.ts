import type { ProviderName } from '../../config/sections/providers.js';
import { claim, type Database, type Lease } from '../db/index.js';
import { askProvider } from './askProvider.js';
import type { Providers } from './openProviders.js';
import { settlePush, type Settled } from './settlePush.js';
import { readPush } from './sql/readPush.js';

/** Seconds that a claimed push is ours. Whoever crashed with it is followed after that. */
const lease = 240;
/** Milliseconds of one push, shorter than the lease: a try never goes on when somebody else may have begun it. */
const longestPush = 200_000;

export type PushWork = {
  readonly db: Database;
  readonly providers: Providers;
  /** Names this process in the rows that it holds. */
  readonly owner: string;
  readonly signal: AbortSignal;
  /** Where people reach the API, for links to files. */
  readonly publicUrl?: string | undefined;
};

/** Not while an earlier push of the ticket is open, nor while its provider is paused or no longer configured. */
const waits = `exists (select from provider_pushes earlier where earlier.ticket_id = candidate.ticket_id and earlier.id < candidate.id
    and earlier.status in ('queued', 'running') and earlier.not_before <> 'infinity')
  or candidate.not_before = 'infinity'
  or not exists (select from ticket_providers p where p.name = candidate.provider and p.configured
    and (p.paused_until is null or p.paused_until <= clock_timestamp()))`;

async function work({ db, providers, signal, publicUrl }: PushWork, held: Lease): Promise<Settled> {
  const push = await readPush(db, held.id, publicUrl);
  const provider = push && providers.get(push.provider);
  if (!push || !provider) throw new Error(`The push ${held.id} names a provider that this process does not know.`);
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(longestPush)]);
  return settlePush(db, push, held, await askProvider(provider, push, bounded), provider);
}

/**
 * Tells providers, or one of them, what is due, oldest first, until nothing is or the process stops. Returns how many were told. Any number of
 * processes may do it: each row is one's at a time, and those of one ticket go in order.
 */
export async function workPushes(parts: PushWork, provider: ProviderName | null = null, most = 200): Promise<number> {
  let told = 0;
  for (let tries = 0; tries < most && !parts.signal.aborted; tries += 1) {
    const others = provider === null ? waits : `candidate.provider <> '${provider}' or ${waits}`;
    const held = await claim(parts.db, 'provider_pushes', parts.owner, lease, others);
    if (!held) break;
    if ((await work(parts, held)) === 'done') told += 1;
  }
  return told;
}

/** Works one push at once, for whoever waits for it; undefined when it is not its turn, or another process has it. */
export async function workPush(parts: PushWork, id: number): Promise<Settled | undefined> {
  const held = await claim(parts.db, 'provider_pushes', parts.owner, lease, `candidate.id <> ${id} or ${waits}`);
  return held && work(parts, held);
}
