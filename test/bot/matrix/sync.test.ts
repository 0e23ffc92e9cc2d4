import { expect } from 'chai';
import { accountState, claimInboxEvents, membershipOf, roomById } from '../../../api/rooms/index.js';
import {
  badGateway,
  nullBody,
  rateLimited,
  startFakeHomeserver,
  type FakeHomeserver,
} from '../../support/fakeHomeserver/index.js';
import { eventually, matrixBench } from './matrixBench.js';
import { create, event, joined, member, message, room } from './roomEvents.js';

type Row = { event_id: string; type: string; backfilled: boolean; content: Record<string, unknown>; sender: string };

describe('the sync of the bot', () => {
  const bench = matrixBench();
  let fake: FakeHomeserver;
  beforeEach(async () => {
    fake = await startFakeHomeserver();
  });
  afterEach(async () => {
    await fake.stop();
    expect(fake.nonsense).to.deep.equal([]);
    expect(bench.logged.join('')).to.not.contain(fake.token);
  });
  const inbox = async (): Promise<Row[]> => (await bench.db.query<Row>('select * from inbox_events order by id')).rows;
  const bodies = async (): Promise<unknown[]> => (await inbox()).map((row) => row.content['body']);
  const stored = (count: number): Promise<Row[]> =>
    eventually(`${count} events in the inbox`, async () => {
      const rows = await inbox();
      return rows.length >= count && rows;
    });
  const token = async (): Promise<string | null | undefined> => (await accountState(bench.db, fake.userId))?.since;

  it('stores events, members, the name and the encryption of a room with the token', async () => {
    bench.open(fake);
    fake.push(
      joined([message('help')], {
        state: [create(), member('@ana:localhost', 'join'), event('m.room.name', { name: 'Ops' }, { state_key: '' })],
      }),
    );
    await stored(1);
    expect(await bodies()).to.deep.equal(['help']);
    expect(await token()).to.equal('s1');
    expect(await roomById(bench.db, room)).to.include({ name: 'Ops', encrypted: false, membership: 'join' });
    expect(await membershipOf(bench.db, room, '@ana:localhost')).to.equal('join');
    expect(await membershipOf(bench.db, room, '@eve:localhost')).to.equal(undefined);
  });

  it('keeps only what it knows, but its own events too', async () => {
    bench.open(fake);
    fake.push(joined([event('m.room.topic', {}), message('mine', { sender: fake.userId }), event('m.reaction', {})]));
    const rows = await stored(2);
    expect(rows.map((row) => row.type)).to.deep.equal(['m.room.message', 'm.reaction']);
  });

  it('does not advance when a commit fails, and loses nothing when it dies there', async () => {
    await bench.owner(`create function refuse() returns trigger language plpgsql as $$ begin raise exception 'disk full'; end $$;
      create trigger refuse before update of since on matrix_accounts for each row execute function refuse()`);
    fake.push(joined([message('one'), message('two')]));
    const bot = bench.open(fake);
    await eventually('failed commits', () => bench.logged.filter((line) => line.includes('disk full')).length >= 2);
    await bot.stop();
    expect(await inbox()).to.deep.equal([]);
    expect(await token()).to.equal(null);
    await bench.owner('drop trigger refuse on matrix_accounts');
    bench.open(fake);
    await stored(2);
    expect(await bodies()).to.deep.equal(['one', 'two']);
  });

  it('asks again from the committed token after it gave a batch up', async function () {
    this.timeout(30_000);
    await bench.owner(`create function refuse() returns trigger language plpgsql as $$ begin raise exception 'disk full'; end $$;
      create trigger refuse before update of since on matrix_accounts for each row execute function refuse()`);
    fake.push(joined([message('one')]));
    bench.open(fake);
    await eventually('a second try of the whole batch', () => fake.asked.length >= 2, 20_000);
    expect(fake.asked).to.deep.equal(fake.asked.map(() => null));
    await bench.owner('drop trigger refuse on matrix_accounts');
    await stored(1);
  });

  it('stores a duplicated event once and a reordered one in its place', async () => {
    bench.open(fake);
    const [first, second] = [message('first'), message('second')];
    fake.push(joined([second]));
    fake.push(joined([first, second]));
    fake.push(joined([message('third'), first]));
    await stored(3);
    await eventually('all three', async () => (await token()) === 's3');
    expect(await bodies()).to.deep.equal(['second', 'first', 'third']);
  });

  it('outlives 429, bad gateways and null, and says so in its health', async () => {
    fake.plan('GET', /\/sync$/, badGateway);
    fake.plan('GET', /\/sync$/, nullBody);
    fake.plan('GET', /\/sync$/, rateLimited(300));
    fake.plan('GET', /\/sync$/, { kind: 'drop' });
    fake.push(joined([message('at last')]));
    const bot = bench.open(fake);
    await eventually('an unhealthy state', () => bot.health().failure?.includes('502'));
    await stored(1);
    expect(bot.health()).to.include({ connected: true, holder: true });
  });

  it('notices within ten seconds that the homeserver hangs', async function () {
    this.timeout(20_000);
    const bot = bench.open(fake);
    await eventually('connected', () => bot.health().connected);
    fake.plan('GET', /\/versions$/, { kind: 'hang' }, 1);
    await eventually('not connected', () => !bot.health().connected, 10_000);
    await eventually('connected again', () => bot.health().connected, 10_000);
  });

  it('closes the gap of a limited timeline with backfilled events up to the last known one', async () => {
    bench.open(fake);
    const past = Array.from({ length: 250 }, (_, place) => message(`past ${place}`));
    fake.push(joined([past[0] as object]));
    await stored(1);
    fake.history.set(room, [message('before our time'), ...past]);
    const now = message('now');
    fake.push(joined([now], { limited: true, prev_batch: 'p251' }));
    const rows = await stored(251);
    expect(rows.map((row) => row.content['body'])).to.deep.equal([
      ...Array.from({ length: 250 }, (_, place) => `past ${place}`),
      'now',
    ]);
    expect(rows.filter((row) => row.backfilled).length).to.equal(249);
    expect(rows.at(-1)?.backfilled).to.equal(false);
  });

  it('marks what is older than the horizon or was said before the bot came', async () => {
    bench.open(fake, { replayHorizonMs: 60_000 });
    fake.push(
      joined([
        message('long ago', { origin_server_ts: Date.now() - 120_000 }),
        message('before'),
        member(fake.userId, 'invite'),
        message('to the bot'),
        member(fake.userId, 'join'),
        message('after'),
      ]),
    );
    const rows = await stored(6);
    const live = rows.filter((row) => !row.backfilled && row.type === 'm.room.message');
    expect(live.map((row) => row.content['body'])).to.deep.equal(['to the bot', 'after']);
  });

  it('finds the target of a redaction in its content for every room version', async () => {
    bench.open(fake);
    fake.push(
      joined([
        event('m.room.redaction', { reason: 'old', redacts: '$spoofed' }, { redacts: '$a' }),
        event('m.room.redaction', { redacts: '$b' }),
      ]),
    );
    const rows = await stored(2);
    expect(rows.map((row) => row.content['redacts'])).to.deep.equal(['$a', '$b']);
  });

  it('takes text that Postgres can not hold', async () => {
    bench.open(fake);
    fake.push(joined([message('nul \u0000 and half \ud83d a pair'), message('fine')]));
    await stored(2);
    expect(await bodies()).to.deep.equal(['nul \uFFFD and half \uFFFD a pair', 'fine']);
  });

  it('never takes encryption back', async () => {
    bench.open(fake);
    fake.encryption.set(room, true);
    fake.push(joined([event('m.room.encryption', {}, { state_key: '' })], { state: [create()] }));
    fake.push(joined([message('clear')], { state: [create()] }));
    await eventually('both batches', async () => (await token()) === 's2');
    expect((await roomById(bench.db, room))?.encrypted).to.equal(true);
  });

  it('follows the bot out of a room', async () => {
    bench.open(fake);
    fake.push(joined([message('hello')], { state: [create(), member('@ana:localhost', 'join')] }));
    fake.push({ rooms: { leave: { [room]: { timeline: { events: [member(fake.userId, 'ban')] } } } } });
    await eventually('the ban', async () => (await roomById(bench.db, room))?.membership === 'ban');
    expect(await membershipOf(bench.db, room, '@ana:localhost')).to.equal(undefined);
  });

  it('joins where the inviter is allowed, in spite of failures, and leaves with a reason elsewhere', async () => {
    fake.plan('POST', /good.*\/join$/, badGateway, 2);
    bench.open(fake, { mayInvite: (inviter) => inviter === '@ana:localhost' });
    const invite = (sender: string): object => ({
      invite_state: { events: [member(fake.userId, 'invite', { sender })] },
    });
    fake.push({ rooms: { invite: { '!good': invite('@ana:localhost'), '!bad': invite('@eve:evil') } } });
    const joins = (): number => fake.calls.filter(({ path }) => path.endsWith('good/join')).length;
    await eventually('three tries to join', () => joins() === 3);
    const left = await eventually('the leave', () => fake.calls.find(({ path }) => path.endsWith('bad/leave')));
    expect(left.body).to.have.property('reason').that.contains('people of its installation');
    expect(fake.calls.some(({ path }) => path.endsWith('bad/join'))).to.equal(false);
  });

  it('answers an invitation that came before a crash', async () => {
    const invite = { invite_state: { events: [member(fake.userId, 'invite', { sender: '@ana:localhost' })] } };
    fake.push({ rooms: { invite: { '!good': invite } } });
    await bench.db.query(`insert into rooms (room_id, membership) values ('!good', 'invite')`);
    await bench.db.query(`insert into matrix_accounts (user_id, since) values ($1, 's1')`, [fake.userId]);
    bench.open(fake, { mayInvite: () => true });
    await eventually('the join', () => fake.calls.some(({ path }) => path.endsWith('good/join')));
  });

  it('wakes the workers in half a second even on a busy machine', async () => {
    bench.open(fake);
    fake.push(joined([message('warm up')]));
    await stored(1);
    await claimInboxEvents(bench.db, { limit: 9, seconds: 60 });
    const woken = new Promise<number>((resolve) =>
      bench.listener.on('inbox', () => {
        resolve(Date.now());
      }),
    );
    const start = Date.now();
    fake.push(joined([event('m.reaction', {})], { roomId: '!other' }));
    expect((await woken) - start).to.be.below(500);
  });
});
