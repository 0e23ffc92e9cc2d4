import type { Actor } from '../http/caller.js';
import { closingStatuses, type Ticket } from './contract.js';

/** As it stands on the wire, under `provider_result`. */
export type ProviderResult = { readonly status: string } & Readonly<Record<string, unknown>>;

export type ClosedAtProvider =
  | { readonly kind: 'closed'; readonly result: ProviderResult }
  /** Nothing of ours may change then. */
  | { readonly kind: 'failed'; readonly result: ProviderResult; readonly sentence: string };

/**
 * Closes the ticket where it is also kept. It is called before our own change and without a transaction, since it takes the
 * time that the other system takes; it may be called again for a ticket that is closed there already.
 */
export type CloseAtProvider = (
  ticket: Ticket,
  closing: { readonly status: string; readonly reason: string; readonly actor: Actor },
) => Promise<ClosedAtProvider>;

const notThere = ['create_failed', 'local_only', 'pending_create'];

/** Contract 7.12: why there is nothing to close; undefined when there is. */
export function notClosedThere(
  ticket: Pick<Ticket, 'provider' | 'provider_ref' | 'provider_sync_status' | 'itop_ref'>,
  wanted: { readonly closeProvider: boolean; readonly status: string },
): ProviderResult | undefined {
  if (!wanted.closeProvider || !closingStatuses.includes(wanted.status)) {
    return { status: 'skipped', reason: 'not_requested' };
  }
  const { provider, provider_sync_status: syncStatus } = ticket;
  const isLocal = (ticket.provider_ref ?? ticket.itop_ref).startsWith('LOCAL-');
  if (provider !== 'local' && !notThere.includes(syncStatus) && !isLocal) return undefined;
  return { status: 'skipped', reason: 'provider_not_synced', provider, provider_sync_status: syncStatus };
}

/** Where no provider is set up: the ticket came from one that is gone. */
export const noProvider: CloseAtProvider = (ticket) => {
  const { provider, provider_sync_status: syncStatus } = ticket;
  const result = { status: 'skipped', reason: 'provider_not_synced', provider, provider_sync_status: syncStatus };
  return Promise.resolve({ kind: 'closed', result });
};
