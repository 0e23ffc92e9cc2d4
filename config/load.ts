import { existsSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import { readConfigFile } from './configFile.js';
import { ConfigError } from './configError.js';
import { crossCheck } from './crossCheck.js';
import { CONFIG_FILE_VARIABLE, environmentVariables } from './environment.js';
import { mergeSources } from './mergeSources.js';
import { configSchema, settingTree, type Config } from './schema.js';
import { readableByOthers, secretFiles } from './secretFiles.js';
import { settingProblems } from './settingProblems.js';
import { didYouMean } from './suggest.js';

export interface LoadedConfig {
  readonly config: Config;
  /** The file that was read, absolute; undefined when there was none. */
  readonly file: string | undefined;
  /** Files that hold secrets, absolute: nothing that an agent runs may read them. */
  readonly secretFiles: readonly string[];
  /** Sentences for the start: allowed, but probably not what was wanted, such as that nobody may approve. */
  readonly warnings: readonly string[];
}

export interface ConfigSources {
  readonly env: NodeJS.ProcessEnv;
  /** Folder that relative paths are relative to, and where `opsroom.yaml` is looked for. */
  readonly cwd: string;
  /** Wins over OPSROOM_CONFIG; must exist. */
  readonly file?: string | undefined;
}

function sectionsOf({ path, ...issue }: z.core.$ZodIssue): string[] {
  return path.length > 0 ? [String(path[0])] : issue.code === 'unrecognized_keys' ? issue.keys : [];
}

function absolute(config: Config, cwd: string): Config {
  const { server, gates } = config;
  return {
    ...config,
    server: { ...server, data_dir: path.resolve(cwd, server.data_dir) },
    gates: { ...gates, ...(gates.policies === undefined ? {} : { policies: path.resolve(cwd, gates.policies) }) },
  };
}

/** Variables of ours that nobody reads. Only near misses: other tools may have names that start like ours. */
function misspelled(env: NodeJS.ProcessEnv): string[] {
  const known = [CONFIG_FILE_VARIABLE, ...environmentVariables.map(({ name }) => name)];
  return Object.keys(env)
    .filter((name) => /^(OPSROOM|MATRIX)_/.test(name) && !known.includes(name.replace(/_FILE$/, '')))
    .flatMap((name) => {
      const meant = didYouMean(name, known);
      return meant === undefined ? [] : [`The variable ${name} is not read; did you mean ${meant}?`];
    });
}

/**
 * Defaults, then the file, then the environment. Throws ConfigError with every wrong setting at once.
 * A file that was named must exist; `./opsroom.yaml` is read when it does.
 */
export function loadConfig({ env, cwd, file }: ConfigSources): LoadedConfig {
  const tree = settingTree();
  const named = file ?? (env[CONFIG_FILE_VARIABLE]?.trim() || undefined);
  const candidate = path.resolve(cwd, named ?? 'opsroom.yaml');
  const read = named !== undefined || existsSync(candidate) ? readConfigFile(candidate) : undefined;
  const { input, where } = mergeSources(read, env, cwd, tree);
  const parsed = configSchema.safeParse(input);
  if (!parsed.success) {
    const broken = new Set(parsed.error.issues.flatMap(sectionsOf));
    const rest = configSchema.safeParse(
      Object.fromEntries(Object.entries(input).filter(([name]) => !broken.has(name))),
    );
    const between = rest.success ? crossCheck(absolute(rest.data, cwd), where, broken).problems : [];
    throw new ConfigError([...settingProblems(parsed.error, tree, input, where), ...between]);
  }
  const config = absolute(parsed.data, cwd);
  const { problems, warnings } = crossCheck(config, where);
  if (problems.length > 0) {
    throw new ConfigError(problems);
  }
  const secrets = secretFiles(read?.path, env, cwd);
  const told = [...warnings, ...misspelled(env), ...readableByOthers(secrets)];
  return { config, file: read?.path, secretFiles: secrets, warnings: told };
}
