import { z } from 'zod';
import type { ErrorKind, HarnessEvent } from './port.js';
import { jsonObject, kindOfStatus, summaryOf } from './providerFailure.js';

// Lines of `claude --output-format stream-json --verbose`, seen with 2.1.197.

const init = z.object({ type: z.literal('system'), subtype: z.literal('init'), session_id: z.string() });
const block = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  name: z.string().optional(),
  input: z.unknown().optional(),
});
const assistant = z.object({
  type: z.literal('assistant'),
  message: z.looseObject({ content: z.array(block) }),
  /** Set when the text is not the model's but Claude Code's own, about a failure. */
  error: z.string().optional(),
});
const result = z.object({
  type: z.literal('result'),
  subtype: z.string(),
  is_error: z.boolean(),
  api_error_status: z.number().nullish(),
  result: z.string().optional(),
  total_cost_usd: z.number().optional(),
  usage: z.looseObject({
    input_tokens: z.number(),
    output_tokens: z.number(),
    cache_read_input_tokens: z.number().nullish(),
  }),
});
const line = z.union([init, assistant, result]);

export function parseClaudeEvents(text: string, stream: 'stdout' | 'stderr'): readonly HarnessEvent[] {
  const parsed = stream === 'stdout' ? line.safeParse(jsonObject(text)).data : undefined;
  if (!parsed) return [];
  if (parsed.type === 'system') return [{ type: 'session_id', sessionId: parsed.session_id }];
  if (parsed.type === 'assistant') return parsed.error === undefined ? parsed.message.content.flatMap(ofBlock) : [];
  const { usage, total_cost_usd, is_error, subtype } = parsed;
  const events: HarnessEvent[] = [
    {
      type: 'usage',
      inputTokens: usage.input_tokens,
      outputTokens: usage.output_tokens,
      cachedTokens: usage.cache_read_input_tokens ?? 0,
      ...(total_cost_usd === undefined ? {} : { costUsd: total_cost_usd }),
    },
  ];
  if (!is_error && subtype === 'success') return [...events, { type: 'result', text: parsed.result ?? '' }];
  const kind: ErrorKind = subtype === 'error_max_turns' ? 'other' : kindOfStatus(parsed.api_error_status ?? undefined);
  return [...events, { type: 'error', kind, message: parsed.result ?? subtype.replaceAll('_', ' ') }];
}

function ofBlock({ type, text, name, input }: z.output<typeof block>): HarnessEvent[] {
  if (type === 'text' && text !== undefined && text !== '') return [{ type: 'text', text }];
  if (type !== 'tool_use' || name === undefined) return [];
  const command = z.looseObject({ command: z.string() }).safeParse(input).data?.command;
  return [{ type: 'tool_use', name, summary: summaryOf(command ?? input) }];
}
