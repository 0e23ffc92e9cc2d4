import { expect } from 'chai';
import { outboxRow, registerRoom, roomById, say } from '../../../api/rooms/index.js';
import { badGateway, startFakeHomeserver, type FakeHomeserver } from '../../support/fakeHomeserver/index.js';
import { eventually, matrixBench } from './matrixBench.js';
import { create, event, joined, message, room } from './roomEvents.js';

describe('encrypted rooms', () => {
  const bench = matrixBench();
  let fake: FakeHomeserver;
  beforeEach(async () => {
    fake = await startFakeHomeserver();
    await registerRoom(bench.db, { roomId: room, purpose: 'intake' });
  });
  afterEach(() => fake.stop());
  const tell = async (kind = 'reply', payload: object = { text: 'a secret' }): Promise<number> =>
    (await say(bench.db, { roomId: room, kind, payload })) ?? 0;
  const row = (id: number): ReturnType<typeof outboxRow> => outboxRow(bench.db, id);

  it('sends nothing while the encryption of a room is unknown', async () => {
    fake.plan('GET', /m\.room\.encryption/, badGateway, 3);
    fake.encryption.set(room, false);
    bench.open(fake);
    const id = await tell();
    await eventually('a failed look', async () => (await row(id))?.lastError?.includes('502'));
    expect(fake.sent).to.deep.equal([]);
    await eventually('the send', async () => (await row(id))?.status === 'sent');
    expect((await roomById(bench.db, room))?.encrypted).to.equal(false);
  });

  it('says one fixed sentence once and never a word of what it was asked to say', async () => {
    fake.encryption.set(room, true);
    const first = bench.open(fake);
    const ids = [await tell(), await tell()];
    for (const id of ids) await eventually('a dead letter', async () => (await row(id))?.status === 'dead');
    await eventually('the sentence', () => fake.sent.length === 1);
    await eventually('its record', async () => (await roomById(bench.db, room))?.encryptionNoticeAt);
    await first.stop();
    bench.open(fake);
    const last = await tell();
    await eventually('a dead letter', async () => (await row(last))?.status === 'dead');
    expect(fake.sent.map(({ content }) => content['body'])).to.deep.equal([
      'I can not read or write in encrypted rooms yet, so I do not see what is said here. Please write to me in a room without encryption.',
    ]);
  });

  it('stops to write in clear text when a room turns encrypted', async () => {
    fake.encryption.set(room, false);
    bench.open(fake);
    fake.push(joined([message('hi')], { state: [create()] }));
    await eventually('the room', async () => (await roomById(bench.db, room))?.encrypted === false);
    fake.push(joined([event('m.room.encryption', {}, { state_key: '' })]));
    await eventually('the flag', async () => (await roomById(bench.db, room))?.encrypted);
    const id = await tell();
    await eventually('a dead letter', async () => (await row(id))?.status === 'dead');
    expect(fake.sent.every(({ content }) => content['body'] !== 'a secret')).to.equal(true);
  });

  it('reacts there all the same: reactions are clear text by specification', async () => {
    fake.encryption.set(room, true);
    bench.open(fake);
    const id = await tell('reaction', { target_event_id: '$theirs', key: '👀' });
    await eventually('the reaction', async () => (await row(id))?.status === 'sent');
  });

  it('sends through an engine where there is one', async () => {
    fake.encryption.set(room, true);
    bench.open(fake, {
      crypto: {
        encrypt: (_room, type, content) =>
          Promise.resolve({
            type: 'm.room.encrypted',
            content: { ciphertext: Buffer.from(JSON.stringify({ type, content })).toString('base64') },
          }),
      },
    });
    const id = await tell();
    await eventually('the send', async () => (await row(id))?.status === 'sent');
    expect(fake.sent.map(({ type }) => type)).to.deep.equal(['m.room.encrypted']);
    expect(JSON.stringify(fake.sent)).to.not.contain('a secret');
  });
});
