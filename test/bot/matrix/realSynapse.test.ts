import { expect } from 'chai';
import {
  claimInboxEvents,
  findSent,
  finishInboxEvent,
  joinedMembers,
  outboxRow,
  roomById,
  say,
  threadOf,
  type InboxEvent,
} from '../../../api/rooms/index.js';
import { MatrixFailure, type Matrix, type MatrixParts } from '../../../bot/matrix/index.js';
import { installTimeout, startTestSynapse, type TestSynapse, type TestUser } from '../../support/synapse.js';
import { eventually, matrixBench } from './matrixBench.js';

type Fields = Record<string, unknown>;

describe('the bot at a real Synapse', function () {
  this.timeout(60_000);
  const bench = matrixBench();
  let synapse: TestSynapse;
  let botUser: TestUser;
  let ana: TestUser;
  before(async function () {
    this.timeout(installTimeout);
    synapse = await startTestSynapse();
    [botUser, ana] = [await synapse.createUser('opsbot'), await synapse.createUser('ana')];
  });
  after(() => synapse.stop());

  const call = async (method: string, path: string, body?: unknown): Promise<Fields> => {
    const answer = await fetch(`${synapse.url}/_matrix/client/v3${path}`, {
      method,
      headers: { Authorization: `Bearer ${ana.accessToken}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const result = (await answer.json()) as Fields;
    if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(result)}`);
    return result;
  };
  let count = 0;
  const send = async (room: string, content: Fields, type = 'm.room.message'): Promise<string> => {
    const path = `/rooms/${encodeURIComponent(room)}/send/${type}/t${(count += 1)}`;
    return String((await call('PUT', path, content))['event_id']);
  };
  const write = (room: string, body: string): Promise<string> => send(room, { msgtype: 'm.text', body });
  const open = (parts: Partial<MatrixParts> = {}): Matrix =>
    bench.open(
      { url: synapse.url, userId: botUser.userId, token: botUser.accessToken },
      { mayInvite: (inviter) => inviter === ana.userId, ...parts },
    );
  const roomWithBot = async (more: Fields = {}): Promise<string> => {
    const made = await call('POST', '/createRoom', { preset: 'private_chat', invite: [botUser.userId], ...more });
    const room = String(made['room_id']);
    await eventually('the bot in the room', async () =>
      (await joinedMembers(bench.db, room)).some(({ userId }) => userId === botUser.userId),
    );
    return room;
  };
  const arrived = (eventId: string): Promise<InboxEvent> =>
    eventually(`event ${eventId}`, async () => {
      const query = 'select *, room_id as "roomId" from inbox_events where event_id = $1';
      return (await bench.db.query<InboxEvent>(query, [eventId])).rows[0];
    });
  const sentAs = (id: number | undefined): Promise<string> =>
    eventually('the send', async () => {
      const row = await outboxRow(bench.db, id ?? 0);
      return row?.status === 'sent' && row.eventId !== null && row.eventId;
    });
  const eventOf = (room: string, eventId: string): Promise<Fields> =>
    call('GET', `/rooms/${encodeURIComponent(room)}/event/${encodeURIComponent(eventId)}`);

  it('accepts an invitation, answers in a thread, edits, and knows a reaction to its message', async () => {
    const bot = open();
    const room = await roomWithBot({ name: 'Ops' });
    expect(await roomById(bench.db, room)).to.include({ encrypted: false, name: 'Ops', membership: 'join' });
    const question = await write(room, 'disk is full');
    expect((await arrived(question)).backfilled).to.equal(false);
    await bot.typing(room, true, 3_000);
    await bot.readReceipt(room, question);
    const threadId = await threadOf(bench.db, room, question, 'ticket');
    const card = { roomId: room, threadId, kind: 'ticket_card', coalesceKey: 'card', payload: { text: 'card' } };
    const cardEvent = await sentAs(await say(bench.db, card));
    await say(bench.db, { roomId: room, kind: 'reaction', payload: { target_event_id: question, key: '👀' } });
    const edited = await sentAs(await say(bench.db, { ...card, payload: { text: 'card, changed' } }));
    const shown = await eventOf(room, cardEvent);
    expect((shown['content'] as Fields)['m.relates_to']).to.deep.include({ rel_type: 'm.thread', event_id: question });
    const replacement = (await eventOf(room, edited))['content'] as Fields;
    expect(replacement['m.new_content']).to.include({ body: 'card, changed' });

    const relation = { rel_type: 'm.annotation', event_id: cardEvent, key: '✅' };
    const tap = await arrived(await send(room, { 'm.relates_to': relation }, 'm.reaction'));
    const target = (tap.content['m.relates_to'] as Fields)['event_id'];
    expect((await findSent(bench.db, tap.roomId, String(target)))?.kind).to.equal('ticket_card');
    const path = `/rooms/${encodeURIComponent(room)}/redact/${encodeURIComponent(cardEvent)}/r1`;
    await call('PUT', path.replace(encodeURIComponent(cardEvent), encodeURIComponent(question)), {});
    const redaction = await eventually('the redaction', async () => {
      const events = await bench.db.query<InboxEvent>(`select * from inbox_events where type = 'm.room.redaction'`);
      return events.rows[0];
    });
    expect(redaction.content['redacts']).to.equal(question);
  });

  it('is told of everything that was written while it was away, more than one answer holds', async () => {
    const first = open();
    const room = await roomWithBot();
    await arrived(await write(room, 'before'));
    await first.stop();
    const written: string[] = [];
    for (let place = 0; place < 130; place += 1) written.push(await write(room, `line ${place}`));
    open();
    await arrived(written.at(-1) ?? '');
    const { rows } = await bench.db.query<{ event_id: string; backfilled: boolean }>(
      `select event_id, backfilled from inbox_events where content->>'body' like 'line %' order by id`,
    );
    expect(rows.map((row) => row.event_id)).to.deep.equal(written);
    expect(rows.at(-1)?.backfilled).to.equal(false);
    expect(rows.filter((row) => row.backfilled).length).to.be.within(30, 129);
  });

  it('tells an encrypted room once that it is deaf, and leaves where it was not allowed', async () => {
    open();
    const algorithm = { algorithm: 'm.megolm.v1.aes-sha2' };
    const room = await roomWithBot({
      initial_state: [{ type: 'm.room.encryption', state_key: '', content: algorithm }],
    });
    expect((await roomById(bench.db, room))?.encrypted).to.equal(true);
    await eventually('the sentence', async () => (await roomById(bench.db, room))?.encryptionNoticeAt);
    await say(bench.db, { roomId: room, kind: 'reply', payload: { text: 'secret' } });
    await eventually('a dead letter', async () => (await outboxRow(bench.db, 1))?.status === 'dead');
    const page = await call('GET', `/rooms/${encodeURIComponent(room)}/messages?dir=b&limit=50`);
    const bodies = (page['chunk'] as { content: Fields }[]).map(({ content }) => content['body']).filter(Boolean);
    expect(bodies.length).to.equal(1);
    expect(bodies[0]).to.match(/can not read or write in encrypted rooms/);
  });

  it('carries files, and takes none that is too large', async () => {
    const bot = open();
    const file = {
      bytes: Buffer.alloc(50_000, 7),
      contentType: 'application/pdf',
      filename: 'a b.pdf',
      timeoutMs: 9_000,
    };
    const uri = await bot.uploadMedia(file);
    const got = await bot.downloadMedia(uri, { maxBytes: 50_000, timeoutMs: 9_000 });
    expect(got.bytes.equals(file.bytes)).to.equal(true);
    expect(got.contentType).to.equal('application/pdf');
    const failure = await bot
      .downloadMedia(uri, { maxBytes: 49_999, timeoutMs: 9_000 })
      .catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(MatrixFailure).with.property('kind', 'refused');
    const elsewhere = await bot
      .downloadMedia('https://x/y', { maxBytes: 1, timeoutMs: 1 })
      .catch((error: unknown) => error);
    expect(elsewhere).to.be.instanceOf(MatrixFailure);
  });

  it('has a message in a worker’s hands, and an answer in the room, in half a second even on a busy machine', async () => {
    open();
    const room = await roomWithBot();
    await arrived(await write(room, 'warm up'));
    await bench.db.query(`update inbox_events set status = 'done'`);
    const [inward, outward]: [number[], number[]] = [[], []];
    for (let place = 0; place < 40; place += 1) {
      const start = Date.now();
      const eventId = await write(room, `line ${place}`);
      await eventually('the claim', async () => {
        const events = await claimInboxEvents(bench.db, { limit: 50, seconds: 60 });
        for (const event of events) await finishInboxEvent(bench.db, event, 'seen');
        return events.some((event) => event.eventId === eventId);
      });
      inward.push(Date.now() - start);
      const said = Date.now();
      await sentAs(await say(bench.db, { roomId: room, kind: 'reply', payload: { text: 'ok' } }));
      outward.push(Date.now() - said);
    }
    const at = (values: number[], rank: number): number => values.sort((a, b) => a - b)[rank] ?? Infinity;
    console.log(
      `      in p50 ${at(inward, 20)} p95 ${at(inward, 37)} ms, out p50 ${at(outward, 20)} p95 ${at(outward, 37)} ms`,
    );
    expect(at(inward, 37)).to.be.below(500);
    expect(at(outward, 37)).to.be.below(500);
  });

  it('shows within ten seconds that the homeserver is gone, and goes on when it is back', async () => {
    const bot = open();
    const room = await roomWithBot();
    const connected = async (wanted: boolean): Promise<void> => {
      await eventually(`connected ${wanted}`, () => bot.health().connected === wanted, 10_000);
      await eventually('the record', async () => {
        const { rows } = await bench.db.query<{ homeserver: Fields }>('select homeserver from matrix_accounts');
        return rows[0]?.homeserver['connected'] === wanted;
      });
    };
    await connected(true);
    await synapse.kill('SIGKILL');
    await connected(false);
    const id = await say(bench.db, { roomId: room, kind: 'reply', payload: { text: 'later' } });
    await synapse.restart();
    await connected(true);
    await sentAs(id);
    await arrived(await write(room, 'and back'));
  });
});
