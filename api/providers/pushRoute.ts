import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection, Database, Queryable } from '../db/index.js';
import { ok, problem, type Answer } from '../http/answer.js';
import { idParams } from '../http/fields.js';
import { defineRoute, type Route } from '../http/route.js';
import { onTicket, tagged, type Ticket } from '../tickets/index.js';
import { pushAnswer, pushBody } from './contract.js';
import { enqueuePush } from './enqueuePush.js';
import type { Provider } from './port.js';
import {
  area,
  noTicket,
  notConfigured,
  notRegistered,
  providerNamed,
  syncs,
  type ProviderRoutes,
} from './routeParts.js';
import {
  endPause,
  moveToProvider,
  openCreate,
  pushIsOpen,
  requeueDead,
  ticketAtProvider,
  type TicketAtProvider,
} from './sql/providerStates.js';
import { workPush } from './workPushes.js';

/** Milliseconds that the request waits for a push that another process works; then it says that it is queued. */
const patience = 10_000;
const betweenLooks = 200;

type Status = 'created' | 'already_there' | 'local_only' | 'queued';

function answerOf(at: TicketAtProvider, provider: string, status: Status): Answer {
  const { id, provider_class, provider_url, provider_sync_status, provider_last_error } = at;
  const ref = at.provider_ref?.startsWith('LOCAL-') ? null : at.provider_ref;
  return ok(
    {
      ...{ status, provider, ticket_id: id, provider_ref: ref, provider_class, provider_url },
      ...{ provider_sync_status, provider_last_error },
    },
    status === 'queued' ? 202 : 200,
  );
}

/** What the ticket's present place lets be done: it is made once, and at one provider (27.22). */
async function toPush(q: Queryable, at: TicketAtProvider, provider: Provider): Promise<number | Answer> {
  const elsewhere = at.provider !== 'local' && at.provider !== provider.name;
  const there = at.provider !== 'local' && !(at.provider_ref ?? at.itop_ref).startsWith('LOCAL-');
  if (!elsewhere && there) {
    await requeueDead(q, at.id);
    return answerOf(at, provider.name, 'already_there');
  }
  if (elsewhere && (there || at.provider_sync_status === 'pending_create')) {
    const detail = `The ticket is kept at ${at.provider} (${at.provider_sync_status}); it can be at one provider only.`;
    return problem(409, 'ticket_at_other_provider', detail, { provider: at.provider });
  }
  await moveToProvider(q, at.id, provider.name);
  const made = await enqueuePush(q, { id: at.id, provider: provider.name }, { kind: 'create', asked: true });
  const push = made ?? (await openCreate(q, at.id));
  if (push === undefined) return notConfigured(provider);
  await endPause(q, provider.name);
  return push;
}

async function untilDone(db: Database, push: number, signal: AbortSignal): Promise<void> {
  for (const end = Date.now() + patience; Date.now() < end && !signal.aborted;) {
    if (!(await pushIsOpen(db, push))) return;
    await sleep(betweenLooks, undefined, { signal }).catch(() => undefined);
  }
}

/** Contract 7.14. The push is a row like every other; the request only does not wait for its turn. */
export function pushRoute(parts: ProviderRoutes): Route {
  const { db, providers, owner, publicUrl } = parts;
  return defineRoute({
    method: 'post',
    path: '/api/tickets/{id}/push-provider',
    area,
    summary: 'Make the ticket at a provider, or try again what failed. One that is there already is not made twice.',
    access: syncs,
    params: idParams,
    body: pushBody,
    answers: {
      200: { description: 'It is there', schema: pushAnswer, etag: true },
      202: {
        description: 'The provider cannot be reached; it is tried again by itself',
        schema: pushAnswer,
        etag: true,
      },
    },
    concurrency: 'if-match',
    async handle({ params, body, caller, signal, header }) {
      const pushed: { id?: number; provider?: Provider } = {};
      const begin = async (q: Connection, ticket: Ticket): Promise<Answer> => {
        const at = await ticketAtProvider(q, ticket.id);
        if (!at) return noTicket;
        const first = [...providers.values()].find(({ name, configured }) => name !== 'local' && configured)?.name;
        const name = body.provider ?? (at.provider === 'local' ? (first ?? 'local') : at.provider);
        const provider = providerNamed(providers, name);
        if (!provider) return notRegistered(name);
        if (provider.name === 'local')
          return answerOf(at, at.provider, at.provider === 'local' ? 'local_only' : 'already_there');
        if (!provider.configured) return notConfigured(provider);
        const push = await toPush(q, at, provider);
        if (typeof push !== 'number') return push;
        Object.assign(pushed, { id: push, provider });
        return noTicket;
      };
      const early = await onTicket(db, params.id, caller, begin, header('if-match'));
      const { id, provider } = pushed;
      if (id === undefined || !provider) return early;
      const settled = await workPush({ db, providers, owner, signal, publicUrl }, id);
      if (settled === undefined) await untilDone(db, id, signal);
      const at = await ticketAtProvider(db, params.id);
      if (!at) return noTicket;
      if (at.provider_sync_status === 'create_failed') {
        const detail = at.provider_last_error ?? `${provider.label} did not take the ticket.`;
        return problem(409, 'provider_refused', detail, { provider_sync_status: at.provider_sync_status });
      }
      const answer = answerOf(at, provider.name, at.provider_sync_status === 'synced' ? 'created' : 'queued');
      return tagged(db, params.id, answer);
    },
  });
}
