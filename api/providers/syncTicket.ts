import { transaction } from '../db/index.js';
import { problem, type Answer } from '../http/answer.js';
import { isFailure, type Place, type Provider } from './port.js';
import type { AutoAssignment } from '../intake/index.js';
import { failureAnswer, notConfigured, type ProviderRoutes } from './routeParts.js';
import { takeIn } from './takeIn.js';

export type SyncedTicket = {
  readonly ticketId: number;
  readonly isNew: boolean;
  readonly autoAssignment: AutoAssignment | null;
} & Place;

/** Pulls one ticket of a provider into our row of it (contract 20.4, 7.14). */
export async function syncTicket(
  { db, autoAssignment: rules }: ProviderRoutes,
  provider: Provider,
  place: Place,
  signal: AbortSignal,
): Promise<SyncedTicket | Answer> {
  const { name, label, ticketClasses } = provider;
  if (!provider.configured) return notConfigured(provider);
  if (!provider.inbound) {
    return problem(409, 'inbound_sync_not_configured', `${label} inbound sync is not configured in this deployment.`);
  }
  const ticketClass = ticketClasses.find((known) => known.toLowerCase() === place.ticketClass.trim().toLowerCase());
  if (ticketClass === undefined) {
    const detail = `${label} has no tickets of the class ${place.ticketClass}. Use one of: ${ticketClasses.join(', ')}.`;
    const errors = [{ path: 'body.ticket_class', message: 'unknown class' }];
    return problem(422, 'invalid_fields', detail, { errors });
  }
  const found = await provider.fetch(ticketClass, [place.ref.trim()], signal);
  if (isFailure(found)) return failureAnswer(found);
  const incoming = found.kind === 'done' ? found.value[0] : undefined;
  if (!incoming) return problem(404, 'ticket_not_at_provider', `${label} has no ${ticketClass} ${place.ref.trim()}.`);
  const taken = await transaction(db, (q) => takeIn(q, provider, incoming, rules));
  if (taken.kind === 'name_is_taken') {
    return problem(409, 'provider_ref_taken', `A ticket of another provider than ${name} has this reference here.`);
  }
  const { ticketId, isNew, autoAssignment } = taken;
  return { ticketId, isNew, autoAssignment, ticketClass, ref: incoming.ref };
}

export function isAnswer(result: SyncedTicket | Answer): result is Answer {
  return 'status' in result;
}
