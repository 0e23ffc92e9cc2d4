import { expect } from 'chai';
import OpenAI from 'openai';
import { startLivePlatform, type LivePlatform } from '../livePlatform.js';

describe('the official OpenAI client and a real turn', () => {
  let platform: LivePlatform;
  before(async () => {
    platform = await startLivePlatform();
    await platform.run();
  });
  after(() => platform?.stop());

  const client = (): OpenAI =>
    new OpenAI({
      ...{ apiKey: platform.api.tokenOf('ana'), baseURL: `${platform.api.url}/api/ops-chat/openai/v1`, maxRetries: 0 },
    });
  const model = 'agentic-ops-intake';

  it('files a ticket by a sentence, and streams its number', async () => {
    const content = 'since this morning the VPN drops every five minutes when I work from home';
    const stream = await client().chat.completions.create({
      model,
      messages: [{ role: 'user', content }],
      stream: true,
    });
    let words = '';
    let ticket: unknown;
    for await (const chunk of stream) {
      words += chunk.choices[0]?.delta.content ?? '';
      ticket = (chunk as { metadata?: { ticket_id?: unknown } }).metadata?.ticket_id ?? ticket;
    }
    expect(words)
      .to.contain(`#${String(ticket)}`)
      .and.to.contain('Network Operations');
    const { rows } = await platform.api.db.query<{ requester_name: string }>(
      'select requester_name from tickets where id = $1',
      [ticket],
    );
    expect(rows).to.deep.equal([{ requester_name: 'Ana' }]);
  });

  it('answers a greeting without one', async () => {
    const answer = await client().chat.completions.create({ model, messages: [{ role: 'user', content: 'hello' }] });
    expect(answer.choices[0]?.message.content).to.have.length.greaterThan(5);
    expect((answer as unknown as { metadata: unknown }).metadata).to.include({
      ticket_id: null,
      created_ticket: false,
    });
  });
});
