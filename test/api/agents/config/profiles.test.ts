import { expect } from 'chai';
import { changeConfig } from '../../../../api/agents/config/changeConfig.js';
import { configBody, type RuntimeConfig } from '../../../../api/agents/config/contract.js';
import { initialConfig, presets } from '../../../../api/agents/config/presets.js';
import { resolveProfile, type Wanted } from '../../../../api/agents/config/resolveProfile.js';

const change = (sent: unknown, before: RuntimeConfig = initialConfig): RuntimeConfig => {
  const changed = changeConfig(before, configBody.parse(sent));
  if (changed.kind !== 'changed') throw new Error(JSON.stringify(changed.errors));
  return changed.config;
};
const refusals = (sent: unknown): string[] => {
  const changed = changeConfig(initialConfig, configBody.parse(sent));
  return changed.kind === 'refused' ? changed.errors.map(({ path }) => path) : [];
};
const presetIds = presets.map(({ id }) => id);

describe('a change of the runtime configuration', () => {
  it('leaves alone what is not sent', () => {
    const first = change({ profiles: [{ id: 'night', harness: 'hermes', model: 'qwen/x' }], max_concurrent_agents: 7 });
    const second = change({ default_model: 'gpt-x' }, first);
    expect(second).to.deep.include({ profiles: first.profiles, max_concurrent_agents: 7, default_model: 'gpt-x' });
  });

  it('always has the three presets, and each profile once', () => {
    const config = change({
      profiles: [
        { id: 'night', harness: 'codex' },
        { id: 'Night', harness: 'hermes' },
      ],
    });
    expect(config.profiles.map(({ id }) => id)).to.deep.equal(['night', ...presetIds]);
    const own = change({ profiles: [{ id: 'codex-primary', harness: 'codex', model: 'own' }] });
    expect(own.profiles.find(({ id }) => id === 'codex-primary')?.model).to.equal('own');
  });

  it('knows every model that is named anywhere', () => {
    const config = change({
      models: ['listed'],
      default_model: 'standard',
      setups: [{ name: 'S', harness: 'codex', model: 'of-setup' }],
      profiles: [
        { id: 'p', harness: 'codex', model: 'of-profile', fallbacks: [{ harness: 'hermes', model: 'of-fallback' }] },
      ],
    });
    expect(config.models).to.include.members(['listed', 'standard', 'of-setup', 'of-profile', 'of-fallback']);
  });

  it('takes numbers that are too large or too small as the nearest that are not', () => {
    expect(change({ max_concurrent_agents: 1_000, default_timeout_minutes: 0 })).to.include({
      ...{ max_concurrent_agents: 50, default_timeout_minutes: 1 },
    });
    const [own] = change({ profiles: [{ id: 'p', harness: 'codex', timeout_minutes: 5_000 }] }).profiles;
    expect(own?.timeout_minutes).to.equal(1_440);
  });

  it('gives models of the own machine an hour, and others ten minutes', () => {
    const minutes = (model: string): number | undefined =>
      change({ profiles: [{ id: 'p', harness: 'hermes', model }] }).profiles[0]?.timeout_minutes;
    expect(['local/x', 'qwen/x', 'lmstudio/x', 'gpt-5.5', 'notlocal/x'].map(minutes)).to.deep.equal([
      60, 60, 60, 10, 10,
    ]);
  });

  it('has four words for effort, and knows those of others', () => {
    const effort = (word: unknown): string | undefined =>
      change({ profiles: [{ id: 'p', harness: 'codex', reasoning_effort: word }] }).profiles[0]?.reasoning_effort;
    expect([null, '', 'none', 'minimal', 'xhigh', 'high'].map(effort)).to.deep.equal([
      ...['medium', 'medium', 'medium', 'low', 'extra-high', 'high'],
    ]);
    expect(() => effort('gigantic')).to.throw();
  });

  it('chooses program and model with a profile, unless they are sent too', () => {
    expect(change({ active_profile: 'codex-primary' })).to.include({
      default_harness: 'codex',
      default_model: 'gpt-5.5',
    });
    expect(change({ active_profile: 'codex-primary', default_model: 'mine' })).to.include({ default_model: 'mine' });
    expect(change({ active_profile: '' }, change({ active_profile: 'local-only' })).active_profile).to.equal(null);
  });

  it('refuses a profile that is not there, by the path of the field', () => {
    expect(refusals({ active_profile: 'nope' })).to.deep.equal(['body.active_profile']);
    const route = { scope_type: 'raci_group', scope_value: 'G', profile_id: 'nope' };
    expect(
      refusals({
        route_assignments: [
          { ...route, profile_id: 'local-only' },
          { ...route, scope_value: 'H' },
        ],
      }),
    ).to.deep.equal(['body.route_assignments.1.profile_id']);
  });

  it('keeps no key and no token, whatever is sent', () => {
    const text = JSON.stringify(
      change({ api_key: 'sk-1', profiles: [{ id: 'p', harness: 'codex', api_key: 'sk-2' }] }),
    );
    expect(text).to.not.include('sk-');
  });
});

