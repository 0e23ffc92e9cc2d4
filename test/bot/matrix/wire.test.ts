import { expect } from 'chai';
import { registerRoom, roomById } from '../../../api/rooms/index.js';
import type { Database } from '../../../api/db/index.js';
import type { MatrixHttp } from '../../../bot/matrix/http.js';
import { MatrixFailure } from '../../../bot/matrix/matrixFailure.js';
import { backOff, isAborted, makeWaker, pause } from '../../../bot/matrix/pause.js';
import { readSync } from '../../../bot/matrix/readSync.js';
import { roomEncryption } from '../../../bot/matrix/roomEncryption.js';
import { toCommit } from '../../../bot/matrix/toCommit.js';
import { readEvent, readEvents } from '../../../bot/matrix/wire.js';
import { roomsBench } from '../../api/rooms/roomsBench.js';
import { create, event, member, message } from './roomEvents.js';

const opsbot = '@opsbot:localhost';
type Fields = Record<string, unknown>;

describe('an event from the homeserver', () => {
  const whole = {
    event_id: '$1',
    sender: '@ana:x',
    type: 'm.room.message',
    content: { body: 'x' },
    origin_server_ts: 5,
  };

  it('is read with what it must have, and is none without', () => {
    expect(readEvent(whole)).to.deep.equal({
      ...{ eventId: '$1', sender: '@ana:x', type: 'm.room.message', content: { body: 'x' }, originServerTs: 5 },
    });
    for (const missing of ['event_id', 'sender', 'type'])
      for (const value of [undefined, 7, null, {}])
        expect(readEvent({ ...whole, [missing]: value }), missing).to.equal(undefined);
    for (const value of [undefined, null, 'x', 7, [], [whole]]) expect(readEvent(value)).to.equal(undefined);
    expect(readEvents([whole, null, {}, whole]).length).to.equal(2);
    for (const value of [undefined, null, {}, 'x']) expect(readEvents(value)).to.deep.equal([]);
  });

  it('counts as very old when its time is none: a time may only make us stricter', () => {
    for (const time of [undefined, null, '5', Number.NaN, Infinity, 1.5, 2 ** 60])
      expect(readEvent({ ...whole, origin_server_ts: time })?.originServerTs).to.equal(0);
  });

  it('has its content in a shape of ours, and never the one that it was read from', () => {
    for (const content of [undefined, null, 'x', ['x']])
      expect(readEvent({ ...whole, content })?.content).to.deep.equal({});
    const content = { body: 'x' };
    expect(readEvent({ ...whole, content })?.content).to.not.equal(content);
  });

  it('that redacts names its target in one place, and the outer one wins', () => {
    const redaction = (more: object, content: unknown = {}): unknown =>
      readEvent({ ...whole, type: 'm.room.redaction', content, ...more })?.content['redacts'];
    expect(redaction({ redacts: '$a' })).to.equal('$a');
    expect(redaction({}, { redacts: '$b' })).to.equal('$b');
    expect(redaction({ redacts: '$a' }, { redacts: '$b' })).to.equal('$a');
    expect(redaction({ redacts: 7 }, { redacts: 7 })).to.equal(undefined);
  });

  it('tells what its sender was before, in the old place and the new', () => {
    const before = { prev_content: { membership: 'invite' } };
    expect(readEvent({ ...whole, unsigned: before })?.previousMembership).to.equal('invite');
    expect(readEvent({ ...whole, ...before })?.previousMembership).to.equal('invite');
    expect(readEvent({ ...whole, unsigned: 'x' })).to.not.have.property('previousMembership');
  });
});

