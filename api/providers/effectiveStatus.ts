/** Contract 25.1, "Effective status". Nothing more is expected to happen, seen from here … */
const localFinal = new Set([
  'resolved',
  'closed',
  'closed/resolved',
  'implemented',
  'rejected',
  'cancelled',
  'canceled',
]);
/** … and seen from the provider. */
const providerFinal = new Set(['resolved', 'closed', 'rejected', 'completed', 'cancelled', 'canceled']);
/** The ticket waits for somebody: its provider cannot know that it goes on. */
const localWaiting = new Set(['awaiting_user_response', 'awaiting_access', 'pending_approval', 'blocked']);

/** Statuses that mean the same here, those of a provider alone among them (contract 7.2). */
const kept = [
  ...(['new', 'assigned', 'pending', 'escalated_tto', 'escalated_ttr', 'resolved', 'closed', 'rejected'] as const),
  ...(['implemented', 'in_progress', 'cancelled', 'canceled', 'pending_approval', 'blocked'] as const),
] as const;
export type SyncedStatus = (typeof kept)[number];

/** States of iTop's requests and changes that have another word here. */
const renamed = new Map<string, SyncedStatus>([
  ['waiting_for_approval', 'pending_approval'],
  ['approved', 'assigned'],
  ['notapproved', 'rejected'],
  ['validated', 'assigned'],
  ['plannedscheduled', 'assigned'],
  ['dispatched', 'assigned'],
  ['redispatched', 'assigned'],
  ['monitored', 'implemented'],
  ['completed', 'resolved'],
]);

/** A provider's status in a word that our table has; one that nobody knows is work in progress. */
export function localStatusOf(providerStatus: string): SyncedStatus {
  const status = providerStatus.trim().toLowerCase();
  return kept.find((known) => known === status) ?? renamed.get(status) ?? 'in_progress';
}

/**
 * What the ticket's status becomes here, when its provider says `provider`; null when it stays. What is finished or waits here stays so until the
 * provider says that it is finished; while an agent works, it is in progress. A ticket that the provider had as finished and
 * has not any more was opened again there: that is a person's word, and no old news.
 */
export function effectiveStatus(state: {
  /** Null for a ticket that is new here. */
  readonly local: string | null;
  readonly provider: string;
  /** What the provider said at the look before. */
  readonly seen?: string | null;
  readonly activeAgent: boolean;
}): SyncedStatus | null {
  const becomes = decided(state);
  return becomes === state.local ? null : becomes;
}

function decided(state: Parameters<typeof effectiveStatus>[0]): SyncedStatus | null {
  const { local, activeAgent } = state;
  const provider = localStatusOf(state.provider);
  if (local === null) return provider;
  // What it said before is no news: a person or an agent here may have gone on since.
  if (state.seen?.trim().toLowerCase() === state.provider.trim().toLowerCase()) return null;
  const ended = isFinalThere(state.provider);
  if (localFinal.has(local)) {
    if (ended) return local === 'resolved' ? provider : null;
    return isFinalThere(state.seen ?? '') ? provider : null;
  }
  if (ended) return provider;
  if (localWaiting.has(local)) return null;
  return activeAgent ? 'in_progress' : provider;
}

/** What a provider calls finished. */
export function isFinalThere(status: string): boolean {
  return providerFinal.has(status.trim().toLowerCase());
}
