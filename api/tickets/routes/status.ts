import { recordEvent } from '../../audit/index.js';
import type { Database } from '../../db/index.js';
import { ok, problem, type Answer } from '../../http/answer.js';
import type { Caller } from '../../http/caller.js';
import { idParams } from '../../http/fields.js';
import { defineRoute, type Route } from '../../http/route.js';
import { closeOnceThere } from '../../providers/index.js';
import { notClosedThere, type CloseAtProvider } from '../closeAtProvider.js';
import { claimedSpeaker } from '../claimedSpeaker.js';
import { closingStatuses, statusBody, ticketUpdateBody, type StatusBody } from '../contract.js';
import { onTicket, staleTicket } from '../onTicket.js';
import { setStatus } from '../setStatus.js';
import { getTicket } from '../sql/getTicket.js';
import { area, noTicket, statusShape } from './answers.js';

type Wanted = {
  readonly id: number;
  readonly body: StatusBody;
  readonly caller: Caller;
  readonly ifMatch: string | undefined;
};

/** Contract 7.12: first there, then here, and nothing here when there said no. */
async function update(db: Database, close: CloseAtProvider, { id, body, caller, ifMatch }: Wanted): Promise<Answer> {
  const before = await getTicket(db, id, caller);
  if (!before) return noTicket;
  const stale = staleTicket(before, ifMatch);
  if (stale) return stale;
  const { status } = body;
  const skipped = notClosedThere(before, { closeProvider: body.close_provider, status });
  const reason = body.reason === '' ? `Set to ${status} by ${caller.name}.` : body.reason;
  const closed = skipped === undefined ? await close(before, { status, reason, actor: caller }) : undefined;
  const result = closed?.result ?? skipped;
  if (closed?.kind === 'failed') {
    await recordEvent(db, {
      category: 'sync',
      level: 'error',
      actor: caller.name,
      action: 'provider_close_failed',
      target: `ticket_${id}`,
      details: { provider: before.provider, status, provider_result: closed.result },
    });
    return problem(503, 'provider_close_failed', `${closed.sentence} Nothing was changed here.`, {
      provider_result: closed.result,
    });
  }
  return onTicket(
    db,
    id,
    caller,
    async (q, ticket) => {
      const done = await setStatus(q, ticket, claimedSpeaker(caller, body.actor), body);
      if (body.close_provider && closingStatuses.includes(status)) await closeOnceThere(q, ticket, { status, reason });
      return ok({ status: done.ticket.status, ticket_id: id, note_id: done.note.id, provider_result: result });
    },
    ifMatch,
  );
}

const shape = {
  area,
  access: { kind: 'signed-in', permission: 'tickets:note', agents: 'any' },
  params: idParams,
  answers: { 200: { description: 'The new status', schema: statusShape, etag: true } },
  concurrency: 'if-match',
} as const;

export function status(db: Database, close: CloseAtProvider): Route {
  return defineRoute({
    ...shape,
    method: 'post',
    path: '/api/tickets/{id}/status',
    summary: 'Set the status; the reason of a final one is the resolution that the requester reads.',
    body: statusBody,
    handle: ({ params, body, caller, header }) =>
      update(db, close, { id: params.id, body, caller, ifMatch: header('if-match') }),
  });
}

/** For programs that guess a REST update: the same operation, with the same checks, on the ticket itself. */
export function statusOnTicket(db: Database, close: CloseAtProvider): Route[] {
  return (['post', 'put', 'patch'] as const).map((method) =>
    defineRoute({
      ...shape,
      method,
      path: '/api/tickets/{id}',
      summary: 'Set the status, as /status does, which is the better address.',
      body: ticketUpdateBody,
      async handle({ params, body, caller, header }) {
        const { status: wanted } = body;
        if (wanted === null) {
          // Whether there is such a ticket is told before what was wrong about the request.
          if (!(await getTicket(db, params.id, caller))) return noTicket;
          const errors = [{ path: 'body.status', message: 'missing' }];
          return problem(400, 'missing_status', 'Missing status.', { errors });
        }
        const ifMatch = header('if-match');
        return update(db, close, { id: params.id, body: { ...body, status: wanted }, caller, ifMatch });
      },
    }),
  );
}
