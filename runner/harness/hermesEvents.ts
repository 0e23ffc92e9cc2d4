import { z } from 'zod';
import type { HarnessEvent } from './port.js';
import { jsonObject, kindOfStatus } from './providerFailure.js';

// `hermes -z … --usage-file F`, seen with 0.19.0: stdout is the answer and nothing else, F is written in any case.

const number = z
  .number()
  .nullish()
  .transform((value) => value ?? undefined);
const usageFile = z.object({
  session_id: z.string().nullish(),
  failed: z.boolean(),
  failure: z.string().optional(),
  input_tokens: number,
  output_tokens: number,
  cache_read_tokens: number,
  estimated_cost_usd: number,
  cost_status: z.string().nullish(),
});

export function parseHermesEvents(line: string, stream: 'stdout' | 'stderr'): readonly HarnessEvent[] {
  return stream === 'stdout' && line.trim() !== '' ? [{ type: 'text', text: line }] : [];
}

/** `output` is what it printed: the answer, or, when the file says that it failed, why. */
export function parseHermesReport(text: string, output: string): readonly HarnessEvent[] {
  const report = usageFile.safeParse(jsonObject(text)).data;
  if (!report) return [{ type: 'error', kind: 'other', message: 'Hermes left a usage file that is not understood.' }];
  const events: HarnessEvent[] = [];
  if (report.session_id) events.push({ type: 'session_id', sessionId: report.session_id });
  if (report.input_tokens !== undefined && report.output_tokens !== undefined) {
    const cost = report.cost_status === 'unknown' ? undefined : report.estimated_cost_usd;
    events.push({
      type: 'usage',
      inputTokens: report.input_tokens,
      outputTokens: report.output_tokens,
      cachedTokens: report.cache_read_tokens ?? 0,
      ...(cost === undefined ? {} : { costUsd: cost }),
    });
  }
  const said = output.trim();
  if (!report.failed) return [...events, { type: 'result', text: said }];
  const message = report.failure ?? said;
  const status = /\bHTTP (\d{3})\b/.exec(message)?.[1];
  const kind = kindOfStatus(status === undefined ? undefined : Number(status));
  return [...events, { type: 'error', kind, message: message === '' ? 'Hermes failed without a word.' : message }];
}
