import { profile, type Profile, type RuntimeConfig } from './contract.js';

/** Contract 11.5: these three are always there; whoever removes one finds it again as it was shipped. */
export const presets: readonly Profile[] = [
  profile.parse({
    ...{ id: 'codex-primary', name: 'Codex', harness: 'codex', model: 'gpt-5.5', reasoning_effort: 'high' },
    description: 'The subscription or the API of OpenAI, by the Codex program.',
  }),
  profile.parse({
    ...{ id: 'local-only', name: 'Local models', harness: 'hermes', model: 'local/agent-default' },
    description: 'Nothing leaves the house: a model of your own, by Hermes.',
  }),
  profile.parse({
    ...{
      id: 'hermes-external',
      name: 'Hermes with a provider',
      harness: 'hermes',
      model: 'deepseek/deepseek-v4-flash',
    },
    description: 'A model of a provider, by Hermes.',
  }),
];

/**
 * Before somebody changed anything. No profile is in force then: which program works is what the runners found installed and
 * signed in, and not what a preset hopes for.
 */
export const initialConfig: RuntimeConfig = {
  active_profile: null,
  profiles: presets,
  route_assignments: [],
  setups: [],
  models: [],
  default_harness: null,
  default_model: null,
  max_concurrent_agents: 5,
  default_timeout_minutes: 60,
};
