import { readPage, type Page, type Queryable } from '../../db/index.js';
import type { ChangedWebhook, NewWebhook } from '../contract.js';

export type WebhookRow = {
  readonly id: number;
  readonly url: string;
  readonly description: string;
  readonly events: readonly string[];
  readonly active: boolean;
  readonly created_by: string;
  readonly created_at: Date;
  readonly updated_at: Date;
};
export type CountedRow = WebhookRow & { readonly queued: number; readonly dead: number };

/** Never with the secret: it is read by what signs, and nowhere else. */
const columns = 'id, url, description, events, active, created_by, created_at, updated_at';
const counts = `(select count(*) from webhook_deliveries d where d.webhook_id = w.id and d.status in ('queued', 'running')) as queued,
  (select count(*) from webhook_deliveries d where d.webhook_id = w.id and d.status = 'dead') as dead`;

export async function listWebhooks(q: Queryable, query: { limit: number; offset: number }): Promise<Page<CountedRow>> {
  return readPage<CountedRow>(
    q,
    `select ${columns}, ${counts}, count(*) over () as total from webhooks w order by id`,
    [],
    query,
  );
}

export async function readWebhook(q: Queryable, id: number): Promise<CountedRow | undefined> {
  const { rows } = await q.query<CountedRow>(`select ${columns}, ${counts} from webhooks w where id = $1`, [id]);
  return rows[0];
}

export async function insertWebhook(
  q: Queryable,
  webhook: NewWebhook,
  by: { readonly name: string; readonly principalId: number },
  secret: string,
): Promise<WebhookRow> {
  const { rows } = await q.query<WebhookRow>(
    `insert into webhooks (url, description, events, active, secret, created_by, created_by_principal_id)
     values ($1, $2, $3, $4, $5, $6, $7) returning ${columns}`,
    [webhook.url, webhook.description, webhook.events, webhook.active, secret, by.name, by.principalId || null],
  );
  if (!rows[0]) throw new Error('A webhook was inserted and did not come back.');
  return rows[0];
}

export async function updateWebhook(q: Queryable, id: number, change: ChangedWebhook): Promise<WebhookRow | undefined> {
  const { rows } = await q.query<WebhookRow>(
    `update webhooks set url = coalesce($2, url), description = coalesce($3, description), events = coalesce($4, events),
       active = coalesce($5, active),
       active_since = case when $5 and not active then clock_timestamp() else active_since end, updated_at = clock_timestamp() where id = $1 returning ${columns}`,
    [id, change.url ?? null, change.description ?? null, change.events ?? null, change.active ?? null],
  );
  return rows[0];
}

export async function replaceSecret(q: Queryable, id: number, secret: string): Promise<WebhookRow | undefined> {
  const { rows } = await q.query<WebhookRow>(
    `update webhooks set secret = $2, updated_at = clock_timestamp() where id = $1 returning ${columns}`,
    [id, secret],
  );
  return rows[0];
}

/** With everything that it still had to deliver. */
export async function deleteWebhook(q: Queryable, id: number): Promise<WebhookRow | undefined> {
  const { rows } = await q.query<WebhookRow>(`delete from webhooks where id = $1 returning ${columns}`, [id]);
  return rows[0];
}
