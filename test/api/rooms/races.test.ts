import { expect } from 'chai';
import { transaction } from '../../../api/db/index.js';
import {
  accountState,
  claimInboxEvents,
  claimOutboxRows,
  commitSync,
  dropOutbox,
  finishInboxEvent,
  findSent,
  freezeRendered,
  knownEvents,
  markSent,
  originalOf,
  outboxCounts,
  outboxIsOpen,
  outboxRow,
  parkInboxEvent,
  retryOutbox,
  roomById,
  say,
  takeAccount,
  withdrawInboxEvent,
  type IncomingEvent,
  type Intent,
  type OutboxRow,
  type SyncCommit,
} from '../../../api/rooms/index.js';
import { account, room, roomsBench } from './roomsBench.js';

const event = (eventId: string, more: Partial<IncomingEvent> = {}): IncomingEvent => ({
  ...{ eventId, roomId: room, sender: '@ana:localhost', type: 'm.room.message', content: { body: eventId } },
  ...{ originServerTs: 1, backfilled: false },
  ...more,
});
const batch = (more: Partial<SyncCommit> = {}): SyncCommit => ({
  ...{ account, epoch: 1, since: null, nextBatch: 's1', events: [], rooms: [], members: [] },
  ...more,
});

describe('a sync that is committed', () => {
  const bench = roomsBench();
  const inbox = async (): Promise<string[]> =>
    (await bench.db.query<{ event_id: string }>('select event_id from inbox_events order by id')).rows.map(
      (row) => row.event_id,
    );
  const takeOver = (): Promise<{ epoch: number } | undefined> =>
    takeAccount(bench.db, { userId: account, holder: 'other', seconds: 60, gone: 'test' });

  it('by one of many that asked with the same token, whole and once', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        commitSync(bench.db, batch({ nextBatch: `s${n}`, events: [event(`$${n}a`), event(`$${n}b`)] })),
      ),
    );
    const won = outcomes.findIndex(({ outcome }) => outcome === 'committed');
    expect(outcomes.filter(({ outcome }) => outcome === 'stale')).to.have.length(5);
    expect(await inbox()).to.deep.equal([`$${won}a`, `$${won}b`]);
    expect((await accountState(bench.db, account))?.since).to.equal(`s${won}`);
  });

  it('by nobody whom another process has taken the account from, and nothing of it stays', async () => {
    expect(await takeOver()).to.deep.equal({ epoch: 2 });
    const late = batch({ events: [event('$late')], rooms: [{ roomId: '!late', membership: 'join' }] });
    expect(await commitSync(bench.db, late)).to.deep.equal({ outcome: 'fenced' });
    expect([await inbox(), await roomById(bench.db, '!late')]).to.deep.equal([[], undefined]);
    expect((await commitSync(bench.db, { ...late, epoch: 2 })).outcome).to.equal('committed');
  });

  it('before or after a takeover and never across it', async () => {
    for (let round = 0; round < 5; round += 1) {
      await bench.db.query(`update matrix_accounts set epoch = 1, since = null, holder = 'test'`);
      const [commit] = await Promise.all([commitSync(bench.db, batch({ events: [event(`$${round}`)] })), takeOver()]);
      const state = await accountState(bench.db, account);
      expect(state?.epoch).to.equal(2);
      expect(state?.since).to.equal(commit.outcome === 'committed' ? 's1' : null);
      expect((await inbox()).includes(`$${round}`)).to.equal(commit.outcome === 'committed');
    }
  });

  it('not at all when one of its rows cannot be stored', async () => {
    const broken = batch({ events: [event('$good'), event('$bad', { originServerTs: 1.5 })] });
    const failed = await commitSync(bench.db, broken).catch(() => 'failed');
    expect([failed, await inbox()]).to.deep.equal(['failed', []]);
    expect((await accountState(bench.db, account))?.since).to.equal(null);
  });

  it('with whatever a message may hold', async () => {
    const hostile = { body: 'a\u0000b', '\u0000': ['\ud800', { deep: 'x\udfff' }], fine: '😀', number: 1e21 };
    const commit = batch({
      events: [event('$h', { content: hostile, stateKey: '' })],
      members: [{ roomId: room, userId: '@x:y', membership: 'join', displayName: '\u0000\ud83d' }],
      rooms: [{ roomId: room, membership: 'join', name: 'Ops \u0000' }],
    });
    expect(await commitSync(bench.db, commit)).to.deep.equal({ outcome: 'committed', stored: 1 });
    const [claimed] = await claimInboxEvents(bench.db, { limit: 1, seconds: 60 });
    expect(claimed?.content).to.deep.equal({
      ...{ body: 'a\ufffdb', '\ufffd': ['\ufffd', { deep: 'x\ufffd' }], fine: '😀', number: 1e21 },
    });
    expect((await roomById(bench.db, room))?.name).to.equal('Ops \ufffd');
  });

  it('counts what was new, and knows what it has', async () => {
    await commitSync(bench.db, batch({ events: [event('$a'), event('$b')] }));
    const again = batch({ since: 's1', nextBatch: 's2', events: [event('$b'), event('$c'), event('$c')] });
    expect(await commitSync(bench.db, again)).to.deep.equal({ outcome: 'committed', stored: 1 });
    expect(await knownEvents(bench.db, ['$a', '$c', '$z'])).to.deep.equal(new Set(['$a', '$c']));
    expect(await inbox()).to.deep.equal(['$a', '$b', '$c']);
  });

  it('wakes nobody for an event that its sender took back before it was read', async () => {
    await commitSync(bench.db, batch({ events: [event('$a'), event('$b')] }));
    const [first] = await claimInboxEvents(bench.db, { limit: 5, seconds: 60 });
    expect(await withdrawInboxEvent(bench.db, first?.id ?? 0, 'redacted')).to.equal(true);
    expect(await withdrawInboxEvent(bench.db, first?.id ?? 0, 'redacted')).to.equal(false);
    if (first) expect(await finishInboxEvent(bench.db, first, 'answered')).to.equal(false);
    expect((await claimInboxEvents(bench.db, { limit: 5, seconds: 60 })).map(({ eventId }) => eventId)).to.deep.equal([
      '$b',
    ]);
  });

  it('lets a reaction and the message that it is about arrive in any order of two transactions', async () => {
    for (let round = 0; round < 20; round += 1) {
      const [card, tap] = [`$card${round}`, `$tap${round}`];
      const since = (await accountState(bench.db, account))?.since ?? null;
      const content = { 'm.relates_to': { rel_type: 'm.annotation', event_id: card, key: '✅' } };
      await commitSync(
        bench.db,
        batch({ since, nextBatch: `r${round}`, events: [event(tap, { type: 'm.reaction', content })] }),
      );
      const [claimed] = await claimInboxEvents(bench.db, { limit: 1, seconds: 60 });
      await say(bench.db, { roomId: room, kind: 'gate_card' });
      const [row] = await claimOutboxRows(bench.db, { account, epoch: 1, limit: 1 });
      if (!claimed || !row) throw new Error('nothing to race');
      await freezeRendered(bench.db, row, { type: 'm.room.message', content: {} });
      await Promise.all([
        parkInboxEvent(bench.db, claimed, new Date(Date.now() + 600_000)),
        markSent(bench.db, row, card),
      ]);
      // At once, or a moment later when both were at it: never only when the parking is over.
      let awake = await claimInboxEvents(bench.db, { limit: 1, seconds: 60 });
      for (let look = 0; awake.length === 0 && look < 40; look += 1) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        awake = await claimInboxEvents(bench.db, { limit: 1, seconds: 60 });
      }
      expect(
        awake.map(({ eventId }) => eventId),
        `round ${round}`,
      ).to.deep.equal([tap]);
      if (awake[0]) await finishInboxEvent(bench.db, awake[0], 'voted');
    }
  });
});

