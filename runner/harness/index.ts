import type { Config } from '../../config/schema.js';
import { builtin } from './builtin.js';
import { claudeCode } from './claudeCode.js';
import { codex } from './codex.js';
import { hermes } from './hermes.js';
import type { Harness, HarnessName } from './port.js';
import type { HarnessPlace } from './programProbe.js';

export { selectHarness, type HarnessProbes, type Selection } from './selectHarness.js';
export type { HarnessPlace } from './programProbe.js';
export type * from './port.js';

type Parts = HarnessPlace & {
  readonly config: Pick<Config, 'models' | 'runner'>;
  readonly programs: { readonly builtin: string; readonly readable: readonly string[] };
  /** Of Opsroom: the built-in harness has no other. */
  readonly version: string;
};

/** All four, by name. */
export function createHarnesses(parts: Parts): Readonly<Record<HarnessName, Harness>> {
  return {
    hermes: hermes(parts, parts.config),
    'claude-code': claudeCode(parts, parts.config),
    codex: codex(parts, parts.config),
    builtin: builtin({ ...parts.programs, node: parts.node }, parts.version),
  };
}
