import type { CloseAtProvider } from '../tickets/index.js';
import { enqueuePush } from './enqueuePush.js';
import type { ProviderRoutes } from './routeParts.js';
import { pushEnd } from './sql/providerStates.js';
import { workPush } from './workPushes.js';

/** Milliseconds that a request for a status waits for the provider; after that it is told later, by itself. */
const patience = 60_000;

/**
 * Contract 7.12, `close_provider`. The close is a row like every push, and tried at once: a provider that says no keeps
 * everything here as it is, one that cannot be reached hears of it as soon as it can. Of a ticket that is not there yet it is
 * told right after that it is.
 */
export function closeAtProvider({ db, providers, owner, publicUrl }: ProviderRoutes): CloseAtProvider {
  return async (ticket, { status, reason }) => {
    const provider = providers.get(ticket.provider);
    const about = { provider: ticket.provider };
    if (!provider?.configured)
      return { kind: 'closed', result: { status: 'skipped', reason: 'not_configured', ...about } };
    if (!provider.takes.includes('close')) return { kind: 'closed', result: { status: 'not_supported', ...about } };
    const push = await enqueuePush(db, ticket, { kind: 'close', status, reason });
    if (push === undefined)
      return { kind: 'closed', result: { status: 'skipped', reason: 'not_configured', ...about } };
    const signal = AbortSignal.timeout(patience);
    const settled = await workPush({ db, providers, owner, signal, publicUrl }, push);
    const end = await pushEnd(db, push);
    const result = { ...about, push_id: push };
    if (settled === 'done') return { kind: 'closed', result: { ...result, status: end?.word ?? 'closed' } };
    if (settled !== 'dead')
      return { kind: 'closed', result: { ...result, status: 'queued', error: end?.error ?? null } };
    const error = end?.error ?? `${provider.label} did not close the ticket.`;
    return { kind: 'failed', sentence: error, result: { ...result, status: 'error', error } };
  };
}
