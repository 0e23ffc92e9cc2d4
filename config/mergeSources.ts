import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError, type Problem } from './configError.js';
import type { ConfigFile } from './configFile.js';
import { environmentVariables, readVariable } from './environment.js';
import { settingAt, type SettingNode } from './schema.js';

export interface MergedSources {
  readonly input: Readonly<Record<string, unknown>>;
  readonly where: (path: readonly PropertyKey[]) => string | undefined;
}

/** A variable's text. For secrets also from the file that `<NAME>_FILE` names, as container platforms hand them over. */
function variableText(name: string, isSecret: boolean, env: NodeJS.ProcessEnv, cwd: string): string | undefined {
  const direct = env[name];
  if (direct !== undefined && direct.trim() !== '') {
    return direct; // an empty variable is what compose files make of an unset one
  }
  const file = isSecret ? env[`${name}_FILE`] : undefined;
  return file === undefined || file === '' ? undefined : readFileSync(path.resolve(cwd, file), 'utf8').trim();
}

/** Lays the environment over the file and remembers where each value came from. Throws ConfigError for unreadable secret files. */
export function mergeSources(
  file: ConfigFile | undefined,
  env: NodeJS.ProcessEnv,
  cwd: string,
  tree: SettingNode,
): MergedSources {
  const input = structuredClone(file?.values ?? {}) as Record<string, unknown>;
  const origins = new Map<string, string>();
  const problems: Problem[] = [];
  for (const { name, path: setting, reading } of environmentVariables) {
    const [section = '', key = ''] = setting.split('.');
    const isSecret = settingAt(tree, [section, key])?.secret === true;
    let text: string | undefined;
    try {
      text = variableText(name, isSecret, env, cwd);
    } catch {
      const fix = 'name a file that the user who starts Opsroom can read.';
      problems.push({ key: setting, where: `${name}_FILE`, says: 'names a file that cannot be read.', fix });
    }
    if (text === undefined) {
      continue;
    }
    const old = input[section];
    if (old !== undefined && (typeof old !== 'object' || old === null || Array.isArray(old))) {
      continue; // the section itself is wrong in the file; the schema says so
    }
    input[section] = { ...old, [key]: readVariable(text, reading) };
    origins.set(setting, env[name]?.trim() ? name : `${name}_FILE`);
  }
  if (problems.length > 0) {
    throw new ConfigError(problems);
  }
  return {
    input,
    where(parts) {
      const variable = origins.get(parts.slice(0, 2).map(String).join('.'));
      if (variable !== undefined) {
        return variable;
      }
      const line = file?.lineOf(parts);
      return file && line !== undefined ? `${path.basename(file.path)} line ${line}` : undefined;
    },
  };
}
