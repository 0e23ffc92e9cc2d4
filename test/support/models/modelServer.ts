import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { anthropicMessages } from './anthropicMessages.js';
import { chatCompletions } from './chatCompletions.js';
import { openaiResponses } from './openaiResponses.js';
import { RefusedRequest, type Dialect, type RecordedRequest, type Script } from './script.js';

export type { ApiKind, ModelAction, ModelTurn, RecordedRequest, Script } from './script.js';

export type ScriptedModel = {
  /** `http://127.0.0.1:<port>`, for ANTHROPIC_BASE_URL. */
  readonly url: string;
  /** `http://127.0.0.1:<port>/v1`, for OPENAI_BASE_URL. */
  readonly openaiUrl: string;
  readonly key: string;
  readonly requests: readonly RecordedRequest[];
  /** What was refused with 400, 401 or 404, in words. A test that means well asserts that it is empty. */
  readonly refused: readonly string[];
  /** Another script from the next request on. */
  follow(script: Script): void;
  close(): Promise<void>;
};

const dialects: Record<string, Dialect> = {
  '/v1/messages': anthropicMessages,
  '/v1/responses': openaiResponses,
  '/v1/chat/completions': chatCompletions,
};

/**
 * A model without a model: speaks Anthropic Messages, OpenAI Responses and Chat Completions on loopback, says what the
 * script says, and refuses what the vendors' pages (named in each dialect's file) do not know.
 */
export async function startScriptedModel(script: Script, key = 'key-of-the-scripted-model'): Promise<ScriptedModel> {
  const requests: RecordedRequest[] = [];
  const refused: string[] = [];
  let current = script;

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://model');
    const dialect = dialects[url.pathname];
    const refuse = (status: number, reason: string, type = 'invalid_request_error'): void => {
      // Hermes asks every server whether it is Ollama or LM Studio; the vendors answer 404 too.
      const curious = request.method === 'GET' && status === 404;
      if (!curious) refused.push(`${request.method ?? ''} ${url.pathname}: ${status} ${reason}`);
      json(response, status, (dialect ?? chatCompletions).failure(status, type, reason));
    };
    // Claude Code asks whether anybody is at home before it says anything; the vendor answers that without a key.
    if (request.method === 'HEAD' && url.pathname === '/') return void response.writeHead(200).end();
    const keyIn = ['x-api-key', 'authorization'].filter((name) => {
      const value = request.headers[name];
      return value === key || value === `Bearer ${key}`;
    });
    if (keyIn.length === 0) {
      refuse(401, 'no valid key', 'authentication_error');
      return;
    }
    if (request.method === 'GET' && url.pathname === '/v1/models') {
      json(response, 200, modelList);
      return;
    }
    if (request.method !== 'POST' || !dialect) {
      refuse(404, 'unknown path', 'not_found_error');
      return;
    }
    if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
      refuse(400, 'content-type');
      return;
    }
    if (dialect.api === 'anthropic-messages' && !request.headers['anthropic-version']) {
      refuse(400, 'anthropic-version is missing');
      return;
    }
    const body: unknown = JSON.parse(await bodyOf(request));
    const { model, turn, shellTool, side } = dialect.read(body);
    requests.push({ api: dialect.api, model, turn, keyIn, side });
    const action = side ? { say: 'Operations' } : await current(turn);
    if ('fail' in action) {
      json(response, action.fail.status, dialect.failure(action.fail.status, action.fail.type, action.fail.message));
      return;
    }
    if ('run' in action && !shellTool) {
      refuse(400, 'the script runs a command but no shell tool was offered');
      return;
    }
    const events = dialect.answer('run' in action ? { run: action.run, tool: shellTool ?? never() } : action, model);
    if (side && !isStreaming(body)) {
      json(response, 200, wholeAnswer(model));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    for (const [name, data] of events) {
      response.write(`${name === '' ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`);
    }
    response.end(dialect.api === 'chat-completions' ? 'data: [DONE]\n\n' : '');
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      refused.push(`${request.method ?? ''} ${request.url ?? ''}: 400 ${reason}`);
      const known = error instanceof RefusedRequest || error instanceof SyntaxError;
      if (!response.headersSent)
        json(response, known ? 400 : 500, { error: { type: 'invalid_request_error', message: reason } });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...{ url, openaiUrl: `${url}/v1`, key, requests, refused },
    follow: (next) => {
      current = next;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Hermes compresses conversations by what this says; a small window would make it do so at once. */
const modelList = {
  object: 'list',
  data: [{ id: 'scripted', object: 'model', created: 1_700_000_000, owned_by: 'test', context_length: 200_000 }],
};

function wholeAnswer(model: string): unknown {
  const message = { role: 'assistant', content: 'Operations' };
  return {
    ...{ id: 'chatcmpl-side', object: 'chat.completion', created: 1_700_000_000, model },
    choices: [{ index: 0, message, finish_reason: 'stop' }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  };
}

function isStreaming(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'stream' in body && body.stream === true;
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function never(): never {
  throw new RefusedRequest('no shell tool');
}
