import { record, recordEvent } from '../../audit/index.js';
import { transaction, type Database, type Queryable } from '../../db/index.js';
import { ok, problem } from '../../http/answer.js';
import { defineRoute, type Route } from '../../http/route.js';
import { readyHarnesses } from '../runners.js';
import { changeConfig } from './changeConfig.js';
import { configAnswer, configBody, reasoningEfforts, type RuntimeConfig } from './contract.js';
import { lockConfig, readConfig, saveConfig, type StoredConfig } from './store.js';

const area = 'agents';

async function shown(q: Queryable, { version, config }: StoredConfig): Promise<Record<string, unknown>> {
  return {
    ...{ version, ...config },
    available_harnesses: [...(await readyHarnesses(q))].map((name) => ({ name })),
    reasoning_efforts: reasoningEfforts,
  };
}

/** What is other than it was, by name: the trail need not repeat the whole. */
function changedParts(before: RuntimeConfig, after: RuntimeConfig): string[] {
  const names = Object.keys(after) as (keyof RuntimeConfig)[];
  return names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name])).sort();
}

function models(db: Database): Route {
  return defineRoute({
    method: 'get',
    path: '/api/agents/models',
    area,
    summary: 'Models, programs, profiles and routes that agents work with; nothing of it is secret.',
    access: { kind: 'signed-in', permission: 'agents:read', agents: 'never' },
    answers: { 200: { description: 'The configuration', schema: configAnswer } },
    async handle() {
      const stored = await readConfig(db);
      return ok({ ...(await shown(db, stored)), default: stored.config.default_model });
    },
  });
}

function get(db: Database): Route {
  return defineRoute({
    method: 'get',
    path: '/api/agents/config',
    area,
    summary: 'The editable runtime configuration of agents.',
    access: { kind: 'signed-in', permission: 'agents:read', agents: 'never' },
    answers: { 200: { description: 'The configuration', schema: configAnswer } },
    handle: async () => ok(await shown(db, await readConfig(db))),
  });
}

function put(db: Database): Route {
  return defineRoute({
    method: 'put',
    path: '/api/agents/config',
    area,
    summary: 'Change parts of the runtime configuration; keys and sign-ins are never taken here.',
    // Contract 3.4: no role but the administrator's holds it.
    access: { kind: 'signed-in', permission: 'platform:unknown', agents: 'never' },
    body: configBody,
    answers: { 200: { description: 'The configuration as it is now', schema: configAnswer } },
    handle: ({ body, caller }) =>
      transaction(db, async (q) => {
        await lockConfig(q);
        const before = await readConfig(q);
        const changed = changeConfig(before.config, body);
        if (changed.kind === 'refused') {
          const detail = `Wrong fields: ${changed.errors.map(({ path, message }) => `${path} (${message})`).join('; ')}.`;
          return problem(422, 'invalid_fields', detail, { errors: changed.errors });
        }
        const version = await saveConfig(q, caller, changed.config);
        const parts = changedParts(before.config, changed.config);
        const entry = { action: 'agent_runtime_config_updated', target: 'agent_runtime_config' };
        const details = { version, from_version: before.version, parts };
        await record(q, { actor: caller, ...entry, details });
        await recordEvent(q, { category: 'agent', actor: caller.name, ...entry, details });
        return ok(await shown(q, { version, config: changed.config }));
      }),
  });
}

/** Contract 11.5. */
export function configRoutes(db: Database): Route[] {
  return [models(db), get(db), put(db)];
}
