import type { HarnessName } from '../../../config/sections/runner.js';
import type { Profile, RuntimeConfig } from './contract.js';

export type Wanted = {
  readonly profileId: string | null;
  readonly harness: HarnessName | null;
  readonly model: string | null;
  /** What the routes go by. */
  readonly workflowKey: string | null;
  readonly group: string | null;
  readonly taskType: string;
  readonly ticketClass: string;
};

export type Resolved = {
  readonly harness: HarnessName | null;
  readonly model: string | null;
  readonly profile: Profile | null;
  /** Why it is this one, for the record. */
  readonly why: string;
};

/** Contract 12.2: the first enabled route that fits, in this order of what it goes by. */
function routed(config: RuntimeConfig, wanted: Wanted): { id: string; why: string } | undefined {
  const criteria = [
    ['workflow_key', wanted.workflowKey],
    ['raci_group', wanted.group],
    ['ticket_class', wanted.ticketClass],
    ['platform_area', wanted.taskType],
  ] as const;
  for (const [type, value] of criteria) {
    const route = config.route_assignments.find(
      (one) => one.enabled && one.scope_type === type && value !== null && one.scope_value === value,
    );
    if (route) return { id: route.profile_id, why: `route ${type} ${route.scope_value}` };
  }
  return undefined;
}

/**
 * Which program and model an agent works with: what was asked for by name, else the profile of the first route that fits,
 * else the active profile, else what the runners chose. `ready` says which programs can work here: a profile whose
 * program cannot is passed over, so that a ticket is worked rather than left lying.
 */
export function resolveProfile(config: RuntimeConfig, wanted: Wanted, ready: ReadonlySet<HarnessName>): Resolved {
  const profileOf = (id: string | null): Profile | null => config.profiles.find((one) => one.id === id) ?? null;
  const named = profileOf(wanted.profileId);
  if (named)
    return {
      ...{ harness: wanted.harness ?? named.harness, model: wanted.model ?? named.model, profile: named },
      why: `profile ${named.id} was asked for`,
    };
  if (wanted.harness !== null || wanted.model !== null)
    return { harness: wanted.harness, model: wanted.model, profile: null, why: 'asked for by name' };
  const ways = [routed(config, wanted), { id: config.active_profile, why: 'the active profile' }];
  for (const way of ways) {
    const found = way ? profileOf(way.id) : null;
    if (way && found && ready.has(found.harness))
      return { harness: found.harness, model: found.model, profile: found, why: way.why };
  }
  return { harness: null, model: null, profile: null, why: 'what the runners chose' };
}
