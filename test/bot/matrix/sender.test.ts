import { expect } from 'chai';
import { deadLetters, findSent, originalOf, outboxRow, registerRoom, say, threadOf } from '../../../api/rooms/index.js';
import {
  badGateway,
  nullBody,
  rateLimited,
  refused,
  startFakeHomeserver,
  type FakeHomeserver,
} from '../../support/fakeHomeserver/index.js';
import { eventually, matrixBench } from './matrixBench.js';
import { room } from './roomEvents.js';

describe('the sender of the outbox', () => {
  const bench = matrixBench();
  let fake: FakeHomeserver;
  beforeEach(async () => {
    fake = await startFakeHomeserver();
    fake.encryption.set(room, false);
    await registerRoom(bench.db, { roomId: room, purpose: 'intake' });
  });
  afterEach(async () => {
    await fake.stop();
    expect(fake.nonsense).to.deep.equal([]);
    expect(bench.logged.join('')).to.not.contain(fake.token);
  });
  const tell = async (text: string, more: object = {}): Promise<number> =>
    (await say(bench.db, { roomId: room, kind: 'reply', payload: { text }, ...more })) ?? 0;
  const texts = (): unknown[] => fake.sent.map(({ content }) => content['body']);
  const sent = (count: number, ms?: number): Promise<unknown> =>
    eventually(`${count} events sent`, () => fake.sent.length >= count, ms);
  const status = async (id: number): Promise<string | undefined> => (await outboxRow(bench.db, id))?.status;
  const ends = (id: number, wanted: string): Promise<unknown> =>
    eventually(`row ${id} ${wanted}`, async () => (await status(id)) === wanted);

  it('sends into the thread with mentions and its delivery id, and knows the event again', async () => {
    const threadId = await threadOf(bench.db, room, '$root', 'ticket');
    bench.open(fake);
    const id = await tell('hello', { threadId, payload: { text: 'hello', mentions: ['@ana:localhost'] } });
    await ends(id, 'sent');
    expect(fake.sent[0]).to.deep.include({ transaction: `opsroom-${id}`, type: 'm.room.message' });
    expect(fake.sent[0]?.content).to.deep.equal({
      msgtype: 'm.text',
      body: 'hello',
      format: 'org.matrix.custom.html',
      formatted_body: 'hello',
      'm.mentions': { user_ids: ['@ana:localhost'] },
      'm.relates_to': {
        ...{ rel_type: 'm.thread', event_id: '$root', is_falling_back: true },
        'm.in_reply_to': { event_id: '$root' },
      },
      'org.opsroom.delivery': id,
    });
    expect((await findSent(bench.db, room, '$sent1'))?.id).to.equal(id);
    expect(await findSent(bench.db, '!other', '$sent1')).to.equal(undefined);
  });

  it('says a row once although the answer was lost', async () => {
    fake.plan('PUT', /\/send\//, { kind: 'drop', after: true }, 2);
    bench.open(fake);
    const id = await tell('once');
    await ends(id, 'sent');
    expect(texts()).to.deep.equal(['once']);
    expect(fake.calls.filter(({ method }) => method === 'PUT').length).to.equal(3);
    expect((await outboxRow(bench.db, id))?.eventId).to.equal('$sent1');
  });

  it('sends what it rendered first, even when it would render something else by now', async () => {
    fake.plan('PUT', /\/send\//, { kind: 'drop' });
    let turn = 0;
    bench.open(fake, {
      render: () =>
        Promise.resolve({ msgtype: 'm.text', body: `take ${(turn += 1)}`, formatted_body: '', mentions: [] }),
    });
    await tell('');
    await sent(1);
    expect(texts()).to.deep.equal(['take 1']);
  });

  it('keeps the order of each room through 429 and bad gateways, and takes null for no answer', async () => {
    bench.open(fake);
    fake.plan('PUT', /\/send\//, rateLimited(400));
    fake.plan('PUT', /\/send\//, badGateway);
    fake.plan('PUT', /\/send\//, nullBody);
    const start = Date.now();
    for (let place = 0; place < 6; place += 1) await tell(`line ${place}`);
    await sent(6);
    expect(texts()).to.deep.equal([0, 1, 2, 3, 4, 5].map((place) => `line ${place}`));
    expect((fake.sent[0]?.at ?? 0) - start).to.be.at.least(400);
  });

  it('does not let one room wait for another', async () => {
    fake.encryption.set('!other', false);
    fake.plan('PUT', /ops.*\/send\//, badGateway, 2);
    bench.open(fake);
    await tell('slow');
    await say(bench.db, { roomId: '!other', kind: 'reply', payload: { text: 'quick' } });
    await sent(2);
    expect(texts()).to.deep.equal(['quick', 'slow']);
  });

  it('edits the original at most every two seconds, shows the last state, and holds nothing up meanwhile', async function () {
    this.timeout(20_000);
    let state = 1;
    bench.open(fake, {
      render: (row) => {
        const body = row.kind === 'ticket_card' ? `state ${state}` : String(row.payload['text']);
        return Promise.resolve({ msgtype: 'm.text', body, formatted_body: '', mentions: [] });
      },
    });
    const card = (): Promise<number | undefined> =>
      say(bench.db, { roomId: room, kind: 'ticket_card', coalesceKey: 'ticket:1' });
    const first = await card();
    await ends(first ?? 0, 'sent');
    for (state = 2; state < 12; state += 1) {
      await card();
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    state = 12;
    await card();
    const note = await tell('a note');
    await ends(note, 'sent');
    const edits = (): typeof fake.sent => fake.sent.filter(({ content }) => content['m.new_content']);
    const last = (): unknown => (edits().at(-1)?.content['m.new_content'] as { body?: string } | undefined)?.body;
    await eventually('the last state', () => last() === 'state 12');
    expect(edits().length).to.be.within(2, 3);
    expect(fake.sent.at(-1)?.content['m.new_content'], 'the note overtook the edit').to.not.equal(undefined);
    const times = edits().map(({ at }) => at);
    for (let place = 1; place < times.length; place += 1)
      expect((times[place] ?? 0) - (times[place - 1] ?? 0)).to.be.at.least(1_950);
    expect(edits().map(({ content }) => (content['m.relates_to'] as { event_id: string }).event_id)).to.satisfy(
      (targets: string[]) => targets.every((target) => target === '$sent1'),
    );
    expect((await originalOf(bench.db, 'ticket:1'))?.eventId).to.equal('$sent1');
    expect(await findSent(bench.db, room, edits()[0]?.eventId ?? ''), 'an edit is no target').to.equal(undefined);
  });

  it('makes a refused message a dead letter, drops its reactions and goes on', async () => {
    const dead: string[] = [];
    fake.plan('PUT', /\/send\//, refused(403, 'M_FORBIDDEN'));
    bench.open(fake, { onDead: (row, reason) => void dead.push(`${row.id}: ${reason}`) });
    const id = await tell('not wanted');
    const seed = await say(bench.db, { roomId: room, kind: 'reaction', payload: { target_outbox_id: id, key: '✅' } });
    await tell('wanted');
    await sent(1);
    expect(texts()).to.deep.equal(['wanted']);
    expect((await deadLetters(bench.db)).map((row) => row.id)).to.deep.equal([id]);
    expect(dead).to.deep.equal([`${id}: 403 M_FORBIDDEN no`]);
    expect(await status(seed ?? 0)).to.equal('dropped');
  });

  it('does not bury messages because the bot was signed out', async () => {
    fake.plan('PUT', /\/send\//, refused(401, 'M_UNKNOWN_TOKEN'));
    bench.open(fake);
    const id = await tell('later');
    await eventually('a failed try', async () => (await outboxRow(bench.db, id))?.lastError?.includes('401'));
    expect(await status(id)).to.equal('sending');
  });

  it('reacts to and redacts its own messages, and takes a doubled reaction for success', async () => {
    bench.open(fake);
    const id = await tell('card');
    const react = (key: string): Promise<number | undefined> =>
      say(bench.db, { roomId: room, kind: 'reaction', payload: { target_outbox_id: id, key } });
    const seed = await react('✅');
    await ends(seed ?? 0, 'sent');
    fake.plan('PUT', /m\.reaction/, refused(400, 'M_DUPLICATE_ANNOTATION'));
    await ends((await react('✅')) ?? 0, 'sent');
    await say(bench.db, { roomId: room, kind: 'redaction', payload: { target_outbox_id: seed, reason: 'decided' } });
    await sent(3);
    expect(fake.sent[1]).to.deep.include({
      type: 'm.reaction',
      content: {
        'm.relates_to': { rel_type: 'm.annotation', event_id: '$sent1', key: '✅' },
        'org.opsroom.delivery': seed,
      },
    });
    expect(fake.sent[2]).to.deep.include({ redacts: '$sent2', content: { reason: 'decided' } });
  });

  it('finds a message again whose transaction the homeserver has forgotten', async () => {
    fake.plan('PUT', /\/send\//, { kind: 'drop', after: true });
    fake.plan('PUT', /\/send\//, badGateway, 3);
    bench.open(fake);
    const id = await tell('said already');
    await sent(1);
    fake.forgetTransactions();
    await bench.owner(
      `update outbox set rendered = jsonb_set(rendered, '{frozen_at}', to_jsonb(clock_timestamp() - interval '26 minutes'))`,
    );
    await ends(id, 'sent');
    expect(texts()).to.deep.equal(['said already']);
    expect((await outboxRow(bench.db, id))?.eventId).to.equal('$sent1');
  });

  it('looks first for what an earlier holder has sent, whose transaction ids were perhaps those of another session', async () => {
    fake.plan('PUT', /\/send\//, { kind: 'drop', after: true });
    fake.plan('PUT', /\/send\//, badGateway, 3);
    const first = bench.open(fake);
    const id = await tell('said by the first');
    await sent(1);
    await first.stop();
    fake.forgetTransactions();
    bench.open(fake);
    await ends(id, 'sent');
    expect(texts()).to.deep.equal(['said by the first']);
    expect((await outboxRow(bench.db, id))?.eventId).to.equal('$sent1');
  });

  it('drops what the renderer finds needless, and buries what it can not render after some tries', async () => {
    bench.open(fake, {
      render: (row) =>
        row.kind === 'note' ? Promise.reject(new Error('no such note')) : Promise.resolve({ drop: 'old' }),
    });
    const [dropped, broken] = [await tell('x'), await tell('x', { kind: 'note' })];
    await ends(dropped, 'dropped');
    await eventually('a failed rendering', async () => (await outboxRow(bench.db, broken))?.lastError);
    await bench.owner(`update outbox set attempts = 7, not_before = clock_timestamp() where id = ${broken}`);
    await ends(broken, 'dead');
    expect(fake.sent).to.deep.equal([]);
  });

  it('has a committed row at the homeserver in half a second even on a busy machine', async () => {
    bench.open(fake);
    await tell('warm up');
    await sent(1);
    const delays: number[] = [];
    for (let place = 0; place < 40; place += 1) {
      const start = Date.now();
      await tell(`line ${place}`);
      await sent(place + 2);
      delays.push((fake.sent.at(-1)?.at ?? 0) - start);
    }
    expect(delays.sort((a, b) => a - b)[37]).to.be.below(500);
  });
});
