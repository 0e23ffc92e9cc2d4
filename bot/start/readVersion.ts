import { readFileSync } from 'node:fs';

/** Of this build. `package.json` lies two folders above `dist/bot/start`, also in a copy of the build elsewhere. */
export function readVersion(): string {
  for (const above of ['../../../', '../../../../', '../../']) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(`${above}package.json`, import.meta.url), 'utf8')) as {
        name?: string;
        version?: string;
      };
      if (name === 'opsroom' && version !== undefined) return version;
    } catch {
      // Not there.
    }
  }
  return 'unknown';
}
