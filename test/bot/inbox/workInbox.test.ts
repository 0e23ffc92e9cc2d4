import { expect } from 'chai';
import type { People } from '../../../api/access/index.js';
import { freeInboxEvents } from '../../../api/rooms/index.js';
import { workInbox, type InboxWork } from '../../../bot/inbox/workInbox.js';
import type { InboxParts } from '../../../bot/inbox/inboxParts.js';
import { lowRiskRestart } from '../../api/changes/house.js';
import { makeHints } from '../hints.js';
import { eventually } from '../matrix/matrixBench.js';
import { files, notesOf, opensGate, votesOn } from './conversation.js';
import { frontDoor } from './frontDoor.js';
import type { FrontRoom } from './frontRoom.js';

type Row = {
  readonly status: string;
  readonly outcome: string | null;
  readonly attempts: number;
  readonly last_error: string | null;
};

describe('the work on the inbox', () => {
  const door = frontDoor({ alone: true });
  const hints = makeHints();
  const works: InboxWork[] = [];
  afterEach(async () => {
    await Promise.all(works.splice(0).map((work) => work.stop()));
  });
  function work(other: Partial<InboxParts> & { mayWork?: () => boolean } = {}): InboxWork {
    const one = workInbox({ ...door.parts, listener: hints.listener, mayWork: () => true, ...other });
    works.push(one);
    return one;
  }
  const row = async (eventId: string): Promise<Row> => {
    const { rows } = await door.house.db.query<Row>(
      'select status, outcome, attempts, last_error from inbox_events where event_id = $1',
      [eventId],
    );
    if (!rows[0]) throw new Error(`${eventId} is not in the inbox`);
    return rows[0];
  };
  const ends = (eventId: string): Promise<Row> =>
    eventually(`the end of ${eventId}`, async () => {
      const now = await row(eventId);
      return now.status === 'done' || now.status === 'failed' ? now : undefined;
    });
  const says = (room: FrontRoom, who: string, body: string): Promise<string> =>
    room.arrives('m.room.message', who, room.message(body));
  const due = async (): Promise<void> => {
    await door.house.db.query(
      `update inbox_events set not_before = clock_timestamp() where status in ('new', 'parked')`,
    );
    hints.give('inbox');
  };
  /** The people of the house; whenever this one is looked up, `first` happens first. */
  const people = (first: () => void | Promise<void>, who = '@bo:localhost'): People => ({
    ...door.parts.people,
    byMatrixId: async (q, userId, channel) => {
      if (userId === who) await first();
      return door.parts.people.byMatrixId(q, userId, channel);
    },
  });

  it('takes each room in order and several at once, and notes what is nobody’s to act on', async () => {
    const rooms = await Promise.all([door.room(), door.room(), door.room()]);
    const last: string[] = [];
    for (const room of rooms) {
      const request = await says(room, 'ana', 'the VPM is down');
      const corrected = { 'm.new_content': { msgtype: 'm.text', body: 'the VPN is down' } };
      await room.arrives('m.room.message', 'ana', {
        ...corrected,
        'm.relates_to': { rel_type: 'm.replace', event_id: request },
      });
      await room.arrives('m.room.member', 'max', { membership: 'join' });
      last.push(await says(room, 'ana', 'and I need a mouse'));
    }
    work();
    for (const eventId of last) expect(await ends(eventId)).to.include({ outcome: 'turn_queued', attempts: 1 });
    for (const room of rooms) expect(await room.bodies()).to.deep.equal(['the VPN is down', 'and I need a mouse']);
    const others = await door.house.one<string[]>(
      `select array_agg(distinct outcome) from inbox_events where room_id = $1 and event_id <> $2`,
      [rooms[0].id, last[0]],
    );
    expect(others).to.have.members(['edit_taken', 'noted', 'turn_queued']);
  });

  it('rests while another process speaks for the account, and wakes at a hint', async () => {
    const room = await door.room();
    let holder = false;
    let asked = 0;
    work({
      mayWork: () => {
        asked += 1;
        return holder;
      },
    });
    expect(hints.waiting('inbox')).to.equal(1);
    const eventId = await says(room, 'ana', 'the VPN is down');
    const before = asked;
    hints.give('inbox');
    await eventually('a look', () => asked > before);
    expect(await row(eventId)).to.include({ status: 'new', attempts: 0 });
    holder = true;
    hints.give('inbox');
    expect(await ends(eventId)).to.include({ outcome: 'turn_queued' });
    await works.pop()?.stop();
    expect(hints.waiting('inbox')).to.equal(0);
  });

  it('tries what fails again until it succeeds, and does it once', async () => {
    const room = await door.room();
    let failures = 2;
    work({
      people: people(() => {
        if ((failures -= 1) >= 0) throw new Error('the disk is full');
      }),
    });
    const eventId = await says(room, 'bo', 'the VPN is down');
    for (const tries of [1, 2]) {
      hints.give('inbox');
      await eventually(`failure ${tries}`, async () => {
        const now = await row(eventId);
        return now.attempts === tries && now.last_error === 'the disk is full';
      });
      await due();
    }
    expect(await ends(eventId)).to.include({ status: 'done', outcome: 'turn_queued', attempts: 3 });
    expect(await room.turns()).to.have.length(1);
  });

  it('gives up what fails six times, marks it with the reason, and lets its room go on', async () => {
    const room = await door.room();
    work({ people: people(() => Promise.reject(new Error('a bug'))) });
    const broken = await says(room, 'bo', 'the VPN is down');
    const next = await says(room, 'ana', 'I need a mouse');
    for (let tries = 1; tries <= 6; tries += 1) {
      await due();
      await eventually(`failure ${tries}`, async () => {
        const now = await row(broken);
        return now.attempts === tries && (now.last_error !== null || now.status === 'failed');
      });
      await door.house.db.query(`update inbox_events set last_error = null where event_id = $1 and status = 'new'`, [
        broken,
      ]);
      if (tries < 6) expect((await row(next)).status).to.equal('new');
    }
    expect(await ends(broken)).to.deep.equal({ status: 'failed', outcome: null, attempts: 6, last_error: 'a bug' });
    hints.give('inbox');
    expect(await ends(next)).to.include({ outcome: 'turn_queued' });
    expect(await room.bodies()).to.deep.equal(['I need a mouse']);
    const given = door.logged.filter((line) => line.includes('given up') && line.includes(broken));
    expect(given).to.have.length(1);
    expect(given[0]).to.include('a bug').and.to.not.include('the VPN is down');
  });

  it('does every event once with two processes on it', async () => {
    const rooms = await Promise.all(Array.from({ length: 6 }, () => door.room()));
    const eventIds: string[] = [];
    for (const turn of [1, 2, 3]) for (const room of rooms) eventIds.push(await says(room, 'ana', `request ${turn}`));
    work();
    work({ db: door.house.replica });
    hints.give('inbox');
    for (const eventId of eventIds) expect(await ends(eventId)).to.include({ outcome: 'turn_queued', attempts: 1 });
    for (const room of rooms) {
      expect(await room.bodies()).to.deep.equal(['request 1', 'request 2', 'request 3']);
      expect((await room.said()).map(({ kind }) => kind)).to.deep.equal(['reaction', 'reaction', 'reaction']);
    }
  });

  it('undoes what a worker did to an event that was given to another meanwhile', async () => {
    const room = await door.room();
    const { ticketId } = await files(room);
    const before = (await room.said()).length;
    let reached = false;
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = work({
      people: people(() => {
        reached = true;
        return held;
      }, '@ada:localhost'),
    });
    const eventId = await says(room, 'ada', `!note ${ticketId} looked at it`);
    hints.give('inbox');
    await eventually('the slow worker', () => reached);
    await freeInboxEvents(door.house.db);
    work({ db: door.house.replica });
    expect(await ends(eventId)).to.include({ outcome: 'command_note', attempts: 2 });
    release();
    await slow.stop();
    expect(await row(eventId)).to.deep.equal({
      status: 'done',
      outcome: 'command_note',
      attempts: 2,
      last_error: null,
    });
    expect(await notesOf(room, ticketId, 'chat-command')).to.have.length(1);
    expect(await room.said()).to.have.length(before + 1);
  });

  it('leaves nothing half done when its process dies between the effect and the end, and does it once afterwards', async () => {
    const room = await door.room();
    const { ticketId } = await files(room);
    const { changeId, card } = await opensGate(room, ticketId, lowRiskRestart);
    await room.sends();
    const elsewhere = await Promise.all([door.room(), door.room()]);
    const request = await says(elsewhere[0], 'ana', 'the VPN is down');
    const command = await says(elsewhere[1], 'ada', `!note ${ticketId} looked at it`);
    const vote = await room.arrives('m.reaction', 'bo', room.reaction(card, '✅'));
    const all = [request, command, vote];
    const said = async (): Promise<number> =>
      door.house.one<number>('select count(*)::integer from outbox where room_id = any($1)', [
        [room, ...elsewhere].map(({ id }) => id),
      ]);
    const before = await said();
    // The connection ends at the moment in which the event is to be ended, as it does when the process is killed.
    await door.house.owner.query(`
      create function die() returns trigger language plpgsql security definer as
        $$ begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$;
      create trigger die before update on inbox_events for each row when (new.status = 'done') execute function die()`);
    work();
    for (const eventId of all)
      await eventually(`the death at ${eventId}`, async () => (await row(eventId)).last_error?.includes('terminat'));
    expect(await elsewhere[0].turns()).to.deep.equal([]);
    expect(await notesOf(room, ticketId, 'chat-command')).to.deep.equal([]);
    expect(await votesOn(room, changeId)).to.deep.equal([]);
    expect(await said()).to.equal(before);
    await door.house.owner.query('drop function die() cascade');
    await due();
    const outcomes = [];
    for (const eventId of all) outcomes.push((await ends(eventId)).outcome);
    expect(outcomes).to.deep.equal(['turn_queued', 'command_note', 'vote_applied']);
    expect(await elsewhere[0].bodies()).to.deep.equal(['the VPN is down']);
    expect(await notesOf(room, ticketId, 'chat-command')).to.have.length(1);
    expect(await votesOn(room, changeId)).to.deep.equal(['bo approve']);
  });

  it('ends what it has in hand before it stops, and begins nothing more', async () => {
    const room = await door.room();
    let reached = false;
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const one = work({
      people: people(() => {
        reached = true;
        return held;
      }),
    });
    const inHand = await says(room, 'bo', 'the VPN is down');
    const next = await says(room, 'ana', 'I need a mouse');
    hints.give('inbox');
    await eventually('the event in hand', () => reached);
    let stopped = false;
    const stopping = one.stop().then(() => {
      stopped = true;
    });
    hints.give('inbox');
    await new Promise(setImmediate);
    expect(stopped).to.equal(false);
    release();
    await stopping;
    expect(await row(inHand)).to.include({ status: 'done', outcome: 'turn_queued' });
    expect(await row(next)).to.include({ status: 'new', attempts: 0 });
    work();
    await ends(next);
  });

  it('outlives a database that can not be read for a moment', async () => {
    const room = await door.room();
    const eventId = await says(room, 'ana', 'the VPN is down');
    let failures = 1;
    const flaky = new Proxy(door.house.db, {
      get(target, name) {
        if (name === 'query' && (failures -= 1) >= 0)
          return () => Promise.reject(new Error('the server is starting up'));
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    work({ db: flaky });
    expect(await ends(eventId)).to.include({ outcome: 'turn_queued' });
    expect(door.logged.join('')).to.include('the inbox could not be read');
  });
});
