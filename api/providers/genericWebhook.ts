import type { Secret } from '../../config/secret.js';
import { onlyCreates, type Outcome, type Placed, type Provider } from './port.js';
import { describedFor } from './contactBlock.js';
import { objectIn, redact, send } from './send.js';

export type WebhookSettings = { readonly url: string; readonly token: Secret | null; readonly dryRun: boolean };

const text = (value: unknown): string | null =>
  (typeof value === 'string' && value.trim() !== '') || typeof value === 'number' ? String(value).trim() : null;

/**
 * A ticket posted to an address of the operator's (contract 25.2). The answer may say what it is called there; else our own
 * reference is its name. A try is repeated with the same Idempotency-Key, because there is nothing that could be searched.
 */
export function webhookProvider(settings: WebhookSettings | null): Provider {
  const base: Omit<Provider, 'configured' | 'create'> = {
    ...onlyCreates,
    name: 'generic-webhook',
    label: 'Generic webhook',
    ticketClasses: ['Incident', 'UserRequest', 'RoutineChange', 'NormalChange', 'EmergencyChange'],
  };
  if (settings === null)
    return { ...base, configured: false, create: () => Promise.resolve({ kind: 'not_supported' }) };
  const { url, token, dryRun } = settings;
  return {
    ...base,
    configured: true,
    async create(ticket, _again, signal): Promise<Outcome<Placed>> {
      const { openedBy, requester, affectedUser } = ticket;
      const body = JSON.stringify({
        ...{ ticket_id: ticket.ticketId, title: ticket.title, description: describedFor(ticket) },
        ...{ ticket_class: ticket.ticketClass, priority: ticket.priority, created_by: ticket.createdBy },
        contacts: { opened_by: openedBy, requester, affected_user: affectedUser },
        dry_run: dryRun,
      });
      const headers = {
        ...{ 'content-type': 'application/json', 'idempotency-key': ticket.reference },
        ...(token === null ? {} : { 'x-webhook-token': token.reveal() }),
      };
      const reply = await send('The webhook', { url, headers, body }, signal);
      if (reply.kind !== 'answered') return reply;
      if (reply.status >= 300) {
        const said = redact(reply.text, [token ?? undefined]).slice(0, 200);
        return { kind: 'refused', message: `The webhook did not take the ticket (HTTP ${reply.status}): ${said}` };
      }
      const answer = objectIn(reply.text) ?? {};
      const ref = text(answer['provider_ref'] ?? answer['ref'] ?? answer['id'] ?? answer['key']) ?? ticket.reference;
      const link = text(answer['provider_url'] ?? answer['url']);
      return {
        kind: 'done',
        value: { ticketClass: ticket.ticketClass, ref: ref.slice(0, 100), url: link, payload: {} },
      };
    },
  };
}
