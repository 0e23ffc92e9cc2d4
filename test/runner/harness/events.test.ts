import { expect } from 'chai';
import { parseBuiltinEvents } from '../../../runner/harness/builtin.js';
import { parseClaudeEvents } from '../../../runner/harness/claudeEvents.js';
import { parseCodexEvents } from '../../../runner/harness/codexEvents.js';
import { parseHermesEvents, parseHermesReport } from '../../../runner/harness/hermesEvents.js';
import type { HarnessEvent } from '../../../runner/harness/index.js';
import { jsonObject, kindOfStatus, summaryOf } from '../../../runner/harness/providerFailure.js';

type Parse = (line: string, stream: 'stdout' | 'stderr') => readonly HarnessEvent[];
const parsers: Readonly<Record<string, Parse>> = {
  ...{ builtin: parseBuiltinEvents, claude: parseClaudeEvents },
  ...{ codex: parseCodexEvents, hermes: parseHermesEvents },
};
const line = (parse: Parse, value: unknown): readonly HarnessEvent[] => parse(JSON.stringify(value), 'stdout');

describe('the lines of Claude Code', () => {
  const claude = (value: unknown) => line(parseClaudeEvents, value);
  const usage = { input_tokens: 12, output_tokens: 3, cache_read_input_tokens: 900, service_tier: 'standard' };
  const result = { type: 'result', subtype: 'success', is_error: false, duration_ms: 700, num_turns: 2, usage };

  it('begin with a session', () => {
    const init = { type: 'system', subtype: 'init', cwd: '/w', session_id: 'abc', tools: ['Bash'], model: 'm' };
    expect(claude(init)).to.deep.equal([{ type: 'session_id', sessionId: 'abc' }]);
    expect(claude({ ...init, subtype: 'hook_started' })).to.deep.equal([]);
  });

  it('hold text and calls of tools, with the command of a shell as its summary', () => {
    const content = [
      { type: 'thinking', thinking: 'hm', signature: 's' },
      { type: 'text', text: 'I look.' },
      { type: 'text', text: '' },
      {
        type: 'tool_use',
        id: 't1',
        name: 'Bash',
        input: { command: './ops_chat_tool list-tickets', description: 'x' },
      },
      { type: 'tool_use', id: 't2', name: 'Read', input: { file_path: 'TASK.md' } },
      { type: 'tool_use', id: 't3', input: {} },
    ];
    expect(
      claude({ type: 'assistant', message: { id: 'm', role: 'assistant', content }, session_id: 'abc' }),
    ).to.deep.equal([
      { type: 'text', text: 'I look.' },
      { type: 'tool_use', name: 'Bash', summary: './ops_chat_tool list-tickets' },
      { type: 'tool_use', name: 'Read', summary: '{"file_path":"TASK.md"}' },
    ]);
    expect(claude({ type: 'user', message: { role: 'user', content: [{ type: 'tool_result' }] } })).to.deep.equal([]);
  });

  it('do not pass off its own words about a failure as the model’s', () => {
    const content = [{ type: 'text', text: 'API Error: 529 overloaded' }];
    expect(claude({ type: 'assistant', message: { content }, error: 'overloaded' })).to.deep.equal([]);
  });

  it('end with the answer, what it cost and how many tokens it took', () => {
    expect(claude({ ...result, result: 'Done.', total_cost_usd: 0.01 })).to.deep.equal([
      { type: 'usage', inputTokens: 12, outputTokens: 3, cachedTokens: 900, costUsd: 0.01 },
      { type: 'result', text: 'Done.' },
    ]);
    const bare = { ...result, usage: { input_tokens: 1, output_tokens: 2 } };
    expect(claude(bare)).to.deep.equal([
      { type: 'usage', inputTokens: 1, outputTokens: 2, cachedTokens: 0 },
      { type: 'result', text: '' },
    ]);
  });

  it('tell a provider’s refusal, a missing sign-in and a failure of the provider from one another', () => {
    const failed = (status: number | null, text: string): HarnessEvent | undefined =>
      claude({ ...result, is_error: true, api_error_status: status, result: text }).at(-1);
    for (const [status, kind] of [
      [401, 'auth'],
      [403, 'auth'],
      [429, 'limit'],
      [529, 'limit'],
      [500, 'provider'],
      [400, 'other'],
    ] as const)
      expect(failed(status, `API Error: ${status}`)).to.deep.equal({
        type: 'error',
        kind,
        message: `API Error: ${status}`,
      });
    expect(failed(null, 'Invalid API key · Please run /login')).to.include({ type: 'error', kind: 'other' });
  });

  it('say that the steps ran out, which is no failure of the provider', () => {
    const ended = { ...result, subtype: 'error_max_turns', api_error_status: 529 };
    expect(claude(ended).at(-1)).to.deep.equal({ type: 'error', kind: 'other', message: 'error max turns' });
    expect(claude({ ...result, subtype: 'error_during_execution' }).at(-1)).to.deep.equal({
      ...{ type: 'error', kind: 'other', message: 'error during execution' },
    });
  });
});

