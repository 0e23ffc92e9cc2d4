import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { RefusedRequest, type Dialect } from './script.js';

// Follows https://platform.openai.com/docs/api-reference/responses and …/responses-streaming.

const part = z.looseObject({ type: z.string(), text: z.string().optional() });
const message = z.looseObject({
  type: z.literal('message'),
  role: z.enum(['user', 'assistant', 'developer', 'system']),
  content: z.union([z.string(), z.array(part)]),
});
const call = z.looseObject({
  type: z.literal('function_call'),
  call_id: z.string(),
  name: z.string(),
  arguments: z.string(),
});
const output = z.looseObject({
  type: z.literal('function_call_output'),
  call_id: z.string(),
  output: z.union([z.string(), z.array(part)]),
});
const other = z.looseObject({ type: z.enum(['reasoning', 'additional_tools']) });

const responsesRequest = z.looseObject({
  model: z.string().min(1),
  stream: z.literal(true),
  instructions: z.string().optional(),
  input: z.array(z.union([message, call, output, other])).min(1),
  tools: z.array(z.looseObject({ type: z.string(), name: z.string().optional() })).optional(),
});

export const openaiResponses: Dialect = {
  api: 'openai-responses',

  read(body) {
    const parsed = responsesRequest.safeParse(body);
    if (!parsed.success) throw new RefusedRequest(z.prettifyError(parsed.error));
    const { model, input, tools = [] } = parsed.data;
    const said: string[] = [];
    const toolResults: string[] = [];
    const calls = new Set<string>();
    for (const item of input) {
      if (item.type === 'message' && item.role === 'user') said.push(textOf(item.content));
      if (item.type === 'function_call') calls.add(item.call_id);
      if (item.type !== 'function_call_output') continue;
      if (!calls.delete(item.call_id)) throw new RefusedRequest('function_call_output without its call');
      toolResults.push(textOf(item.output));
    }
    if (calls.size > 0) throw new RefusedRequest('function_call without its output');
    const shell = tools.some((tool) => tool.name === 'exec_command');
    return {
      model,
      turn: { userText: said.join('\n'), toolResults },
      shellTool: shell ? { name: 'exec_command', argument: 'cmd' } : undefined,
      side: tools.length === 0,
    };
  },

  answer(reply, model) {
    const id = `resp_${token()}`;
    const item =
      'run' in reply
        ? {
            type: 'function_call',
            id: `fc_${token()}`,
            call_id: `call_${token()}`,
            name: reply.tool.name,
            arguments: JSON.stringify({ [reply.tool.argument]: reply.run }),
            status: 'completed',
          }
        : {
            type: 'message',
            id: `msg_${token()}`,
            role: 'assistant',
            status: 'completed',
            content: [{ type: 'output_text', text: reply.say, annotations: [] }],
          };
    const usage = {
      input_tokens: 120,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 30,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 150,
    };
    const response = { id, object: 'response', model, created_at: Math.floor(Date.now() / 1000) };
    return [
      [
        'response.created',
        { type: 'response.created', response: { ...response, status: 'in_progress', output: [], usage: null } },
      ],
      ['response.output_item.done', { type: 'response.output_item.done', output_index: 0, item }],
      [
        'response.completed',
        { type: 'response.completed', response: { ...response, status: 'completed', output: [item], usage } },
      ],
    ];
  },

  failure: (status, type, text) => ({ error: { message: text, type, code: type, param: null, status } }),
};

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const parts = z.array(part).safeParse(value).data ?? [];
  return parts.map((piece) => piece.text ?? '').join('\n');
}

function token(): string {
  return randomBytes(12).toString('hex');
}