describe('an answer to a sync', () => {
  const join = (timeline: object[], state: object[] = [], more: Fields = {}): Fields => ({
    next_batch: 's2',
    rooms: { join: { '!a': { state: { events: state }, timeline: { events: timeline, ...more } } } },
  });
  const commit = (raw: Fields, actFrom = 0): ReturnType<typeof toCommit> =>
    toCommit(opsbot, readSync(opsbot, raw), new Map(), actFrom);

  it('is none without its token, so that it is asked for again', () => {
    for (const raw of [null, undefined, [], 'x', {}, { next_batch: 7 }, { rooms: {} }])
      expect(() => readSync(opsbot, raw))
        .to.throw(MatrixFailure, 'without a token')
        .with.property('kind', 'server');
  });

  it('may leave out everything else, or have it in shapes that nobody knows', () => {
    for (const rooms of [undefined, null, 'x', [], { join: 'x' }, { join: { '!a': 7 } }, { invite: { '!a': [] } }]) {
      const { nextBatch, invites } = readSync(opsbot, { next_batch: 's1', rooms });
      expect([nextBatch, invites]).to.deep.equal(['s1', []]);
    }
  });

  it('tells of a gap only in so many words', () => {
    for (const limited of [true, false, 'true', 1, undefined])
      expect(readSync(opsbot, join([], [], { limited, prev_batch: 'p1' })).rooms[0]).to.include({
        limited: limited === true,
        prevBatch: 'p1',
      });
  });

  it('tells that the bot was banned apart from that it left', () => {
    const left = (who: string, membership: string): string | undefined =>
      readSync(opsbot, {
        next_batch: 's1',
        rooms: { leave: { '!a': { timeline: { events: [member(who, membership)] } } } },
      }).rooms[0]?.membership;
    expect([left(opsbot, 'leave'), left(opsbot, 'ban'), left('@ana:localhost', 'ban')]).to.deep.equal([
      'leave',
      'ban',
      'leave',
    ]);
  });

  it('becomes rows of the kinds that are known, in their order', () => {
    const timeline = [
      message('one'),
      event('m.typing', {}),
      event('org.example.custom', {}),
      message('two'),
      event('m.reaction', {}),
    ];
    expect(commit(join(timeline)).events.map(({ type, content }) => content['body'] ?? type)).to.deep.equal([
      'one',
      'two',
      'm.reaction',
    ]);
  });

  it('marks what is older than the horizon, what closed a gap and what was said before the bot came', () => {
    const old = message('old', { origin_server_ts: 999 });
    const marks = commit(join([old, message('young', { origin_server_ts: 1_000 })]), 1_000).events.map(
      ({ backfilled }) => backfilled,
    );
    expect(marks).to.deep.equal([true, false]);
    const arrival = [
      message('before'),
      member(opsbot, 'invite'),
      message('to it'),
      member(opsbot, 'join', { unsigned: { prev_content: { membership: 'invite' } } }),
      message('after'),
    ];
    const said = commit(join(arrival)).events.filter(({ type }) => type === 'm.room.message');
    expect(said.map(({ content, backfilled }) => [content['body'], backfilled])).to.deep.equal([
      ['before', true],
      ['to it', false],
      ['after', false],
    ]);
    const renamed = [message('x'), member(opsbot, 'join', { unsigned: { prev_content: { membership: 'join' } } })];
    expect(commit(join(renamed)).events.map(({ backfilled }) => backfilled)).to.deep.equal([false, false]);
    const gap = new Map([['!a', readEvents([message('missed')])]]);
    const closed = toCommit(opsbot, readSync(opsbot, join([message('now')])), gap, 0).events;
    expect(closed.map(({ content, backfilled }) => [content['body'], backfilled])).to.deep.equal([
      ['missed', true],
      ['now', false],
    ]);
  });

  it('calls a room unencrypted only where it shows all of its state, and encrypted for good', () => {
    const encryption = event('m.room.encryption', {}, { state_key: '' });
    const seen = (raw: Fields): boolean | undefined => commit(raw).rooms[0]?.encrypted;
    expect(seen(join([message('x')]))).to.equal(undefined);
    expect(seen(join([message('x')], [create()]))).to.equal(false);
    expect(seen(join([create(), message('x')]))).to.equal(false);
    expect(seen(join([message('x')], [create(), encryption]))).to.equal(true);
    expect(seen(join([encryption]))).to.equal(true);
    // Not a state event: anybody can send such a thing.
    expect(seen(join([event('m.room.encryption', {})], [create()]))).to.equal(false);
    const left = { next_batch: 's', rooms: { leave: { '!a': { state: { events: [create()] } } } } };
    expect(seen(left)).to.equal(undefined);
  });

  it('names a room as it was named last, and its people as they are', () => {
    const name = (value: unknown): object => event('m.room.name', { name: value }, { state_key: '' });
    const { rooms, members } = commit(
      join(
        [
          name('new'),
          member('@bo:x', 'leave', { state_key: '@ana:x' }),
          event('m.room.member', {}, { state_key: '@x' }),
        ],
        [name('old'), member('@ana:x', 'join')],
      ),
    );
    expect(rooms[0]).to.include({ roomId: '!a', membership: 'join', name: 'new' });
    expect(members.map(({ userId, membership }) => `${userId} ${membership}`)).to.deep.equal([
      '@ana:x join',
      '@ana:x leave',
    ]);
    for (const unnamed of ['', 7, null]) expect(commit(join([name(unnamed)])).rooms[0]).to.not.have.property('name');
  });

  it('keeps what an invitation said about its room', () => {
    const state = {
      invite_state: {
        events: [event('m.room.member', { membership: 'invite', is_direct: true }, { state_key: opsbot })],
      },
    };
    const { rooms, events } = commit({ next_batch: 's', rooms: { invite: { '!direct': state } } });
    expect(rooms).to.deep.equal([{ roomId: '!direct', membership: 'invite', direct: true }]);
    expect(events).to.deep.equal([]);
  });
});

