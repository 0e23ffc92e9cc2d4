import { expect } from 'chai';
import OpenAI from 'openai';
import { claimTurn } from '../../../api/chat/index.js';
import { wordsOf, whatWasSaid } from '../../../api/chat/openai/conversationOf.js';
import { completionStream } from '../../../api/chat/openai/completion.js';
import { ok } from '../../../api/http/answer.js';
import type { Fields } from '../../support/api.js';
import { openEventSource } from '../../support/eventSource.js';
import { conversation } from './conversation.js';

const model = 'agentic-ops-intake';
type Said = OpenAI.Chat.ChatCompletionMessageParam;
const user = (content: string): Said => ({ role: 'user', content });
const assistant = (content: string): Said => ({ role: 'assistant', content });

async function chunksOf<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const chunks: T[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

describe('the OpenAI-compatible interface, with the official client', () => {
  const chat = conversation();
  const client = (apiKey = chat.api.tokenOf('ana')): OpenAI =>
    new OpenAI({ apiKey, baseURL: `${chat.api.url}/api/ops-chat/openai/v1`, maxRetries: 0 });
  /** The next turn, as soon as it is there. */
  async function nextTurn(): ReturnType<typeof chat.claim> {
    for (let look = 0; look < 200; look += 1) {
      const work = await claimTurn(chat.api.db, 'test-runner', 600);
      if (work) return work;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error('no turn came');
  }
  const answerNext = async (reply: string, more: Fields = {}): Promise<Awaited<ReturnType<typeof nextTurn>>> => {
    const work = await nextTurn();
    await chat.answer(work, { mode: 'general', reply, ...more });
    return work;
  };
  const metadataOf = (completion: unknown): Fields => (completion as { metadata: Fields }).metadata;
  const sessionOf = (completion: unknown): number => Number(metadataOf(completion)['session_id']);

  it('lists its one model', async () => {
    const models = await client().models.list();
    expect(models.data).to.deep.equal([{ id: model, object: 'model', created: 0, owned_by: 'agentic-operations' }]);
    expect((await chat.api.call('ana', 'GET', '/api/ops-chat/openai/v1/models')).body['warning']).to.contain('Element');
  });

  it('answers like a model, with what became of the words beside it', async () => {
    const answer = client().chat.completions.create({ model, messages: [user('Is the VPN up?')] });
    const work = await answerNext('It is.');
    expect(work.brief.message.body).to.equal('Is the VPN up?');
    expect(work.brief.requester.name).to.equal('Ana');
    const completion = await answer;
    expect(completion).to.include({ object: 'chat.completion', model });
    expect(completion.id).to.match(/^chatcmpl-ops-/);
    expect(completion.choices).to.deep.equal([
      {
        ...{ index: 0, logprobs: null, finish_reason: 'stop' },
        message: { role: 'assistant', content: 'It is.', refusal: null },
      },
    ]);
    expect(completion.usage).to.deep.equal({ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 });
    expect(metadataOf(completion)).to.deep.include({ ticket_id: null, created_ticket: false, agent: null });
  });

  it('streams: the role at once, the words when they are there, then the end', async () => {
    const stream = await client().chat.completions.create({
      ...{ model, messages: [user('Tell me more')], stream: true, stream_options: { include_usage: true } },
    });
    const chunks: OpenAI.Chat.ChatCompletionChunk[] = [];
    let answered = false;
    for await (const chunk of stream) {
      chunks.push(chunk);
      if (!answered) await answerNext('There is nothing more to tell.');
      answered = true;
    }
    expect(chunks[0]?.choices[0]?.delta).to.deep.equal({ role: 'assistant', content: '' });
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).to.equal(
      'There is nothing more to tell.',
    );
    expect(chunks.at(-2)?.choices[0]?.finish_reason).to.equal('stop');
    expect(metadataOf(chunks.at(-2))).to.include({ ticket_id: null, created_ticket: false });
    expect(chunks.at(-1)?.choices).to.deep.equal([]);
    expect(chunks.at(-1)?.usage?.total_tokens).to.equal(0);
    expect(new Set(chunks.map(({ id }) => id)).size).to.equal(1);
  });

  it('streams to the helpers of the client too', async () => {
    const runner = client().chat.completions.stream({ model, messages: [user('And now?')] });
    await answerNext('Now as well.');
    expect((await runner.finalChatCompletion()).choices[0]?.message.content).to.equal('Now as well.');
  });

  it('asks a question with its choices in words, and takes the answer in the same session', async () => {
    const first = client().chat.completions.create({ model, messages: [user('My thing is broken')] });
    const asked = await nextTurn();
    await chat.answer(asked, { mode: 'question', question: 'What is it?', choices: ['A laptop', 'A phone'] });
    const question = (await first).choices[0]?.message.content ?? '';
    expect(question).to.equal('What is it?\n\n1. A laptop\n2. A phone');
    const second = client().chat.completions.create({
      model,
      messages: [user('My thing is broken'), assistant(question), user('1')],
    });
    const work = await answerNext('I see.');
    expect(work.brief.question).to.include({ question: 'What is it?', answer: '1' });
    expect(sessionOf(await second)).to.equal(sessionOf(await first));
  });

  it('27.55: a client that sends the conversation back goes on in its session, and a new one is another', async () => {
    const first = client().chat.completions.create({ model, messages: [user('hello there')] });
    await answerNext('Hello Ana.');
    const told: Said[] = [{ role: 'system', content: 'Be kind.' }, user('hello there'), assistant('Hello Ana.')];
    const second = client().chat.completions.create({ model, messages: [...told, user('What is new?')] });
    const work = await answerNext('Nothing.');
    expect(work.brief.history.map(({ body }) => body)).to.include.members(['hello there', 'Hello Ana.']);
    expect(sessionOf(await second)).to.equal(sessionOf(await first));
    const other = client().chat.completions.create({ model, messages: [user('hello there')] });
    await answerNext('Hello again.');
    expect(sessionOf(await other)).to.not.equal(sessionOf(await first));
    // An old place of the conversation, from which somebody went another way.
    const fork = client().chat.completions.create({ model, messages: [...told, user('Something else')] });
    await answerNext('Well.');
    expect(sessionOf(await fork)).to.not.equal(sessionOf(await first));
  });

  it('27.55: goes on by a name of the conversation, and by the id of the session, of the same person only', async () => {
    const named = { model, metadata: { conversation_id: 'board-7' } };
    const first = client().chat.completions.create({ ...named, messages: [user('one')] });
    await answerNext('1');
    const second = client().chat.completions.create({ ...named, messages: [user('two')] });
    await answerNext('2');
    const session = sessionOf(await first);
    expect(sessionOf(await second)).to.equal(session);
    const byId = client().chat.completions.create({
      ...{ model, metadata: { session_id: String(session) }, messages: [user('three')] },
    });
    await answerNext('3');
    expect(sessionOf(await byId)).to.equal(session);
    const bo = client(chat.api.tokenOf('bo'));
    for (const metadata of [named.metadata, { session_id: String(session) }]) {
      const others = bo.chat.completions.create({ model, metadata, messages: [user('mine?')] });
      const work = await answerNext('No.');
      expect(work.brief.history).to.deep.equal([]);
      expect(sessionOf(await others)).to.not.equal(session);
    }
  });

  it('27.55: a service speaks for many, and the conversations of two of them are apart', async () => {
    const service = client(chat.api.serviceToken);
    const as = async (name: string, messages: Said[], reply: string): Promise<unknown> => {
      const answer = service.chat.completions.create({ model, safety_identifier: name, messages });
      await answerNext(reply);
      return answer;
    };
    const zoe = await as('Zoë', [user('hi')], 'Hello.');
    const max = await as('Max', [user('hi')], 'Hello.');
    const again = await as('Zoë', [user('hi'), assistant('Hello.'), user('and then?')], 'Then this.');
    expect(sessionOf(max)).to.not.equal(sessionOf(zoe));
    expect(sessionOf(again)).to.equal(sessionOf(zoe));
  });

  it('27.55: starts no agent where the client says so, and a new ticket where it says so', async () => {
    const metadata = { spawn_agent: 'false', force_new_ticket: 'true' };
    const answer = client().chat.completions.create({ model, metadata, messages: [user('The disk is full')] });
    const work = await answerNext('Noted.');
    expect(work.brief).to.include({ spawn_agent: false, force_new_ticket: true });
    await answer;
  });

  it('says to the client why not, in a sentence that it shows', async () => {
    const refusal = async (work: Promise<unknown>): Promise<InstanceType<typeof OpenAI.APIError>> => {
      const error = await work.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (!(error instanceof OpenAI.APIError)) throw new Error('it was not refused');
      return error;
    };
    const stranger = await refusal(client('nonsense').models.list());
    expect(stranger).to.be.instanceOf(OpenAI.AuthenticationError);
    expect(stranger.message).to.contain('This token is not known here.');
    const wrong = await refusal(client().chat.completions.create({ model, messages: [] }));
    expect(wrong.status).to.equal(422);
    expect([wrong.code, wrong.param]).to.deep.equal(['invalid_fields', 'body.messages']);
    const answer = refusal(client().chat.completions.create({ model, messages: [user('Never mind')] }));
    const work = await nextTurn();
    await chat.api.db.query('update ops_chat_turns set cancel_requested_at = clock_timestamp() where id = $1', [
      work.lease.id,
    ]);
    await chat.finish(work);
    const cancelled = await answer;
    expect(cancelled).to.be.instanceOf(OpenAI.ConflictError);
    expect(cancelled.message).to.contain('This message was cancelled before it was answered.');
    expect(cancelled.code).to.equal('turn_cancelled');
  });

  it('says it in the stream too, when it goes wrong after the start', async () => {
    const stream = await client().chat.completions.create({ model, messages: [user('Try')], stream: true });
    const work = await nextTurn();
    await chat.finish(work, { tries: 1 });
    const told = await chunksOf(stream).catch((error: unknown) => error);
    expect(told).to.be.instanceOf(OpenAI.APIError);
    expect(String(told)).to.contain('The agent ended without a result.');
  });

  it('gives everybody else the problem of every other route', async () => {
    const path = '/api/ops-chat/openai/v1/chat/completions';
    const { status, headers, body } = await chat.api.call('ana', 'POST', path, { messages: [] });
    expect([status, body['error']]).to.deep.equal([422, 'invalid_fields']);
    expect(headers.get('content-type')).to.match(/^application\/problem\+json/);
    expect((await chat.api.call('nobody', 'POST', path, {})).body['error']).to.equal('not_signed_in');
  });

  it('a client that hangs up ends the work, streaming or not', async () => {
    for (const stream of [true, false]) {
      const hangUp = new AbortController();
      const answer = client()
        .chat.completions.create({ model, messages: [user('Wait')], stream }, { signal: hangUp.signal })
        .then(async (completion) => {
          if (Symbol.asyncIterator in completion) await chunksOf(completion);
        })
        .catch((error: unknown) => error);
      const work = await nextTurn();
      hangUp.abort();
      await answer;
      for (let look = 0; ; look += 1) {
        const { rows } = await chat.api.db.query<{ asked: boolean }>(
          'select cancel_requested_at is not null as asked from ops_chat_turns where id = $1',
          [work.lease.id],
        );
        if (rows[0]?.asked === true) break;
        if (look > 200) throw new Error('the turn was not cancelled');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      expect(await chat.finish(work)).to.equal('cancelled');
    }
  });

  it('with the same Idempotency-Key finds its turn again', async () => {
    const ask = (content: string): Promise<OpenAI.Chat.ChatCompletion> =>
      client().chat.completions.create(
        { model, messages: [user(content)] },
        { headers: { 'Idempotency-Key': 'once' } },
      );
    const first = ask('Once only');
    await answerNext('Once.');
    expect((await first).choices[0]?.message.content).to.equal('Once.');
    expect((await ask('Once only')).choices[0]?.message.content).to.equal('Once.');
    const other = await ask('Another thing').catch((error: unknown) => String(error));
    expect(other).to.contain('was used with another message');
  });

  it('answers a conversation without words of a person with a hint, and takes nothing in', async () => {
    const before = await chat.api.db.query('select count(*)::int as count from ops_chat_turns');
    for (const messages of [
      [assistant('Hello?')],
      [user('  ')],
      [
        { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }] },
      ] satisfies Said[],
    ]) {
      const { choices } = await client().chat.completions.create({ model, messages });
      expect(choices[0]?.message.content).to.contain('Write what you need');
    }
    const stream = await client().chat.completions.create({ model, messages: [user('')], stream: true });
    let words = '';
    for await (const chunk of stream) words += chunk.choices[0]?.delta.content ?? '';
    expect(words).to.contain('Write what you need');
    expect((await chat.api.db.query('select count(*)::int as count from ops_chat_turns')).rows).to.deep.equal(
      before.rows,
    );
  });

  it('is written as OpenAI writes it, byte for byte', async () => {
    const stream = await openEventSource(
      `${chat.api.url}/api/ops-chat/openai/v1/chat/completions`,
      { authorization: `Bearer ${chat.api.tokenOf('ana')}`, 'content-type': 'application/json' },
      { method: 'POST', body: JSON.stringify({ messages: [{ role: 'user', content: 'Bytes' }], stream: true }) },
    );
    expect(stream.headers['content-type']).to.equal('text/event-stream; charset=utf-8');
    await answerNext('Here.');
    const data: string[] = [];
    for (let part = await stream.next(); part; part = await stream.next()) data.push(part.data);
    expect(data.at(-1)).to.equal('[DONE]');
    expect(data.slice(0, -1).map((one) => (JSON.parse(one) as Fields)['object'])).to.deep.equal(
      Array(3).fill('chat.completion.chunk'),
    );
    expect(JSON.parse(data[0] ?? '{}')).to.include({ model });
  });
});

