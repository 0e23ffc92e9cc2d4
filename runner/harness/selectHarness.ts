import type { Isolation } from '../sandbox/index.js';
import type { HarnessName, HarnessState } from './port.js';

export type HarnessProbes = Readonly<Record<HarnessName, HarnessState>>;

export type Selection =
  | { readonly kind: 'selected'; readonly name: HarnessName; readonly why: string }
  /** A named harness that cannot work: nothing else is taken in its place, work waits. */
  | { readonly kind: 'unavailable'; readonly name: HarnessName; readonly why: string };

const preferred = ['hermes', 'claude-code', 'codex'] as const;

/**
 * Which harness works, and the sentence that says why. `auto` is the first one ready of Hermes, Claude Code and Codex,
 * else the built-in one. Without isolation a real harness works only where the operator allowed it.
 */
export function selectHarness(
  configured: HarnessName | 'auto',
  probes: HarnessProbes,
  { isolation, allowUnisolated }: { isolation: Isolation; allowUnisolated: boolean },
): Selection {
  const refused = isolation.kind === 'none' && !allowUnisolated;
  const risk = isolation.kind === 'none' ? ' It runs without isolation, as runner.allow_unisolated says.' : '';
  if (configured !== 'auto') {
    const state = probes[configured];
    if (state.state !== 'ready') return { kind: 'unavailable', name: configured, why: state.detail };
    if (configured === 'builtin') return { kind: 'selected', name: configured, why: `Configured. ${state.detail}` };
    if (refused) return { kind: 'unavailable', name: configured, why: `${isolation.sentence} ${allow}` };
    return { kind: 'selected', name: configured, why: `Configured. ${state.detail}${risk}` };
  }
  const found = preferred.find((name) => probes[name].state === 'ready');
  if (found !== undefined && !refused) {
    return { kind: 'selected', name: found, why: `${probes[found].detail}${risk}` };
  }
  const why =
    found === undefined
      ? `No model: ${preferred.map((name) => probes[name].detail).join(' ')}`
      : `${probes[found].detail} But: ${isolation.sentence} ${allow}`;
  return { kind: 'selected', name: 'builtin', why };
}

const allow = 'Or set runner.allow_unisolated to true, and every card will say so.';
