import type { Config } from '../../config/schema.js';
import { loadTools } from '../../config/tools.js';
import { transaction, type Connection, type Database } from '../db/index.js';
import { inventoryOf } from './inventory.js';

/**
 * Brings the table to what ships and what the operator configured. A tool that is in neither any more stays with its
 * history and loses its address, so that it is never asked again. Another address makes the last answer worth nothing.
 */
export async function syncTools(q: Connection, config: Config['tools']): Promise<number> {
  await q.query(`select pg_advisory_xact_lock(hashtext('opsroom seed tools'))`);
  const inventory = inventoryOf(config, loadTools());
  for (const tool of inventory) {
    await q.query(
      `insert into tools as stored (name, type, description, host, port, check_interval) values ($1, $2, $3, $4, $5, $6)
       on conflict (name) do update set type = excluded.type, description = excluded.description, host = excluded.host,
         port = excluded.port, check_interval = excluded.check_interval, updated_at = clock_timestamp(),
         status = case when (stored.type, stored.host, stored.port) is distinct from (excluded.type, excluded.host, excluded.port)
           then 'unknown' else stored.status end,
         last_check = case when (stored.type, stored.host, stored.port) is distinct from (excluded.type, excluded.host, excluded.port)
           then null else stored.last_check end
       where (stored.type, stored.description, stored.host, stored.port, stored.check_interval)
         is distinct from (excluded.type, excluded.description, excluded.host, excluded.port, excluded.check_interval)`,
      [tool.name, tool.type, tool.description, tool.host, tool.port, config.check_interval],
    );
  }
  await q.query(
    `update tools set host = null, port = null, status = 'unknown', updated_at = clock_timestamp()
     where host is not null and name <> all($1)`,
    [inventory.map(({ name }) => name)],
  );
  return inventory.length;
}

export async function seedTools(db: Database, config: Config['tools']): Promise<void> {
  await transaction(db, (q) => syncTools(q, config));
}