describe('a completion that takes long', () => {
  it('gives signs of life until it is there', async () => {
    let settle: ((answer: ReturnType<typeof ok>) => void) | undefined;
    const outcome = new Promise<ReturnType<typeof ok>>((resolve) => {
      settle = resolve;
    });
    const parts: string[] = [];
    for await (const part of completionStream({ id: 'x', created: 1, model }, outcome, false, 5)) {
      parts.push(part);
      if (parts.filter((one) => one.startsWith(':')).length === 3) settle?.(ok({ reply: 'At last.' }));
    }
    expect(parts.filter((part) => part.startsWith(':')).length).to.be.at.least(3);
    expect(parts.at(-1)).to.equal('data: [DONE]\n\n');
    expect(parts.join('')).to.contain('At last.');
  });
});

describe('what was said, of all the messages that a client sends', () => {
  it('is the last words of the person, and the exchange before them', () => {
    expect(whatWasSaid([])).to.deep.equal({ now: undefined, before: undefined });
    const messages = [
      { role: 'system', content: 'x' },
      { role: 'user', content: 'a' },
      { role: 'assistant', content: 'b' },
      { role: 'user', content: 'c' },
      { role: 'assistant', content: 'd' },
      { role: 'tool', content: 'y' },
      { role: 'user', content: ' e ' },
    ];
    expect(whatWasSaid(messages)).to.deep.equal({ now: 'e', before: { words: 'c', answer: 'd' } });
    expect(whatWasSaid(messages.slice(0, 4))).to.deep.equal({ now: 'c', before: { words: 'a', answer: 'b' } });
    expect(whatWasSaid(messages.slice(0, 2))).to.deep.equal({ now: 'a', before: undefined });
  });

  it('is text, in one piece or in parts', () => {
    expect(
      wordsOf({
        role: 'user',
        content: [{ type: 'text', text: 'a' }, { type: 'image_url' }, { type: 'text', text: 'b' }],
      }),
    ).to.equal('a\nb');
    expect(wordsOf({ role: 'user', content: null })).to.equal('');
    expect(wordsOf({ role: 'user' })).to.equal('');
  });
});
