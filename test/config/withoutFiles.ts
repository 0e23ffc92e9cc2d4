import type { Problem } from '../../config/configError.js';
import { mergeSources } from '../../config/mergeSources.js';
import { configSchema, settingTree, type Config } from '../../config/schema.js';
import { settingProblems } from '../../config/settingProblems.js';

export type Sections = Readonly<Record<string, unknown>>;

const tree = settingTree();

/**
 * The settings that these sections of a file and this environment give, without the checks between settings and the
 * data files that those read: a hundred of these cost what one whole loading costs.
 */
export function settled(sections: Sections, env: Readonly<Record<string, string>> = {}): Config | readonly Problem[] {
  const file = { path: '/etc/opsroom.yaml', values: sections, lineOf: () => 1 };
  const { input, where } = mergeSources(file, env, '/nowhere', tree);
  const parsed = configSchema.safeParse(input);
  return parsed.success ? parsed.data : settingProblems(parsed.error, tree, input, where);
}

export function accepted(sections: Sections, env: Readonly<Record<string, string>> = {}): Config {
  const result = settled(sections, env);
  if ('server' in result) return result;
  throw new Error(`It was refused: ${JSON.stringify(result)}`);
}

export function refused(sections: Sections, env: Readonly<Record<string, string>> = {}): readonly Problem[] {
  const result = settled(sections, env);
  if ('server' in result) throw new Error(`It was accepted: ${JSON.stringify(sections)}`);
  return result;
}
