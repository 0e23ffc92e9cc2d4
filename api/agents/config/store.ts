import type { Queryable } from '../../db/index.js';
import type { Actor } from '../../http/caller.js';
import { jsonText } from '../../db/index.js';
import type { RuntimeConfig } from './contract.js';
import { initialConfig } from './presets.js';

export type StoredConfig = { readonly version: number; readonly config: RuntimeConfig };

/** The configuration in force. */
export async function readConfig(q: Queryable): Promise<StoredConfig> {
  const { rows } = await q.query<StoredConfig>(
    'select version, config from agent_runtime_configs order by version desc limit 1',
  );
  return rows[0] ?? { version: 0, config: initialConfig };
}

/** Saves a new version; whoever changes it at the same time waits for the lock and changes what is there then. */
export async function saveConfig(q: Queryable, actor: Actor, config: RuntimeConfig): Promise<number> {
  const { rows } = await q.query<{ version: number }>(
    'insert into agent_runtime_configs (config, changed_by, principal_id) values ($1, $2, $3) returning version',
    [jsonText(config), actor.name.slice(0, 100), actor.principalId],
  );
  return rows[0]?.version ?? 0;
}

export async function lockConfig(q: Queryable): Promise<void> {
  await q.query(`select pg_advisory_xact_lock(hashtext('agent_runtime_configs'))`);
}