describe('what is to be said, under a race', () => {
  const bench = roomsBench();
  const intent = (more: Partial<Intent> = {}): Intent => ({ roomId: room, kind: 'reply', ...more });
  const claim = (limit = 10, epoch = 1): Promise<OutboxRow[]> => claimOutboxRows(bench.db, { account, epoch, limit });
  const send = async (row: OutboxRow, eventId: string, edits?: string): Promise<void> => {
    await freezeRendered(bench.db, row, { type: 'm.room.message', content: {}, ...(edits ? { edits } : {}) });
    expect(await markSent(bench.db, row, eventId)).to.equal(true);
  };
  const one = async (): Promise<OutboxRow> => {
    const [row] = await claim(1);
    if (!row) throw new Error('nothing to claim');
    return row;
  };

  it('waits once for each key, however many say it at once, and is never lost between two claims', async () => {
    for (let round = 0; round < 4; round += 1) {
      await Promise.all([...Array.from({ length: 6 }, () => say(bench.db, intent({ coalesceKey: 'card' }))), claim()]);
      const { rows } = await bench.db.query<{ waiting: number; claimed: number }>(
        `select count(*) filter (where status = 'pending') as waiting, count(*) filter (where status = 'sending') as claimed
         from outbox where coalesce_key = 'card'`,
      );
      expect(rows[0]?.waiting).to.be.at.most(1);
      expect((rows[0]?.waiting ?? 0) + (rows[0]?.claimed ?? 0)).to.be.at.least(1);
    }
  });

  it('is said once for a key that is once, also when the first one takes its time to commit', async () => {
    let second: Promise<number | undefined> = Promise.resolve(undefined);
    await transaction(bench.db, async (q) => {
      expect(await say(q, intent({ onceKey: 'welcome' }))).to.be.a('number');
      second = say(bench.db, intent({ onceKey: 'welcome' }));
    });
    expect(await second).to.equal(undefined);
    expect(await claim()).to.have.length(1);
  });

  it('is said after all when the first one that said it took it back', async () => {
    let second: Promise<number | undefined> = Promise.resolve(undefined);
    await transaction(bench.db, async (q) => {
      await say(q, intent({ onceKey: 'welcome', coalesceKey: 'k' }));
      second = say(bench.db, intent({ onceKey: 'welcome', coalesceKey: 'k' }));
      throw new Error('taken back');
    }).catch(() => undefined);
    expect(await second).to.be.a('number');
    expect(await claim()).to.have.length(1);
  });

  it('is not there before its transaction has committed', async () => {
    await transaction(bench.db, async (q) => {
      await say(q, intent());
      expect([await claim(), await outboxIsOpen(bench.db)]).to.deep.equal([[], false]);
    });
    expect(await outboxIsOpen(bench.db)).to.equal(true);
  });

  it('leaves each room in the order in which it was said, whoever claims', async () => {
    const rooms = ['!a', '!b', '!c'];
    const said = new Map<string, number[]>(rooms.map((name) => [name, []]));
    for (let n = 0; n < 12; n += 1) {
      const roomId = rooms[n % 3] ?? '';
      said.get(roomId)?.push((await say(bench.db, intent({ roomId }))) ?? 0);
    }
    const sent = new Map<string, number[]>(rooms.map((name) => [name, []]));
    const work = async (): Promise<void> => {
      for (let rows = await claim(2); rows.length > 0; rows = await claim(2))
        for (const row of rows) {
          sent.get(row.roomId)?.push(row.id);
          await send(row, `$${row.id}`);
        }
    };
    while (await outboxIsOpen(bench.db)) await Promise.all([work(), work(), work()]);
    expect(sent).to.deep.equal(said);
  });

  it('holds its room up while it is tried again, and no other room; a dead one lets it go on', async () => {
    const first = await say(bench.db, intent());
    const second = await say(bench.db, intent());
    const elsewhere = await say(bench.db, intent({ roomId: '!b' }));
    const rows = await claim();
    expect(rows.map(({ id }) => id)).to.deep.equal([first, elsewhere]);
    const [stuck] = rows;
    if (!stuck) throw new Error('nothing was claimed');
    await retryOutbox(bench.db, stuck, { kind: 'rate_limited', retryAfterMs: 60_000, message: '429' });
    expect(await claim()).to.deep.equal([]);
    await dropOutbox(bench.db, stuck, { status: 'dead', reason: 'refused' });
    expect((await claim()).map(({ id }) => id)).to.deep.equal([second]);
  });

  it('edits one message per key and room: the first that was sent, in the order of the edits', async () => {
    for (const roomId of [room, '!b']) await say(bench.db, intent({ roomId, coalesceKey: `card:${roomId}` }));
    for (const row of await claim()) await send(row, `$card${row.roomId}`);
    expect((await originalOf(bench.db, `card:${room}`))?.eventId).to.equal(`$card${room}`);
    expect(await originalOf(bench.db, `card:${room}`, '!b')).to.equal(undefined);
    await say(bench.db, intent({ coalesceKey: `card:${room}` }));
    const edit = await one();
    await say(bench.db, intent({ coalesceKey: `card:${room}` }));
    expect(await claim(), 'one edit of a message at a time').to.deep.equal([]);
    await send(edit, '$edit1', `$card${room}`);
    expect(await claim(), 'and two seconds between two').to.deep.equal([]);
    await bench.db.query(`update outbox set sent_at = sent_at - interval '3 seconds' where event_id = '$edit1'`);
    expect(await claim()).to.have.length(1);
    expect((await findSent(bench.db, room, `$card${room}`))?.id).to.be.a('number');
    expect(await findSent(bench.db, room, '$edit1'), 'nobody votes on an edit').to.equal(undefined);
    expect(await findSent(bench.db, '!b', `$card${room}`), 'nor in another room').to.equal(undefined);
  });

  it('that an earlier holder left behind goes to the next one at once, and to nobody else', async () => {
    await say(bench.db, intent());
    await one();
    expect(await claim(10, 1), 'still under way').to.deep.equal([]);
    const next = await takeAccount(bench.db, { userId: account, holder: 'next', seconds: 60, gone: 'test' });
    expect(await claim(10, 1), 'fenced').to.deep.equal([]);
    const [row] = await claim(10, next?.epoch);
    expect(row).to.include({ attempts: 2, epoch: 2, status: 'sending' });
    expect(await claim(10, 3), 'an epoch that there is not yet').to.deep.equal([]);
  });

  it('keeps what it holds as jsonb takes it, and its error in bounds', async () => {
    const id = await say(bench.db, intent({ payload: { text: 'a\u0000\ud800' } }));
    const row = await one();
    expect(row.payload).to.deep.equal({ text: 'a\ufffd\ufffd' });
    await freezeRendered(bench.db, row, { type: 'm.room.message', content: { body: '\udfff\u0000' } });
    await dropOutbox(bench.db, row, { status: 'dead', reason: 'x'.repeat(5_000) });
    const kept = await outboxRow(bench.db, id ?? 0);
    expect(kept?.rendered?.content).to.deep.equal({ body: '\ufffd\ufffd' });
    expect(kept?.lastError).to.have.length(2_000);
    expect(await outboxCounts(bench.db)).to.deep.equal({ open: 0, oldestSeconds: null, dead: 1, deadToday: 1 });
  });
});