describe('the profile of an agent', () => {
  const config = change({
    active_profile: 'codex-primary',
    route_assignments: [
      { scope_type: 'platform_area', scope_value: 'postmortem', profile_id: 'hermes-external' },
      { scope_type: 'raci_group', scope_value: 'Security Operations', profile_id: 'local-only' },
      { scope_type: 'raci_group', scope_value: 'Cloud Operations', profile_id: 'local-only', enabled: false },
      { scope_type: 'workflow_key', scope_value: 'incident:phishing', profile_id: 'hermes-external' },
    ],
  });
  const all = new Set(['codex', 'hermes', 'claude-code', 'builtin'] as const);
  const nothing: Wanted = {
    ...{ profileId: null, harness: null, model: null, workflowKey: null, group: null },
    ...{ taskType: 'ticket_resolution', ticketClass: 'Incident' },
  };
  const of = (wanted: Partial<Wanted>, ready = all): string | null =>
    resolveProfile(config, { ...nothing, ...wanted }, ready).profile?.id ?? null;

  it('is the one that was asked for, with a program and a model beside it where those were too', () => {
    const wanted = { ...nothing, profileId: 'local-only', model: 'other' };
    expect(resolveProfile(config, wanted, all)).to.deep.include({ harness: 'hermes', model: 'other' });
  });

  it('is none when a program or a model was asked for by name', () => {
    expect(resolveProfile(config, { ...nothing, harness: 'claude-code' }, all)).to.deep.include({
      ...{ harness: 'claude-code', model: null, profile: null },
    });
  });

  it('is that of the closest route, else the active one', () => {
    expect(of({})).to.equal('codex-primary');
    expect(of({ taskType: 'postmortem' })).to.equal('hermes-external');
    expect(of({ taskType: 'postmortem', group: 'Security Operations' })).to.equal('local-only');
    expect(of({ group: 'Security Operations', workflowKey: 'incident:phishing' })).to.equal('hermes-external');
    expect(of({ group: 'Cloud Operations' }), 'a route that is switched off').to.equal('codex-primary');
    expect(of({ profileId: 'unknown' })).to.equal('codex-primary');
  });

  it('is passed over while its program works nowhere, and then the runners choose', () => {
    expect(of({ group: 'Security Operations' }, new Set(['codex'] as const))).to.equal('codex-primary');
    expect(resolveProfile(config, nothing, new Set(['builtin'] as const))).to.deep.include({
      ...{ harness: null, profile: null, why: 'what the runners chose' },
    });
  });

  it('is what the runners choose on a fresh installation', () => {
    expect(resolveProfile(initialConfig, nothing, all)).to.deep.include({ harness: null, model: null, profile: null });
  });
});
