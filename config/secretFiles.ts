import { statSync } from 'node:fs';
import path from 'node:path';
import { environmentVariables } from './environment.js';

/** Files that a secret was read from, or may stand in: the configuration, and those that a `…_FILE` variable names. */
export function secretFiles(configFile: string | undefined, env: NodeJS.ProcessEnv, cwd: string): string[] {
  const named = environmentVariables.flatMap(({ name }) => {
    const file = env[`${name}_FILE`];
    return env[name]?.trim() || file === undefined || file === '' ? [] : [path.resolve(cwd, file)];
  });
  return [...new Set([...(configFile === undefined ? [] : [configFile]), ...named])];
}

/** One sentence for each of these that others on this machine may read; the programs of agents are others. */
export function readableByOthers(files: readonly string[]): string[] {
  return files.flatMap((file) => {
    const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? 0;
    if ((mode & 0o044) === 0) return [];
    return [
      `${file} may be read by other users of this machine, and so by runs. Make it yours alone: chmod 600 ${file}`,
    ];
  });
}