describe('the lines of Codex', () => {
  const codex = (value: unknown) => line(parseCodexEvents, value);
  const failed = (message: string): unknown => codex({ type: 'turn.failed', error: { message } })[0];

  it('hold session, commands, the answer under "item", and usage', () => {
    expect(codex({ type: 'thread.started', thread_id: '0199-a' })).to.deep.equal([
      { type: 'session_id', sessionId: '0199-a' },
    ]);
    expect(codex({ type: 'turn.started' })).to.deep.equal([]);
    const command = {
      id: 'item_1',
      type: 'command_execution',
      command: "bash -lc './ops_chat_tool help'",
      status: 'in_progress',
    };
    expect(codex({ type: 'item.started', item: command })).to.deep.equal([
      { type: 'tool_use', name: 'command_execution', summary: "bash -lc './ops_chat_tool help'" },
    ]);
    expect(codex({ type: 'item.completed', item: { ...command, exit_code: 0 } })).to.deep.equal([]);
    const called = { id: 'i', type: 'mcp_tool_call', server: 's', tool: 'search' };
    expect(codex({ type: 'item.started', item: called })).to.deep.equal([
      { type: 'tool_use', name: 'search', summary: '' },
    ]);
    expect(codex({ type: 'item.completed', item: { id: 'i', type: 'agent_message', text: 'Done.' } })).to.deep.equal([
      { type: 'text', text: 'Done.' },
      { type: 'result', text: 'Done.' },
    ]);
    expect(codex({ type: 'item.completed', item: { id: 'i', type: 'reasoning', text: 'hm' } })).to.deep.equal([]);
    const usage = { input_tokens: 100, cached_input_tokens: 80, output_tokens: 7, reasoning_output_tokens: 0 };
    expect(codex({ type: 'turn.completed', usage })).to.deep.equal([
      { type: 'usage', inputTokens: 100, outputTokens: 7, cachedTokens: 80 },
    ]);
    expect(codex({ type: 'turn.completed', usage: { input_tokens: 1, output_tokens: 2 } })).to.deep.equal([
      { type: 'usage', inputTokens: 1, outputTokens: 2, cachedTokens: 0 },
    ]);
  });

  it('report another try without counting it as the end', () => {
    expect(codex({ type: 'error', message: 'Reconnecting... 1/2 (unexpected status 503)' })).to.deep.equal([]);
  });

  it('fail for reasons that its words tell', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['unexpected status 401 Unauthorized: Incorrect API key provided', 'auth'],
      ['exceeded retry limit, last status: 429 Too Many Requests', 'limit'],
      ["You've hit your usage limit. Try again later.", 'limit'],
      ['You exceeded your current quota, please check your plan', 'limit'],
      ['unexpected status 500 Internal Server Error', 'provider'],
      ["We're currently experiencing high demand", 'provider'],
      ['stream disconnected before completion: stream closed', 'provider'],
      ['unexpected status 400 Bad Request: no such model', 'other'],
      ['The model said 500 words', 'other'],
    ];
    for (const [message, kind] of cases)
      expect(failed(message), message).to.deep.equal({ type: 'error', kind, message });
  });
});

describe('the words and the report of Hermes', () => {
  const report = (value: unknown, output = 'Done.\n') => parseHermesReport(JSON.stringify(value), output);

  it('are its answer, line by line', () => {
    expect(parseHermesEvents('Done.', 'stdout')).to.deep.equal([{ type: 'text', text: 'Done.' }]);
    expect(parseHermesEvents('  ', 'stdout')).to.deep.equal([]);
    expect(parseHermesEvents('session_id: x', 'stderr')).to.deep.equal([]);
  });

  it('tell session, usage and result', () => {
    const whole = { session_id: 's1', failed: false, input_tokens: 10, output_tokens: 2, cache_read_tokens: 4 };
    expect(report({ ...whole, estimated_cost_usd: 0.5, cost_status: 'estimated' })).to.deep.equal([
      { type: 'session_id', sessionId: 's1' },
      { type: 'usage', inputTokens: 10, outputTokens: 2, cachedTokens: 4, costUsd: 0.5 },
      { type: 'result', text: 'Done.' },
    ]);
    // A price that it does not know is none, not zero.
    expect(report({ ...whole, estimated_cost_usd: 0, cost_status: 'unknown' })[1]).to.not.have.property('costUsd');
    expect(report({ failed: false, session_id: null, input_tokens: null, output_tokens: null })).to.deep.equal([
      { type: 'result', text: 'Done.' },
    ]);
  });

  it('tell why it failed, by the file or by what it printed', () => {
    const failed = (failure: string | undefined, output = ''): HarnessEvent | undefined =>
      report({ failed: true, ...(failure === undefined ? {} : { failure }) }, output).at(-1);
    expect(failed('API call failed: HTTP 429: slow down')).to.include({ type: 'error', kind: 'limit' });
    expect(failed('HTTP 401 Unauthorized')).to.include({ kind: 'auth' });
    expect(failed('HTTP 503')).to.include({ kind: 'provider' });
    expect(failed(undefined, ' it broke: HTTP 500 \n')).to.deep.equal({
      ...{ type: 'error', kind: 'provider', message: 'it broke: HTTP 500' },
    });
    expect(failed(undefined)).to.deep.equal({ type: 'error', kind: 'other', message: 'Hermes failed without a word.' });
  });

  it('that cannot be understood are a failure', () => {
    for (const text of ['', '{', '[]', 'null', '{"failed":"no"}', '{}'])
      expect(parseHermesReport(text, 'Done.')).to.deep.equal([
        { type: 'error', kind: 'other', message: 'Hermes left a usage file that is not understood.' },
      ]);
  });
});

