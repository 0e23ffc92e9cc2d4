/** Tools: the words and shapes of contract 20.3. */
import { z } from 'zod';
import { id, page } from '../http/fields.js';

const status = z.enum(['healthy', 'degraded', 'down', 'unknown']);
const time = z.iso.datetime({ offset: true });

export const toolParams = z.object({ id: id().meta({ description: 'Number of the tool', example: 5 }) });
export const listQuery = z.object(page(200, 500));
export const historyQuery = z.object({
  hours: z.coerce
    .number()
    .int()
    .min(1)
    .max(31 * 24)
    .default(24),
  ...page(1_000, 5_000),
});

const tool = z.object({
  id: z.int(),
  name: z.string(),
  type: z.string(),
  host: z.string().nullable(),
  port: z.int().nullable(),
  status,
  last_check: time.nullable(),
  description: z.string(),
  check_interval: z.int().meta({ description: 'Seconds between two checks; 0: none happens by itself' }),
  created_at: time,
  updated_at: time,
});
export const listedTool = tool.extend({ last_check_status: status.nullable(), response_time_ms: z.int().nullable() });
const checkRow = z.object({
  id: z.int(),
  tool_id: z.int(),
  timestamp: time,
  status,
  response_time_ms: z.int().nullable(),
  error: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
});
export const listAnswer = z.object({
  tools: z.array(listedTool),
  total: z.int(),
  /** Of the reference's installer, which is not part of this product. */
  setup_modules: z.array(z.unknown()),
});
export const statusAnswer = z.object({
  healthy: z.int(),
  degraded: z.int(),
  down: z.int(),
  unknown: z.int(),
  tools: z.array(z.object({ name: z.string(), status })),
  setup_modules: z.int(),
});
export const toolAnswer = tool.extend({ recent_checks: z.array(checkRow) });
export const historyAnswer = z.object({
  tool_id: z.int(),
  checks: z.array(checkRow),
  count: z.int(),
  total: z.int(),
});
export const checkAnswer = z.object({
  tool_id: z.int(),
  name: z.string(),
  status,
  response_time_ms: z.int().nullable(),
  error: z.string().nullable(),
});
export const checkAllAnswer = z.object({ results: z.array(checkAnswer), count: z.int() });
export const syncAnswer = z.object({
  status: z.literal('synced'),
  excluded: z.array(z.string()),
  module_count: z.int(),
});

export type Tool = { readonly id: number; readonly name: string; readonly status: z.output<typeof status> };
