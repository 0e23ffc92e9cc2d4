import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { RefusedRequest, type Dialect } from './script.js';

// Follows https://docs.anthropic.com/en/api/messages and …/messages-streaming.

const textBlock = z.looseObject({ type: z.literal('text'), text: z.string() });
const toolResult = z.looseObject({
  type: z.literal('tool_result'),
  tool_use_id: z.string(),
  content: z.union([z.string(), z.array(z.looseObject({ type: z.string() }))]).optional(),
});
const toolUse = z.looseObject({ type: z.literal('tool_use'), id: z.string(), name: z.string(), input: z.unknown() });
const thinking = z.looseObject({ type: z.enum(['thinking', 'redacted_thinking']) });
const content = z.union([z.string(), z.array(z.union([textBlock, toolResult, toolUse, thinking]))]);

const messagesRequest = z.looseObject({
  model: z.string().min(1),
  max_tokens: z.int().positive(),
  stream: z.literal(true),
  messages: z.array(z.looseObject({ role: z.enum(['user', 'assistant', 'system']), content })).min(1),
  tools: z.array(z.looseObject({ name: z.string(), input_schema: z.unknown().optional() })).optional(),
});

const innerText = z.looseObject({ text: z.string() });

export const anthropicMessages: Dialect = {
  api: 'anthropic-messages',

  read(body) {
    const parsed = messagesRequest.safeParse(body);
    if (!parsed.success) throw new RefusedRequest(z.prettifyError(parsed.error));
    const { model, messages, tools = [] } = parsed.data;
    const said: string[] = [];
    const toolResults: string[] = [];
    const open = new Set<string>();
    for (const { role, content: parts } of messages) {
      for (const part of typeof parts === 'string' ? [{ type: 'text' as const, text: parts }] : parts) {
        if (part.type === 'tool_use') open.add(part.id);
        if (part.type === 'text' && role === 'user') said.push(part.text);
        if (part.type !== 'tool_result') continue;
        if (!open.delete(part.tool_use_id)) throw new RefusedRequest('tool_result without its tool_use');
        toolResults.push(resultText(part.content));
      }
    }
    if (open.size > 0) throw new RefusedRequest('tool_use without its tool_result');
    const shell = tools.some((tool) => tool.name === 'Bash');
    return {
      model,
      turn: { userText: said.join('\n'), toolResults },
      shellTool: shell ? { name: 'Bash', argument: 'command' } : undefined,
      side: tools.length === 0,
    };
  },

  answer(reply, model) {
    const usage = { input_tokens: 120, output_tokens: 30, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };
    const message = { id: `msg_${token()}`, type: 'message', role: 'assistant', model, content: [], usage };
    const block =
      'run' in reply
        ? [
            { type: 'tool_use', id: `toolu_${token()}`, name: reply.tool.name, input: {} },
            { type: 'input_json_delta', partial_json: JSON.stringify({ [reply.tool.argument]: reply.run }) },
          ]
        : [
            { type: 'text', text: '' },
            { type: 'text_delta', text: reply.say },
          ];
    const stop = 'run' in reply ? 'tool_use' : 'end_turn';
    return [
      ['message_start', { type: 'message_start', message: { ...message, stop_reason: null, stop_sequence: null } }],
      ['content_block_start', { type: 'content_block_start', index: 0, content_block: block[0] }],
      ['content_block_delta', { type: 'content_block_delta', index: 0, delta: block[1] }],
      ['content_block_stop', { type: 'content_block_stop', index: 0 }],
      ['message_delta', { type: 'message_delta', delta: { stop_reason: stop, stop_sequence: null }, usage }],
      ['message_stop', { type: 'message_stop' }],
    ];
  },

  failure: (_status, type, message) => ({ type: 'error', error: { type, message } }),
};

function resultText(value: unknown): string {
  if (typeof value === 'string') return value;
  const parts = Array.isArray(value) ? value : [];
  return parts.flatMap((part) => innerText.safeParse(part).data?.text ?? []).join('\n');
}

function token(): string {
  return randomBytes(12).toString('hex');
}