describe('the lines of the built-in harness', () => {
  it('are the events of the port themselves, and anything else is text', () => {
    for (const event of [
      { type: 'text', text: 'x' },
      { type: 'tool_use', name: 'answer', summary: 'Hello' },
      { type: 'result', text: 'Hello' },
      { type: 'error', kind: 'other', message: 'lease' },
    ])
      expect(line(parseBuiltinEvents, event)).to.deep.equal([event]);
    expect(line(parseBuiltinEvents, { type: 'error', kind: 'odd', message: 'x' })[0]).to.include({ type: 'text' });
    expect(parseBuiltinEvents('Segmentation fault', 'stdout')).to.deep.equal([
      { type: 'text', text: 'Segmentation fault' },
    ]);
    expect(parseBuiltinEvents('noise', 'stderr')).to.deep.equal([]);
  });
});

describe('any line of a harness', () => {
  const odd = [
    ...[
      '',
      ' ',
      '{',
      '}',
      '{}',
      '[]',
      'null',
      '{"type":',
      '{"type":null}',
      '{"type":"result"}',
      '{"type":"assistant"}',
    ],
    ...['{"type":"assistant","message":null}', '{"type":"item.completed","item":[]}', '{"type":"turn.completed"}'],
    ...['{"__proto__":{"type":"result"}}', '\u0000', '{"type":"result","usage":{"input_tokens":"1"}}'],
  ];

  it('that is broken, foreign or hostile throws nothing and is no result', () => {
    for (const [name, parse] of Object.entries(parsers))
      for (const text of odd)
        for (const stream of ['stdout', 'stderr'] as const)
          expect(
            parse(text, stream).filter(({ type }) => type === 'result'),
            `${name} ${text}`,
          ).to.deep.equal([]);
  });

  it('on stderr is never an event: a program under the harness could print it', () => {
    const events = [
      {
        type: 'result',
        subtype: 'success',
        is_error: false,
        usage: { input_tokens: 1, output_tokens: 1 },
        result: 'x',
      },
      { type: 'item.completed', item: { type: 'agent_message', text: 'x' } },
      { type: 'result', text: 'x' },
    ];
    for (const parse of Object.values(parsers))
      for (const event of events) expect(parse(JSON.stringify(event), 'stderr')).to.deep.equal([]);
  });
});

describe('the failure of a provider', () => {
  it('is known by its status', () => {
    const kinds = [200, 400, 401, 402, 403, 404, 408, 422, 429, 500, 502, 503, 504, 529, 599].map((status) =>
      kindOfStatus(status),
    );
    expect(kinds).to.deep.equal([
      ...['other', 'other', 'auth', 'limit', 'auth', 'other', 'provider', 'other', 'limit'],
      ...['provider', 'provider', 'provider', 'provider', 'limit', 'provider'],
    ]);
    expect(kindOfStatus(undefined)).to.equal('other');
  });

  it('is read from JSON objects alone', () => {
    expect(jsonObject('{"a":1}')).to.deep.equal({ a: 1 });
    for (const text of ['[1]', '1', '"{}"', ' {"a":1}', '{"a":1} x', ''])
      expect(jsonObject(text), text).to.equal(undefined);
  });

  it('and a command are shown in at most two hundred characters', () => {
    expect(summaryOf('x'.repeat(200))).to.have.length(200);
    expect(summaryOf('x'.repeat(201))).to.equal(`${'x'.repeat(200)}…`);
    expect(summaryOf({ a: [1] })).to.equal('{"a":[1]}');
    expect(summaryOf(undefined)).to.equal('');
  });
});
