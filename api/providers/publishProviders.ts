import type { Config } from '../../config/schema.js';
import type { Queryable } from '../db/index.js';
import { preference } from './chooseProvider.js';
import type { Providers } from './openProviders.js';

/**
 * Writes down what this process can reach, so that whoever files a ticket knows where it goes without knowing a credential.
 * Processes that differ are an operator's mistake in the making: the last one to start says how it is.
 */
export async function publishProviders(
  q: Queryable,
  settings: Config['providers'],
  providers: Providers,
): Promise<void> {
  const order = preference(settings);
  const rows = [...providers.values()].map(({ name, configured, takes }) => ({
    ...{ name, configured, takes, rank: order.indexOf(name) },
  }));
  await q.query(
    `insert into ticket_providers (name, rank, configured, takes)
     select p.name, p.rank, p.configured, array(select jsonb_array_elements_text(p.takes))
     from jsonb_to_recordset($1) as p(name text, rank integer, configured boolean, takes jsonb)
     on conflict (name) do update set rank = excluded.rank, configured = excluded.configured, takes = excluded.takes,
       paused_until = null, updated_at = clock_timestamp()`,
    [JSON.stringify(rows)],
  );
}
