import { readPage, type Page, type Queryable } from '../../db/index.js';
import type { deliveryStates } from '../contract.js';

export type DeliveryRow = {
  readonly id: number;
  readonly delivery_id: string;
  readonly event: string;
  readonly status: (typeof deliveryStates)[number];
  readonly tries: number;
  readonly last_status: number | null;
  readonly last_error: string | null;
  readonly next_attempt_at: Date | null;
  readonly created_at: Date;
  readonly completed_at: Date | null;
  readonly body: string;
};

const columns = `id, delivery_id, event, status, tries, last_status, last_error,
  case when status = 'queued' then not_before end as next_attempt_at, created_at, completed_at, body`;

/** Newest first. */
export async function listDeliveries(
  q: Queryable,
  webhookId: number,
  query: { status?: DeliveryRow['status'] | undefined; limit: number; offset: number },
): Promise<Page<DeliveryRow>> {
  return readPage<DeliveryRow>(
    q,
    `select ${columns}, count(*) over () as total from webhook_deliveries
     where webhook_id = $1 and ($2::text is null or status = $2) order by webhook_deliveries.id desc`,
    [webhookId, query.status ?? null],
    query,
  );
}

export async function readDelivery(q: Queryable, webhookId: number, id: number): Promise<DeliveryRow | undefined> {
  const { rows } = await q.query<DeliveryRow>(
    `select ${columns} from webhook_deliveries where webhook_id = $1 and id = $2 for update`,
    [webhookId, id],
  );
  return rows[0];
}

/** From the start, with all its attempts. */
export async function requeueDelivery(q: Queryable, id: number): Promise<DeliveryRow | undefined> {
  const { rows } = await q.query<DeliveryRow>(
    `update webhook_deliveries set status = 'queued', tries = 0, not_before = clock_timestamp(), completed_at = null
     where id = $1 and status = 'dead' returning ${columns}`,
    [id],
  );
  return rows[0];
}

export type NewDelivery = { readonly eventKey: string; readonly event: string; readonly body: string };

/** An event is delivered once to a webhook, however often this is asked for. */
export async function queueDelivery(
  q: Queryable,
  webhookId: number,
  { eventKey, event, body }: NewDelivery,
): Promise<number | undefined> {
  const { rows } = await q.query<{ id: number }>(
    `insert into webhook_deliveries (webhook_id, event_key, event, body) values ($1, $2, $3, $4)
     on conflict (webhook_id, event_key) do nothing returning id`,
    [webhookId, eventKey, event, body],
  );
  return rows[0]?.id;
}

/** Days that what was delivered is kept, and what was given up: long enough to be found, not for ever. */
const keptDelivered = 7;
const keptDead = 30;

export async function forgetDeliveries(q: Queryable): Promise<number> {
  const { rowCount } = await q.query(
    `delete from webhook_deliveries where status in ('delivered', 'dead')
       and completed_at < clock_timestamp() - make_interval(days => case status when 'dead' then $1::int else $2::int end)`,
    [keptDead, keptDelivered],
  );
  return rowCount ?? 0;
}
