import { expect } from 'chai';
import {
  claimInboxEvents,
  commitSync,
  finishInboxEvent,
  freeInboxEvents,
  markSent,
  parkInboxEvent,
  retryInboxEvent,
  say,
  claimOutboxRows,
  freezeRendered,
  type InboxEvent,
  type IncomingEvent,
} from '../../../api/rooms/index.js';
import { account, room, roomsBench } from './roomsBench.js';

describe('the inbox', () => {
  const bench = roomsBench();
  let token = 0;
  beforeEach(() => {
    token = 0;
  });
  const event = (eventId: string, more: Partial<IncomingEvent> = {}): IncomingEvent => ({
    ...{ eventId, roomId: room, sender: '@ana:localhost', type: 'm.room.message', content: { body: eventId } },
    ...{ originServerTs: 1, backfilled: false },
    ...more,
  });
  const arrive = async (...events: IncomingEvent[]): Promise<string> => {
    const since = token === 0 ? null : `s${token}`;
    token += 1;
    const commit = { account, epoch: 1, since, nextBatch: `s${token}`, events, rooms: [], members: [] };
    return (await commitSync(bench.db, commit)).outcome;
  };
  const claimed = async (): Promise<InboxEvent[]> => claimInboxEvents(bench.db, { limit: 10, seconds: 60 });
  const ids = (events: InboxEvent[]): string[] => events.map(({ eventId }) => eventId);
  const only = async (): Promise<InboxEvent> => {
    const [first] = await claimed();
    if (!first) throw new Error('nothing to claim');
    return first;
  };
  const due = (): Promise<unknown> => bench.db.query('update inbox_events set not_before = clock_timestamp()');

  it('gives the events of a room one after the other and rooms side by side', async () => {
    await arrive(event('$a1'), event('$a2'), event('$b1', { roomId: '!b' }));
    const first = await claimed();
    expect(ids(first)).to.deep.equal(['$a1', '$b1']);
    expect(await claimed()).to.deep.equal([]);
    for (const done of first) expect(await finishInboxEvent(bench.db, done, 'answered')).to.equal(true);
    expect(ids(await claimed())).to.deep.equal(['$a2']);
  });

  it('is claimed by one of many workers', async () => {
    await arrive(...Array.from({ length: 20 }, (_, place) => event(`$${place}`, { roomId: `!${place}` })));
    const all = await Promise.all(Array.from({ length: 8 }, () => claimed()));
    expect(new Set(all.flatMap(ids)).size).to.equal(20);
    expect(all.flat().length).to.equal(20);
  });

  it('gives an event again when its worker died, and takes nothing from the dead one', async () => {
    await arrive(event('$a'));
    const dead = await only();
    await freeInboxEvents(bench.db);
    const alive = await only();
    expect(alive.eventId).to.equal('$a');
    expect(await finishInboxEvent(bench.db, dead, 'late')).to.equal(false);
    expect(await parkInboxEvent(bench.db, dead, new Date())).to.equal(false);
    expect(await retryInboxEvent(bench.db, dead, 'late')).to.equal(undefined);
    expect(await finishInboxEvent(bench.db, alive, 'done')).to.equal(true);
    expect(await finishInboxEvent(bench.db, alive, 'twice')).to.equal(false);
  });

  it('holds a room up while an event is tried again, and gives it up after six tries', async () => {
    await arrive(event('$bad'), event('$next'));
    for (let tries = 1; tries <= 6; tries += 1) {
      await due();
      const [bad, ...others] = await claimed();
      expect([bad?.eventId, others.length]).to.deep.equal(['$bad', 0]);
      if (bad) expect(await retryInboxEvent(bench.db, bad, 'boom')).to.equal(tries < 6 ? 'again' : 'failed');
    }
    expect(ids(await claimed())).to.deep.equal(['$next']);
    const { rows } = await bench.db.query(`select status, last_error from inbox_events where event_id = '$bad'`);
    expect(rows).to.deep.equal([{ status: 'failed', last_error: 'boom' }]);
  });

  it('lets a room go on past a parked event and gives that one back when its time has come', async () => {
    await arrive(event('$early'), event('$next'));
    await parkInboxEvent(bench.db, await only(), new Date(Date.now() + 200));
    expect(ids(await claimed())).to.deep.equal(['$next']);
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(ids(await claimed())).to.deep.equal(['$early']);
  });

  const send = async (eventId: string): Promise<void> => {
    await say(bench.db, { roomId: room, kind: 'gate_card' });
    const [row] = await claimOutboxRows(bench.db, { account, epoch: 1, limit: 1 });
    if (!row) throw new Error('nothing to send');
    await freezeRendered(bench.db, row, { type: 'm.room.message', content: {} });
    expect(await markSent(bench.db, row, eventId)).to.equal(true);
  };
  const reaction = event('$tap', {
    type: 'm.reaction',
    content: { 'm.relates_to': { rel_type: 'm.annotation', event_id: '$card', key: '✅' } },
  });
  const later = (): Date => new Date(Date.now() + 600_000);

  it('wakes a parked reaction when the message that it is about is recorded as sent', async () => {
    await arrive(reaction);
    await parkInboxEvent(bench.db, await only(), later());
    await send('$another');
    expect(await claimed()).to.deep.equal([]);
    await send('$card');
    expect(ids(await claimed())).to.deep.equal(['$tap']);
  });

  it('does not let a reaction sleep when the record landed between the look and the parking', async () => {
    await arrive(reaction);
    const tap = await only();
    await send('$card');
    await parkInboxEvent(bench.db, tap, later());
    expect(ids(await claimed())).to.deep.equal(['$tap']);
  });

  it('refuses a batch that was asked for with another token than the stored one', async () => {
    expect(await arrive(event('$a'))).to.equal('committed');
    token = 5;
    expect(await arrive(event('$b'))).to.equal('stale');
    expect(ids(await claimed())).to.deep.equal(['$a']);
  });

  it('keeps the first of two events with one id, whoever commits', async () => {
    await arrive(event('$a', { content: { body: 'first' } }));
    await arrive(event('$a', { content: { body: 'second' } }), event('$c'));
    const { rows } = await bench.db.query(`select content->>'body' as body from inbox_events order by id`);
    expect(rows).to.deep.equal([{ body: 'first' }, { body: '$c' }]);
  });
});
