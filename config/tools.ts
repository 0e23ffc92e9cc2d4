import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { readDataFile } from './dataFile.js';

const tool = z.strictObject({
  name: z.string().min(1).max(200),
  type: z.string().regex(/^[a-z][a-z0-9-]{0,79}$/),
  description: z.string().min(1),
});
export type SeedTool = z.output<typeof tool>;

const toolFile = z
  .strictObject({ tools: z.array(tool).min(1) })
  .refine(({ tools }) => new Set(tools.map(({ name }) => name.toLowerCase())).size === tools.length, {
    path: ['tools'],
    message: 'two tools have the same name',
  });

const shipped = new URL('./data/tools.yaml', import.meta.url);

/** The tools that ship without an address (contract 06). Throws ConfigError. */
export function loadTools(file: string = fileURLToPath(shipped)): readonly SeedTool[] {
  return readDataFile(file, toolFile).tools;
}
