import { recordEvent } from '../audit/index.js';
import { isLostConnection, transaction, type Database } from '../db/index.js';
import type { AutoAssignmentRules } from '../intake/index.js';
import { isFailure, type Changed, type Failure, type Outcome, type Provider } from './port.js';
import { forgetRead, leaveCursor, markRead, moveCursor, takeCursor, unread, type Reading } from './sql/cursors.js';
import { takeIn } from './takeIn.js';

/** Tickets between two moves of the cursor: what a crash does again. */
const batch = 25;

export type Taken = {
  synced: number;
  errors: number;
  new: number;
  /** There is more than one look took in; the next one goes on. */
  more: boolean;
  /** Classes that another process reads at this moment. */
  busy: string[];
  failure: Failure | null;
};

export type InboundWork = {
  readonly db: Database;
  readonly owner: string;
  readonly signal: AbortSignal;
  /** Seconds that have to lie between two looks, whichever process has them; 0 for a person who asks. */
  readonly every: number;
  readonly autoAssignment: AutoAssignmentRules | null;
  /** Tickets of one class that one look reads at most; left out: all. */
  readonly most?: number;
};

/** One ticket, in a transaction of its own. One that cannot be taken in is told and passed over: it must not stop the others. */
async function takeOne(work: InboundWork, provider: Provider, incoming: Parameters<typeof takeIn>[2], taken: Taken) {
  try {
    const result = await transaction(work.db, (q) => takeIn(q, provider, incoming, work.autoAssignment));
    if (result.kind === 'taken_in') {
      taken.synced += 1;
      if (result.isNew) taken.new += 1;
      return;
    }
    taken.errors += 1;
    await tellFailure(work.db, provider, incoming, 'another provider calls a ticket of this class alike');
  } catch (error) {
    if (isLostConnection(error)) throw error;
    taken.errors += 1;
    await tellFailure(work.db, provider, incoming, error instanceof Error ? error.message : String(error));
  }
}

async function tellFailure(
  db: Database,
  { name }: Provider,
  { ticketClass, ref }: { readonly ticketClass: string; readonly ref: string },
  reason: string,
): Promise<void> {
  await recordEvent(db, {
    ...{ category: 'sync', level: 'error', actor: `${name}_sync`, action: 'provider_ticket_sync_failed' },
    target: `${name}_${ticketClass}_${ref}`,
    details: { provider: name, ticket_class: ticketClass, ticket_ref: ref, error: reason.slice(0, 500) },
  });
}

async function readOn(
  work: InboundWork,
  provider: Provider,
  at: Reading,
  cursor: string | null,
  taken: Taken,
): Promise<Outcome<null>> {
  const listed = await provider.changesSince(at.ticketClass, cursor, work.signal);
  if (listed.kind !== 'done') return listed;
  const all = await unread(work.db, at, listed.value);
  const news = all.slice(0, work.most ?? all.length);
  taken.more ||= news.length < all.length;
  for (let from = 0; from < news.length; from += batch) {
    const part: readonly Changed[] = news.slice(from, from + batch);
    const found = await provider.fetch(
      at.ticketClass,
      part.map(({ ref }) => ref),
      work.signal,
    );
    if (found.kind !== 'done') return found;
    for (const incoming of found.value) await takeOne(work, provider, incoming, taken);
    await markRead(work.db, at, part);
    const last = part.at(-1)?.changedAt;
    if (last !== undefined && !(await moveCursor(work.db, at, last))) return { kind: 'done', value: null };
  }
  const latest = listed.value.at(-1)?.changedAt;
  const settled = latest === undefined ? undefined : provider.inbound?.settledBefore(latest);
  if (settled !== undefined && news.length > 0) await forgetRead(work.db, at, settled);
  return { kind: 'done', value: null };
}

/**
 * Takes in what changed at a provider since the last look, class by class, from the cursor on (27.43: no full scans). A provider
 * that is down is asked again at the next look, from where this one stopped; an event tells when that begins and when it ends.
 */
export async function takeInChanges(work: InboundWork, provider: Provider): Promise<Taken> {
  const taken: Taken = { synced: 0, errors: 0, new: 0, more: false, busy: [], failure: null };
  if (!provider.inbound || !provider.configured) return taken;
  for (const ticketClass of provider.ticketClasses) {
    if (work.signal.aborted) break;
    const at: Reading = { provider: provider.name, ticketClass, owner: work.owner };
    const held = await takeCursor(work.db, at, work.every);
    if (!held) {
      taken.busy.push(ticketClass);
      continue;
    }
    let outcome: Outcome<null> | undefined;
    try {
      const first = held.cursor === null;
      outcome = await readOn(first ? { ...work, autoAssignment: null } : work, provider, at, held.cursor, taken);
    } finally {
      const failure = outcome && isFailure(outcome) ? outcome : null;
      const turned = await leaveCursor(work.db, at, failure?.message ?? null);
      if (turned) await tellTurn(work.db, provider, ticketClass, failure);
      taken.failure ??= failure;
    }
    // The next class would wait for the same timeout.
    if (taken.failure && taken.failure.kind !== 'refused') break;
  }
  return taken;
}

async function tellTurn(db: Database, { name }: Provider, ticketClass: string, failure: Failure | null): Promise<void> {
  await recordEvent(db, {
    ...{ category: 'sync', level: failure ? 'warning' : 'info', actor: `${name}_sync` },
    action: failure ? 'provider_sync_failed' : 'provider_sync_restored',
    target: `provider_${name}`,
    details: { provider: name, ticket_class: ticketClass, error: failure?.message ?? null },
  });
}
