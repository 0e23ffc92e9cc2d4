import { expect } from 'chai';
import {
  accountState,
  claimOutboxRows,
  commitSync,
  outboxRow,
  registerRoom,
  say,
  takeAccount,
} from '../../../api/rooms/index.js';
import { startFakeHomeserver, type FakeHomeserver } from '../../support/fakeHomeserver/index.js';
import { eventually, matrixBench } from './matrixBench.js';
import { joined, message, room } from './roomEvents.js';

describe('two processes and one bot account', () => {
  const bench = matrixBench();
  let fake: FakeHomeserver;
  beforeEach(async () => {
    fake = await startFakeHomeserver();
    fake.encryption.set(room, false);
    await registerRoom(bench.db, { roomId: room, purpose: 'intake' });
  });
  afterEach(() => fake.stop());
  const events = async (): Promise<number> =>
    Number((await bench.db.query<{ count: number }>('select count(*) as count from inbox_events')).rows[0]?.count);

  it('have one speaker; the standby goes on where it stopped', async () => {
    const first = bench.open(fake);
    await eventually('the first holds', () => first.health().connected);
    const second = bench.open(fake);
    fake.push(joined([message('one')]));
    await eventually('an event', async () => (await events()) === 1);
    expect([first.isHolder(), second.isHolder()]).to.deep.equal([true, false]);
    await first.stop();
    await eventually('the second holds', () => second.isHolder());
    fake.push(joined([message('two')]));
    await eventually('the second event', async () => (await events()) === 2);
    const id = (await say(bench.db, { roomId: room, kind: 'reply', payload: { text: 'hi' } })) ?? 0;
    await eventually('the answer', async () => (await outboxRow(bench.db, id))?.status === 'sent');
    expect(fake.sent.length).to.equal(1);
  });

  it('take over from one that gave no sign of life when its lease has run out, which is within twenty seconds', async () => {
    await takeAccount(bench.db, { userId: fake.userId, holder: 'another-host 1 2 3', seconds: 2 });
    const bot = bench.open(fake);
    const start = Date.now();
    await eventually('the takeover', () => bot.isHolder());
    expect(Date.now() - start).to.be.above(1_500);
    const { rows } = await bench.db.query<{ left: number }>(
      'select extract(epoch from lease_until - clock_timestamp())::float as left from matrix_accounts',
    );
    expect(rows[0]?.left).to.be.within(5, 15);
  });

  it('wait for nobody where the holder was a process of this host that is gone', async () => {
    const { hostname } = await import('node:os');
    await takeAccount(bench.db, { userId: fake.userId, holder: `${hostname()} 999999 1 x`, seconds: 600 });
    const bot = bench.open(fake);
    await eventually('the takeover', () => bot.isHolder(), 2_000);
  });

  it('leave nothing to the one whose account was taken: no commit, no claim, no record', async () => {
    const bot = bench.open(fake);
    await eventually('the sync', () => bot.health().connected);
    const old = (await accountState(bench.db, fake.userId))?.epoch ?? 0;
    const release = new Promise<void>((resolve) => setTimeout(resolve, 600));
    // A send that is under way while the account changes hands.
    fake.plan('PUT', /\/send\//, { kind: 'hang' });
    const id = (await say(bench.db, { roomId: room, kind: 'reply', payload: { text: 'mine' } })) ?? 0;
    await eventually('the claim', async () => (await outboxRow(bench.db, id))?.status === 'sending');
    await bench.db.query(`update matrix_accounts set lease_until = clock_timestamp() - interval '1 second'`);
    const taken = await takeAccount(bench.db, { userId: fake.userId, holder: 'elsewhere', seconds: 600 });
    expect(taken?.epoch).to.equal(old + 1);
    fake.push(joined([message('for the new one')]));
    await eventually('the end of the old one', () => !bot.isHolder());
    await release;
    expect(await events()).to.equal(0);
    const account = { account: fake.userId, epoch: old, limit: 9 };
    expect(await claimOutboxRows(bench.db, account)).to.deep.equal([]);
    const commit = { ...account, since: null, nextBatch: 's9', events: [], rooms: [], members: [] };
    expect(await commitSync(bench.db, commit)).to.deep.equal({ outcome: 'fenced' });
    const [row] = await claimOutboxRows(bench.db, { ...account, epoch: old + 1 });
    expect(row?.id, 'the new one finds the row at once').to.equal(id);
  });
});
