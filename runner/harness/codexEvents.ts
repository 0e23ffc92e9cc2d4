import { z } from 'zod';
import type { HarnessEvent } from './port.js';
import { jsonObject, kindOfStatus, summaryOf } from './providerFailure.js';

// Lines of `codex exec --json`, seen with 0.169.0.

const item = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  command: z.string().optional(),
  tool: z.string().optional(),
});
const line = z.discriminatedUnion('type', [
  z.object({ type: z.literal('thread.started'), thread_id: z.string() }),
  z.object({ type: z.literal('item.started'), item }),
  z.object({ type: z.literal('item.completed'), item }),
  z.object({
    type: z.literal('turn.completed'),
    usage: z.looseObject({
      input_tokens: z.number(),
      output_tokens: z.number(),
      cached_input_tokens: z.number().optional(),
    }),
  }),
  z.object({ type: z.literal('turn.failed'), error: z.looseObject({ message: z.string() }) }),
]);

/** Its `error` lines are reports of another try; the failure that counts is `turn.failed`. */
export function parseCodexEvents(text: string, stream: 'stdout' | 'stderr'): readonly HarnessEvent[] {
  const parsed = stream === 'stdout' ? line.safeParse(jsonObject(text)).data : undefined;
  switch (parsed?.type) {
    case undefined:
      return [];
    case 'thread.started':
      return [{ type: 'session_id', sessionId: parsed.thread_id }];
    case 'item.started': {
      const { type, command, tool } = parsed.item;
      const called = type === 'command_execution' || type === 'mcp_tool_call' || type === 'file_change';
      return called ? [{ type: 'tool_use', name: tool ?? type, summary: summaryOf(command ?? '') }] : [];
    }
    case 'item.completed': {
      const { type, text: said } = parsed.item;
      return type === 'agent_message' && said
        ? [
            { type: 'text', text: said },
            { type: 'result', text: said },
          ]
        : [];
    }
    case 'turn.completed': {
      const { input_tokens, output_tokens, cached_input_tokens = 0 } = parsed.usage;
      return [
        { type: 'usage', inputTokens: input_tokens, outputTokens: output_tokens, cachedTokens: cached_input_tokens },
      ];
    }
    case 'turn.failed':
      return [{ type: 'error', kind: kindOfMessage(parsed.error.message), message: parsed.error.message }];
  }
}

/** Codex words its own failure with the provider's status in it; for 500 and 503 it says "high demand" instead. */
function kindOfMessage(message: string) {
  const status = /\bstatus:? (\d{3})\b/.exec(message)?.[1];
  if (status !== undefined) return kindOfStatus(Number(status));
  if (/usage limit|quota/i.test(message)) return 'limit';
  if (/high demand|stream disconnected|stream error/i.test(message)) return 'provider';
  return 'other';
}
