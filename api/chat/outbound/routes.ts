import type { Database } from '../../db/index.js';
import { notFound, ok } from '../../http/answer.js';
import { defineRoute, type Route } from '../../http/route.js';
import { acknowledge } from './acknowledge.js';
import { ackAnswer, ackBody, pendingAnswer, pendingQuery } from './contract.js';
import { leasePending } from './leasePending.js';
import { outboundText } from './outboundText.js';

const area = 'ops-chat';

export type OutboundRoutes = {
  readonly db: Database;
  /** Longest text that is handed out, in characters. */
  readonly maxBodyChars: number;
};

/** Contract 23.8, with a lease that it lacks. */
export function outboundRoutes({ db, maxBodyChars }: OutboundRoutes): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/api/ops-chat/outbound/pending',
      area,
      summary:
        'What external consumers have to say in their conversations, oldest first. Each event is leased to who asks for half a minute; acknowledge it when it is said.',
      access: { kind: 'signed-in', permission: 'ops-chat:read', agents: 'never' },
      query: pendingQuery,
      answers: { 200: { description: 'What waits, leased to the caller', schema: pendingAnswer } },
      async handle({ query, caller }) {
        const pending = await leasePending(db, caller, query);
        const events = pending.map(({ body, ...event }) => ({
          event_key: `note:${event.note_id}`,
          ...event,
          body: outboundText({ source: event.source, body, ticketId: event.ticket_id }, maxBodyChars),
        }));
        return ok({ events, total: events.length });
      },
    }),
    defineRoute({
      method: 'post',
      path: '/api/ops-chat/outbound/ack',
      area,
      summary:
        'That an event of outbound/pending was said; the event itself is a good body. A second time changes nothing.',
      access: { kind: 'signed-in', permission: 'ops-chat:write', agents: 'never' },
      body: ackBody,
      answers: { 200: { description: 'It does not come again', schema: ackAnswer } },
      async handle({ body, caller }) {
        const outcome = await acknowledge(db, caller, body);
        if (outcome.kind === 'no_session') return notFound('Session');
        if (outcome.kind === 'no_event') return notFound('Outbound event');
        return ok({ status: outcome.kind, message_id: outcome.messageId });
      },
    }),
  ];
}
