import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { ConfigError } from '../../config/configError.js';
import { loadConfig, type LoadedConfig } from '../../config/load.js';

/** Loads from a folder of its own that holds these files, with this environment only. */
export function load(env: Record<string, string> = {}, files: Record<string, string> = {}): LoadedConfig {
  const cwd = mkdtempSync(path.join(tmpdir(), 'opsroom-config-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(path.join(cwd, name), text, { mode: 0o600 });
    }
    return loadConfig({ env, cwd });
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

/** The error that loading gives; fails when it gives none. */
export function refusal(env: Record<string, string>, files: Record<string, string> = {}): ConfigError {
  try {
    load(env, files);
  } catch (error) {
    expect(error).to.be.instanceOf(ConfigError);
    if (error instanceof ConfigError) return error;
  }
  throw new Error('the configuration was accepted');
}

export function keys(error: ConfigError): string[] {
  return error.problems.map(({ key }) => key);
}
