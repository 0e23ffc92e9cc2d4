import type { Queryable } from '../../db/index.js';

/** Seconds: an attempt takes at most ten. Whoever died with one leaves it to somebody else after that. */
const leaseSeconds = 30;

export type Claimed = {
  readonly id: number;
  readonly attempt: number;
  readonly tries: number;
  readonly webhook_id: number;
  readonly delivery_id: string;
  readonly event: string;
  readonly body: string;
  readonly url: string;
  readonly secret: string;
};

/**
 * The next delivery whose time has come, or whose sender died. One at a time of each webhook: a receiver that answers slowly
 * keeps nobody else waiting, and is not asked ten things at once. Those of a webhook that is switched off wait.
 */
export async function claimDelivery(q: Queryable, owner: string): Promise<Claimed | undefined> {
  const { rows } = await q.query<Claimed>(
    `update webhook_deliveries d set status = 'running', lease_owner = $1, attempt = d.attempt + 1, tries = d.tries + 1,
       lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds}), started_at = clock_timestamp()
     from webhooks w where w.id = d.webhook_id and d.id = (
       select n.id from webhook_deliveries n join webhooks h on h.id = n.webhook_id
       where h.active and n.status in ('queued', 'running') and n.not_before <= now()
         and (n.status = 'queued' or n.lease_until <= clock_timestamp())
         and not exists (select from webhook_deliveries o
           where o.webhook_id = n.webhook_id and o.status = 'running' and o.lease_until > clock_timestamp())
       order by n.not_before, n.id limit 1 for update of n skip locked)
     returning d.id, d.attempt, d.tries, d.webhook_id, d.delivery_id, d.event, d.body, w.url, w.secret`,
    [owner],
  );
  return rows[0];
}
