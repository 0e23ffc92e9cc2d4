import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { z } from 'zod';
import { ConfigError, keyOf } from './configError.js';

/** Reads a YAML data file through its schema. Throws ConfigError that lists every fault with its place in the file. */
export function readDataFile<T>(file: string, schema: z.ZodType<T>): T {
  let values: unknown;
  try {
    values = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : 'unknown error';
    const fix = 'check the path and the YAML; the shipped files are in config/data/.';
    throw new ConfigError([{ key: file, where: undefined, says: `cannot be read: ${reason ?? ''}`, fix }]);
  }
  const parsed = schema.safeParse(values);
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map((issue) => ({
        key: keyOf(issue.path) || 'the file',
        where: file,
        says: `is wrong: ${issue.message}.`,
        fix: 'correct it there; the shipped files in config/data/ show the form.',
      })),
    );
  }
  return parsed.data;
}
