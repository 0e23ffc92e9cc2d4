import type { FieldError } from '../../http/answer.js';
import type { ConfigBody, Profile, RuntimeConfig } from './contract.js';
import { presets } from './presets.js';

export type Changed =
  | { readonly kind: 'changed'; readonly config: RuntimeConfig }
  | { readonly kind: 'refused'; readonly errors: readonly FieldError[] };

/** The first of those with the same name; the rest are doubles of it. */
function firstOf<T>(rows: readonly T[], nameOf: (row: T) => string): T[] {
  const known = new Set<string>();
  return rows.filter((row) => {
    const name = nameOf(row).toLowerCase();
    return known.has(name) ? false : known.add(name);
  });
}

function modelsIn(config: Omit<RuntimeConfig, 'models'>, listed: readonly string[]): string[] {
  const named = [
    ...listed,
    ...config.profiles.flatMap((one) => [one.model, ...one.fallbacks.map(({ model }) => model)]),
    ...config.setups.map(({ model }) => model),
    config.default_model,
  ];
  return [...new Set(named.filter((model): model is string => model !== null && model !== ''))];
}

/** The configuration with what was sent; what names a profile that is not there is refused (contract 11.5). */
export function changeConfig(before: RuntimeConfig, sent: ConfigBody): Changed {
  const given: readonly Profile[] = sent.profiles ?? before.profiles;
  const profiles = firstOf([...given, ...presets], ({ id }) => id);
  const known = new Set(profiles.map(({ id }) => id));
  const activeId = sent.active_profile === undefined ? before.active_profile : sent.active_profile;
  const active = activeId === '' ? null : activeId;
  const assignments = firstOf(sent.route_assignments ?? before.route_assignments, (one) =>
    [one.scope_type, one.scope_value].join('\n'),
  );
  const unknown = (path: string, id: string): FieldError => ({
    path,
    message: `there is no profile ${id}; there are ${[...known].join(', ')}`,
  });
  const errors = [
    ...(active !== null && !known.has(active) ? [unknown('body.active_profile', active)] : []),
    ...assignments.flatMap(({ profile_id: id }, at) =>
      known.has(id) ? [] : [unknown(`body.route_assignments.${at}.profile_id`, id)],
    ),
  ];
  if (errors.length > 0) return { kind: 'refused', errors };
  const chosen = sent.active_profile === undefined ? undefined : profiles.find(({ id }) => id === active);
  const defaultHarness = sent.default_harness === undefined ? before.default_harness : sent.default_harness || null;
  const config = {
    active_profile: active,
    profiles,
    route_assignments: assignments,
    setups: firstOf(sent.setups ?? before.setups, ({ name }) => name),
    // Choosing a profile chooses its program and its model, unless others are sent with it.
    default_harness: sent.default_harness === undefined && chosen ? chosen.harness : defaultHarness,
    default_model: sent.default_model ?? (chosen ? chosen.model : before.default_model),
    max_concurrent_agents: sent.max_concurrent_agents ?? before.max_concurrent_agents,
    default_timeout_minutes: sent.default_timeout_minutes ?? before.default_timeout_minutes,
  };
  return { kind: 'changed', config: { ...config, models: modelsIn(config, sent.models ?? before.models) } };
}