describe('whether a room is encrypted', () => {
  const bench = roomsBench();
  let asked: string[];
  const http = (answer: () => unknown): MatrixHttp => ({
    request: async (method, path) => {
      asked.push(`${method} ${path}`);
      await Promise.resolve();
      return answer();
    },
    open: () => Promise.reject(new Error('no files here')),
  });
  const refuses = (status: number, errcode?: string) => (): never => {
    throw new MatrixFailure('refused', 'no', { status, ...(errcode !== undefined && { errcode }) });
  };
  const ask = (db: Database, answer: () => unknown): Promise<unknown> =>
    roomEncryption(db, http(answer), '!a/b:x').catch((error: unknown) => error);
  beforeEach(async () => {
    asked = [];
    await registerRoom(bench.db, { roomId: '!a/b:x', purpose: 'other' });
  });

  it('is asked once, and is known from then on', async () => {
    expect(await ask(bench.db, refuses(404, 'M_NOT_FOUND'))).to.equal(false);
    expect(await ask(bench.db, () => ({ algorithm: 'm.megolm.v1.aes-sha2' }))).to.equal(false);
    expect(asked).to.deep.equal(['GET /_matrix/client/v3/rooms/!a%2Fb%3Ax/state/m.room.encryption']);
  });

  it('is yes for any answer, and stays so', async () => {
    expect(await ask(bench.db, () => ({}))).to.equal(true);
    expect((await roomById(bench.db, '!a/b:x'))?.encrypted).to.equal(true);
    expect(await ask(bench.db, refuses(404, 'M_NOT_FOUND'))).to.equal(true);
  });

  it('is not known when the homeserver says anything else than that there is no such thing', async () => {
    for (const answer of [
      refuses(403, 'M_FORBIDDEN'),
      refuses(404, 'M_UNRECOGNIZED'),
      refuses(404),
      refuses(401, 'M_NOT_FOUND'),
    ])
      expect(await ask(bench.db, answer)).to.be.instanceOf(MatrixFailure);
    expect((await roomById(bench.db, '!a/b:x'))?.encrypted).to.equal(null);
  });
});

describe('a pause', () => {
  const never = 600_000;

  it('ends with the bot, and leaves nothing behind that would hold the process', async () => {
    const stopping = new AbortController();
    const waiting = pause(never, stopping.signal);
    stopping.abort();
    await waiting;
    await pause(never, stopping.signal);
    expect(isAborted(stopping.signal)).to.equal(true);
  });

  it('after failures doubles up to its longest, and never falls below the half', () => {
    for (const [failures, most] of [
      [1, 500],
      [2, 1_000],
      [3, 2_000],
      [8, 60_000],
      [1_000, 60_000],
    ] as const)
      for (let tries = 0; tries < 20; tries += 1) expect(backOff(failures, 500, 60_000)).to.be.within(most / 2, most);
  });

  it('of a worker ends at a hint, also at one that came while it worked, and at the stop', async () => {
    const waker = makeWaker();
    const stopping = new AbortController();
    waker.wake();
    await waker.wait(never, stopping.signal);
    const waiting = waker.wait(never, stopping.signal);
    waker.wake();
    await waiting;
    await waker.wait(1, stopping.signal);
    const last = waker.wait(never, stopping.signal);
    stopping.abort();
    await last;
  });
});
