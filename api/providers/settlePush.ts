import { recordEvent } from '../audit/index.js';
import { holds, jsonText, transaction, type Database, type Lease, type Queryable } from '../db/index.js';
import { afterFailure } from './afterFailure.js';
import type { Asked } from './askProvider.js';
import type { Failure, Placed, Provider } from './port.js';
import { linkTicket } from './sql/linkTicket.js';
import type { PushRow } from './sql/readPush.js';

export type Settled = 'done' | 'skipped' | 'again' | 'dead' | 'lost';

const actor = 'provider-sync';

/** Contract 30.3, category sync. */
function eventOf(push: PushRow, ending: 'complete' | 'failed'): string {
  if (push.kind === 'close') return `provider_close_${ending}`;
  return push.kind === 'create' && push.payload['asked'] !== true
    ? `provider_create_${ending}`
    : `provider_push_${ending}`;
}

async function tell(
  q: Queryable,
  push: PushRow,
  ending: 'complete' | 'failed',
  level: 'info' | 'warning' | 'error',
  details: Readonly<Record<string, unknown>>,
): Promise<void> {
  await recordEvent(q, {
    ...{ category: 'sync', level, actor },
    action: eventOf(push, ending),
    target: `ticket_${push.ticketId}`,
    details: { ticket_id: push.ticketId, provider: push.provider, kind: push.kind, push_id: push.id, ...details },
  });
}

async function finish(
  q: Queryable,
  push: PushRow,
  end: { readonly status: 'done' | 'skipped' | 'dead'; readonly error?: string; readonly result?: unknown },
): Promise<void> {
  await q.query(
    `update provider_pushes set status = $2, finished_at = clock_timestamp(), lease_owner = null, lease_until = null,
       last_error = $3, result = $4 where id = $1`,
    [push.id, end.status, end.error ?? null, jsonText(end.result ?? {})],
  );
}

async function done(q: Queryable, push: PushRow, value: { placed?: Placed; status?: string }): Promise<Settled> {
  const { placed, status } = value;
  if (placed) await linkTicket(q, push.ticketId, push.provider, placed);
  else {
    const closed = push.kind === 'close';
    await q.query(
      `update tickets set provider_last_error = null,
         provider_sync_status = case when $2 or provider_sync_status = 'unknown' then 'synced' else provider_sync_status end where id = $1`,
      [push.ticketId, closed],
    );
  }
  const result = placed
    ? { provider_ref: placed.ref, provider_class: placed.ticketClass }
    : { status: status ?? 'done' };
  await finish(q, push, { status: 'done', result });
  await tell(q, push, 'complete', 'info', result);
  return 'done';
}

/** A dead letter: the ticket says so, and an event; a person has to look. Nothing else of it waits behind the row. */
async function dead(q: Queryable, push: PushRow, message: string): Promise<Settled> {
  const failed = push.kind === 'create' ? 'create_failed' : push.kind === 'close' ? 'close_failed' : null;
  await finish(q, push, { status: 'dead', error: message });
  await q.query(
    `update tickets set provider_last_error = $2, provider_sync_status = coalesce($3, provider_sync_status) where id = $1`,
    [push.ticketId, message, failed],
  );
  await tell(q, push, 'failed', 'error', { error: message, final: true });
  return 'dead';
}

async function failed(q: Queryable, push: PushRow, lease: Lease, failure: Failure, random: number): Promise<Settled> {
  const errors = push.errors + (failure.kind === 'broken' ? 1 : 0);
  const next = afterFailure({ attempt: lease.attempt, errors }, failure, random);
  if (!next.again) return dead(q, push, failure.message);
  await q.query(
    `update provider_pushes set status = 'queued', lease_owner = null, lease_until = null, failures = $2, last_error = $3,
       not_before = clock_timestamp() + make_interval(secs => $4::double precision / 1000) where id = $1`,
    [push.id, errors, failure.message, next.afterMs],
  );
  await q.query('update tickets set provider_last_error = $2 where id = $1', [push.ticketId, failure.message]);
  if (next.pausesAll) {
    await q.query(
      `update ticket_providers set paused_until = greatest(paused_until, clock_timestamp() + make_interval(secs => $2::double precision / 1000))
       where name = $1`,
      [push.provider, next.afterMs],
    );
  }
  // Once, and not at every try of a long outage.
  if (lease.attempt === 1) await tell(q, push, 'failed', 'warning', { error: failure.message, final: false });
  return 'again';
}

/**
 * Writes down what came of a push, in one transaction with the ticket. `lost` when somebody else holds the row by now: then
 * the next one finds what this one did by our reference.
 */
export async function settlePush(
  db: Database,
  push: PushRow,
  lease: Lease,
  asked: Asked,
  provider: Pick<Provider, 'label'>,
  random = Math.random(),
): Promise<Settled> {
  return transaction(db, async (q) => {
    // The ticket first, as everybody else locks it before what hangs on it.
    await q.query('select from tickets where id = $1 for update', [push.ticketId]);
    if (!(await holds(q, lease))) return 'lost';
    switch (asked.kind) {
      case 'done':
        return done(q, push, asked.value);
      case 'not_supported':
        await finish(q, push, { status: 'skipped' });
        return 'skipped';
      case 'not_there':
        return dead(q, push, `${provider.label} has no ${push.place.ticketClass} ${push.place.ref} any more.`);
      default:
        return failed(q, push, lease, asked, random);
    }
  });
}
