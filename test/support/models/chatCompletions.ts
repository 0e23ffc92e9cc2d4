import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { RefusedRequest, type Dialect } from './script.js';

// Follows https://platform.openai.com/docs/api-reference/chat and …/chat-streaming.

const part = z.looseObject({ type: z.string(), text: z.string().optional() });
const toolCall = z.looseObject({
  id: z.string(),
  type: z.literal('function'),
  function: z.looseObject({ name: z.string(), arguments: z.string() }),
});
const chatMessage = z.discriminatedUnion('role', [
  z.looseObject({ role: z.enum(['system', 'developer', 'user']), content: z.union([z.string(), z.array(part)]) }),
  z.looseObject({
    role: z.literal('assistant'),
    content: z.union([z.string(), z.array(part), z.null()]).optional(),
    tool_calls: z.array(toolCall).optional(),
  }),
  z.looseObject({ role: z.literal('tool'), tool_call_id: z.string(), content: z.union([z.string(), z.array(part)]) }),
]);

const chatRequest = z.looseObject({
  model: z.string().min(1),
  stream: z.boolean().optional(),
  messages: z.array(chatMessage).min(1),
  tools: z
    .array(z.looseObject({ type: z.literal('function'), function: z.looseObject({ name: z.string() }) }))
    .optional(),
});

export const chatCompletions: Dialect = {
  api: 'chat-completions',

  read(body) {
    const parsed = chatRequest.safeParse(body);
    if (!parsed.success) throw new RefusedRequest(z.prettifyError(parsed.error));
    const { model, messages, tools = [], stream } = parsed.data;
    // A title may be asked for in one piece; whoever brings tools gets his answer streamed, as all three programs do.
    if (tools.length > 0 && stream !== true) throw new RefusedRequest('stream has to be true');
    const said: string[] = [];
    const toolResults: string[] = [];
    const calls = new Set<string>();
    for (const entry of messages) {
      if (entry.role === 'user') said.push(textOf(entry.content));
      if (entry.role === 'assistant') for (const made of entry.tool_calls ?? []) calls.add(made.id);
      if (entry.role !== 'tool') continue;
      if (!calls.delete(entry.tool_call_id)) throw new RefusedRequest('a tool message without its tool call');
      toolResults.push(textOf(entry.content));
    }
    if (calls.size > 0) throw new RefusedRequest('a tool call without its tool message');
    const shell = tools.some((tool) => tool.function.name === 'terminal');
    return {
      model,
      turn: { userText: said.join('\n'), toolResults },
      shellTool: shell ? { name: 'terminal', argument: 'command' } : undefined,
      side: tools.length === 0,
    };
  },

  answer(reply, model) {
    const chunk = (choices: unknown[], usage: unknown = null): [string, unknown] => [
      '',
      { id: `chatcmpl-${token()}`, object: 'chat.completion.chunk', created: now(), model, choices, usage },
    ];
    const delta =
      'run' in reply
        ? {
            role: 'assistant',
            content: null,
            tool_calls: [
              {
                index: 0,
                id: `call_${token()}`,
                type: 'function',
                function: { name: reply.tool.name, arguments: JSON.stringify({ [reply.tool.argument]: reply.run }) },
              },
            ],
          }
        : { role: 'assistant', content: reply.say };
    const finish = 'run' in reply ? 'tool_calls' : 'stop';
    return [
      chunk([{ index: 0, delta, finish_reason: null }]),
      chunk([{ index: 0, delta: {}, finish_reason: finish }]),
      chunk([], { prompt_tokens: 120, completion_tokens: 30, total_tokens: 150 }),
    ];
  },

  failure: (_status, type, message) => ({ error: { message, type, code: type, param: null } }),
};

function textOf(value: string | z.output<typeof part>[]): string {
  return typeof value === 'string' ? value : value.map((piece) => piece.text ?? '').join('\n');
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}

function token(): string {
  return randomBytes(12).toString('hex');
}
