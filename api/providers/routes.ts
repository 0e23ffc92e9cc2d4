import { recordEvent } from '../audit/index.js';
import { ok, type Answer } from '../http/answer.js';
import { defineRoute, type Route, type RouteRequest } from '../http/route.js';
import {
  providerParams,
  providersAnswer,
  syncAllAnswer,
  syncAllBody,
  syncTicketAnswer,
  syncTicketBody,
} from './contract.js';
import type { Provider } from './port.js';
import {
  area,
  failureAnswer,
  notConfigured,
  notRegistered,
  providerNamed,
  syncs,
  type ProviderRoutes,
} from './routeParts.js';
import { providerStates } from './sql/providerStates.js';
import { isAnswer, syncTicket } from './syncTicket.js';
import { takeInChanges } from './takeInChanges.js';
import { pushRoute } from './pushRoute.js';
import { syncRoute } from './syncRoute.js';

function list({ db, providers }: ProviderRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/api/providers',
    area,
    summary: 'Where tickets can be kept besides here, and how each of them is.',
    access: { kind: 'signed-in', permission: 'providers:read', agents: 'task' },
    answers: { 200: { description: 'The providers', schema: providersAnswer } },
    async handle() {
      const states = await providerStates(db);
      return ok({
        providers: [...providers.values()].map(({ name, label, ticketClasses, configured, takes, inbound }) => {
          const state = states.get(name);
          return {
            ...{ name, ticket_classes: ticketClasses, configured, label, takes, syncs_back: inbound !== null },
            ...{ waiting: state?.waiting ?? 0, dead: state?.dead ?? 0, paused_until: state?.paused_until ?? null },
            ...{ last_sync_at: state?.last_sync_at ?? null, last_error: state?.last_error ?? null },
          };
        }),
      });
    },
  });
}

/** Tickets of one class that a request waits for. The loop, or the next request, takes the rest. */
const mostOfOneRequest = 500;

/** One look at what changed there, for a person who does not want to wait for the next one. */
async function syncAll(
  { db, owner, autoAssignment }: ProviderRoutes,
  provider: Provider,
  { caller, signal }: Pick<RouteRequest<unknown, unknown, unknown>, 'caller' | 'signal'>,
): Promise<Answer> {
  const { name } = provider;
  const none = { provider: name, synced: 0, errors: 0, new: 0, more: false, busy: [] };
  if (name === 'local') return ok({ ...none, status: 'local_only' });
  if (!provider.configured) return notConfigured(provider);
  if (!provider.inbound) return ok({ ...none, status: 'not_supported' });
  await recordEvent(db, {
    ...{ category: 'sync', actor: caller.name, action: 'provider_sync_requested', target: `provider_${name}` },
    details: { provider: name },
  });
  const taken = await takeInChanges({ db, owner, signal, autoAssignment, every: 0, most: mostOfOneRequest }, provider);
  if (taken.failure) return failureAnswer(taken.failure);
  const { synced, errors, busy, more } = taken;
  return ok({ provider: name, status: 'synced', synced, errors, new: taken.new, more, busy });
}

function syncAllOf(parts: ProviderRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/providers/{provider}/sync-all',
    area,
    summary: 'Take in what changed at a provider since the last look.',
    access: syncs,
    params: providerParams,
    answers: { 200: { description: 'What was taken in', schema: syncAllAnswer } },
    async handle(request) {
      const provider = providerNamed(parts.providers, request.params.provider);
      return provider ? syncAll(parts, provider, request) : notRegistered(request.params.provider);
    },
  });
}

function syncOne(parts: ProviderRoutes): Route {
  const { db, providers } = parts;
  return defineRoute({
    method: 'post',
    path: '/api/providers/{provider}/sync-ticket',
    area,
    summary: 'Take in one ticket of a provider, by its class and reference there.',
    access: syncs,
    params: providerParams,
    body: syncTicketBody,
    answers: { 200: { description: 'The ticket here', schema: syncTicketAnswer } },
    async handle({ params, body, caller, signal }) {
      const provider = providerNamed(providers, params.provider);
      if (!provider) return notRegistered(params.provider);
      const { name } = provider;
      const asked = { itop_ref: body.ticket_ref, itop_class: body.ticket_class };
      if (name === 'local') {
        return ok({
          ...asked,
          status: 'local_only',
          provider: name,
          is_new: false,
          ticket_id: null,
          auto_assignment: null,
        });
      }
      await recordEvent(db, {
        ...{
          category: 'sync',
          actor: caller.name,
          action: 'provider_ticket_sync_requested',
          target: `provider_${name}`,
        },
        details: { provider: name, ticket_class: body.ticket_class, ticket_ref: body.ticket_ref },
      });
      const synced = await syncTicket(
        parts,
        provider,
        { ticketClass: body.ticket_class, ref: body.ticket_ref },
        signal,
      );
      if (isAnswer(synced)) return synced;
      return ok({
        ...{ status: 'synced', provider: name, itop_ref: synced.ref, itop_class: synced.ticketClass },
        ...{ is_new: synced.isNew, ticket_id: synced.ticketId, auto_assignment: synced.autoAssignment },
      });
    },
  });
}

function syncAllTickets(parts: ProviderRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/api/tickets/sync-all',
    area,
    summary:
      'Take in what changed at the provider that the body names, as text or as an object; else at the first configured.',
    access: syncs,
    body: syncAllBody,
    answers: { 200: { description: 'What was taken in', schema: syncAllAnswer } },
    async handle(request) {
      const named = request.body;
      const first = [...parts.providers.values()].find(({ configured, inbound }) => configured && inbound !== null);
      const provider = named === null ? (first ?? parts.providers.get('local')) : providerNamed(parts.providers, named);
      return provider ? syncAll(parts, provider, request) : notRegistered(named ?? '');
    },
  });
}

/** Contract 20.4, and the provider actions on tickets of 7.14. */
export function providerRoutes(parts: ProviderRoutes): Route[] {
  return [list(parts), syncAllOf(parts), syncOne(parts), syncAllTickets(parts), syncRoute(parts), pushRoute(parts)];
}
