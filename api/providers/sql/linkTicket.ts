import { jsonText, type Queryable } from '../../db/index.js';
import type { Placed } from '../port.js';

/**
 * The ticket is there now (contract 7.5 (6)), and what waited for that may go. The legacy pair follows the provider's name,
 * unless another ticket has that name: two providers may call theirs alike.
 */
export async function linkTicket(q: Queryable, ticketId: number, provider: string, placed: Placed): Promise<void> {
  await q.query(
    `update tickets t set provider = $2, provider_ref = $3, provider_class = $4, provider_url = $5,
       itop_ref = case when taken.already then t.itop_ref else left($3, 100) end,
       itop_class = case when taken.already then t.itop_class else left($4, 50) end,
       provider_payload = t.provider_payload || $6, provider_sync_status = 'synced', provider_last_error = null,
       synced_at = clock_timestamp(), version = t.version + 1, updated_at = clock_timestamp()
     from (select exists (select from tickets o where o.itop_ref = left($3, 100) and o.itop_class = left($4, 50) and o.id <> $1) as already) taken
     where t.id = $1`,
    [ticketId, provider, placed.ref, placed.ticketClass, placed.url, jsonText(placed.payload)],
  );
  await q.query(
    `update provider_pushes set not_before = clock_timestamp() where ticket_id = $1 and status = 'queued' and not_before = 'infinity'`,
    [ticketId],
  );
}
