import { recordEvent } from '../audit/index.js';
import { ok, problem } from '../http/answer.js';
import { idParams } from '../http/fields.js';
import { defineRoute, type Route } from '../http/route.js';
import { getTicket } from '../tickets/index.js';
import { syncTicketAnswer } from './contract.js';
import { area, noTicket, notRegistered, syncs, type ProviderRoutes } from './routeParts.js';
import { ticketAtProvider } from './sql/providerStates.js';
import { isAnswer, syncTicket } from './syncTicket.js';

/** Contract 7.14. */
export function syncRoute(parts: ProviderRoutes): Route {
  const { db, providers } = parts;
  return defineRoute({
    method: 'post',
    path: '/api/tickets/{id}/sync',
    area,
    summary: 'Take in how the ticket is at its provider now.',
    access: syncs,
    params: idParams,
    answers: { 200: { description: 'The ticket here', schema: syncTicketAnswer } },
    async handle({ params, caller, signal }) {
      const ticket = await getTicket(db, params.id, caller);
      const at = ticket && (await ticketAtProvider(db, ticket.id));
      if (!at) return noTicket;
      const provider = providers.get(at.provider);
      if (!provider) return notRegistered(at.provider);
      const known = { provider: at.provider, itop_ref: at.itop_ref, itop_class: at.itop_class };
      if (provider.name === 'local') {
        return ok({ ...known, status: 'local_only', is_new: false, ticket_id: at.id, auto_assignment: null });
      }
      const ref = at.provider_ref ?? at.itop_ref;
      if (ref.startsWith('LOCAL-')) {
        const detail = `The ticket is not at ${provider.label} yet; its state is ${at.provider_sync_status}.`;
        return problem(409, 'provider_not_synced', detail, { provider_sync_status: at.provider_sync_status });
      }
      await recordEvent(db, {
        ...{ category: 'sync', actor: caller.name, action: 'provider_ticket_sync_requested' },
        target: `ticket_${at.id}`,
        details: { ticket_id: at.id, provider: provider.name, ticket_class: at.provider_class, ticket_ref: ref },
      });
      const place = { ticketClass: at.provider_class ?? at.itop_class, ref };
      const synced = await syncTicket(parts, provider, place, signal);
      if (isAnswer(synced)) return synced;
      return ok({
        ...known,
        status: 'synced',
        is_new: synced.isNew,
        ticket_id: synced.ticketId,
        auto_assignment: synced.autoAssignment,
      });
    },
  });
}
