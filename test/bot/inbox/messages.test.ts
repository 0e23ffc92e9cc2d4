import { expect } from 'chai';
import { answers, files, notesOf, ticketNow } from './conversation.js';
import { frontDoor } from './frontDoor.js';

const hour = 3_600_000;

describe('a message of a room', () => {
  const door = frontDoor();

  describe('in the intake room', () => {
    it('is a request: heard with 👀, taken in as a turn of its own thread, and waited for', async () => {
      const room = await door.room();
      const { eventId, outcome } = await room.says('ana', '  the VPN is down ');
      expect(outcome).to.equal('turn_queued');
      expect(await room.turns()).to.have.length(1);
      expect((await room.turns())[0]).to.include({
        ...{ body: 'the VPN is down', status: 'queued', name: 'ana', root: eventId, questionId: null },
      });
      const [heard, ...others] = await room.said();
      expect(heard).to.deep.include({ kind: 'reaction', payload: { key: '👀', target_event_id: eventId } });
      expect(others).to.deep.equal([]);
      expect(door.waited).to.include(room.id);
    });

    it('keeps the room that it came from with the words, for whoever reads the conversation', async () => {
      const room = await door.room();
      const { eventId } = await room.says('ana', 'the VPN is down');
      const metadata = await door.house.one<object>('select metadata from ops_chat_messages where event_id = $1', [
        eventId,
      ]);
      expect(metadata).to.deep.equal({ channel: 'matrix', matrix_room_id: room.id, requester_name: 'Ana' });
    });

    it('begins a conversation each time on the top level, and goes on with it in the thread', async () => {
      const room = await door.room();
      const first = await room.says('ana', 'the VPN is down');
      const second = await room.says('ana', 'and I need a mouse');
      const further = await room.says('ana', 'since eight', { thread: first.eventId });
      expect([first, second, further].map(({ outcome }) => outcome)).to.deep.equal(Array(3).fill('turn_queued'));
      expect((await room.turns()).map(({ root }) => root)).to.deep.equal([
        first.eventId,
        second.eventId,
        first.eventId,
      ]);
    });

    it('goes on with the conversation too when a client without threads answers a message of it', async () => {
      const room = await door.room();
      const first = await room.says('ana', 'the VPN is down');
      await answers(room, first.eventId);
      const reply = await room.eventOf('reply');
      const further = await room.says('ana', '> <@opsbot:localhost> It is up.\n\nnot here', { replyTo: reply });
      expect(further.outcome).to.equal('turn_queued');
      expect((await room.turns()).at(-1)).to.include({ body: 'not here', root: first.eventId });
    });

    it('is nobody’s when it names or answers somebody else, and is the bot’s when it names the bot as well', async () => {
      const room = await door.room();
      const bos = await room.says('bo', 'lunch?', { mentions: ['cy'] });
      const named = await room.says('ana', 'look at this', { mentions: ['bo'] });
      const answer = await room.says('ana', 'yes', { replyTo: bos.eventId });
      expect([bos, named, answer].map(({ outcome }) => outcome)).to.deep.equal(Array(3).fill('not_to_us'));
      expect(await room.said()).to.deep.equal([]);
      const both = await room.says('ana', 'the VPN is down', { mentions: ['bo', 'opsbot'] });
      expect(both.outcome).to.equal('turn_queued');
    });

    it('is a request of its own when it answers what its writer said before', async () => {
      const room = await door.room();
      const first = await room.says('zoe', 'hello', { mentions: ['bo'] });
      const own = await room.says('ana', 'the VPN', { mentions: ['bo'] });
      expect((await room.says('ana', 'is down', { replyTo: own.eventId })).outcome).to.equal('turn_queued');
      expect((await room.says('ana', 'hello', { replyTo: first.eventId })).outcome).to.equal('not_to_us');
    });

    it('from an account that nobody is linked to is answered once, with who can help, and starts nothing', async () => {
      const room = await door.room();
      const { eventId, outcome } = await room.says('zoe', 'the VPN is down');
      expect(outcome).to.equal('unlinked');
      const said = await room.said();
      expect(said).to.have.length(1);
      expect(said[0]).to.deep.include({ kind: 'reply', root: eventId });
      expect(said[0]?.payload['mentions']).to.deep.equal(['@zoe:localhost']);
      expect(said[0]?.text).to.match(/^I do not know who you are.*under `people:` in the configuration\.$/);
      expect(await room.turns()).to.deep.equal([]);
    });

    it('from a person who was switched off, or from the same name on another server, is a stranger’s', async () => {
      const room = await door.room();
      for (const who of ['una', '@ana:elsewhere.example', '@Ana:localhost'])
        expect((await room.says(who, 'the VPN is down')).outcome, who).to.equal('unlinked');
      expect(await room.turns()).to.deep.equal([]);
    });

    it('from a role that may not ask is answered with the role that may', async () => {
      const room = await door.room();
      for (const who of ['ivy', 'tom'])
        expect((await room.says(who, 'restart it')).outcome, who).to.equal('not_allowed');
      expect(await room.texts()).to.deep.equal(
        Array(2).fill(
          'Your role does not allow you to ask for things here. An administrator can give you the role requester.',
        ),
      );
      expect(await room.turns()).to.deep.equal([]);
    });

    it('is not read when it is a file, and that is said; an empty one is let go', async () => {
      const room = await door.room();
      for (const msgtype of ['m.file', 'm.image', 'm.audio', 'm.video'])
        expect((await room.says('ana', 'screenshot.png', { msgtype })).outcome, msgtype).to.equal('file');
      expect(new Set(await room.texts())).to.deep.equal(
        new Set(['I cannot read files yet. Please say in words what it is about.']),
      );
      expect((await room.says('ana', '   ')).outcome).to.equal('empty');
      expect(await room.texts()).to.have.length(4);
      expect(await room.turns()).to.deep.equal([]);
    });

    it('is nothing when no person writes it: notices, other types, shapes that no client sends', async () => {
      const room = await door.room();
      expect((await room.says('ana', 'I am a bot', { msgtype: 'm.notice' })).outcome).to.equal('nothing');
      const shapes: Record<string, unknown>[] = [
        {},
        { msgtype: 'm.text' },
        { msgtype: 'm.text', body: 7 },
        { body: 'x' },
      ];
      for (const content of shapes) {
        const eventId = await room.arrives('m.room.message', 'ana', content);
        expect((await room.works(eventId)).outcome, JSON.stringify(content)).to.equal('nothing');
      }
      expect(await room.said()).to.deep.equal([]);
    });

    it('of the bot itself is never an answer to itself, whatever it says', async () => {
      const room = await door.room();
      for (const body of ['the VPN is down', '!resolve 1 done', 'approve'])
        expect((await room.says('opsbot', body)).outcome).to.equal('own');
      expect(await room.said()).to.deep.equal([]);
    });

    it('survives every sign that Matrix allows and is kept as it was written', async () => {
      const room = await door.room();
      const { outcome } = await room.says(
        'ana',
        `'; drop table tickets; --\n\u0000 𝓥𝓟𝓝 \u202Enwod <b>x</b> ${'x'.repeat(9_000)}`,
      );
      expect(outcome).to.equal('turn_queued');
      const [body = ''] = await room.bodies();
      expect(body.startsWith(`'; drop table tickets; --\n\uFFFD 𝓥𝓟𝓝 \u202Enwod <b>x</b> xxx`)).to.equal(true);
      expect(body.length).to.be.greaterThan(9_000);
    });
  });

  describe('elsewhere', () => {
    it('starts nothing by itself, and with a mention it does', async () => {
      for (const purpose of ['other', 'approvals', 'audit'] as const) {
        const room = await door.room(purpose);
        expect((await room.says('ana', 'the VPN is down')).outcome, purpose).to.equal('not_to_us');
        expect((await room.says('zoe', 'who are you?')).outcome, purpose).to.equal('not_to_us');
        expect(await room.said(), purpose).to.deep.equal([]);
        expect((await room.says('ana', 'opsbot: the VPN is down', { mentions: ['opsbot'] })).outcome).to.equal(
          'turn_queued',
        );
      }
    });

    it('needs no mention in a direct room', async () => {
      const room = await door.room('direct');
      expect((await room.says('ana', 'the VPN is down')).outcome).to.equal('turn_queued');
      expect((await room.says('zoe', 'the VPN is down')).outcome).to.equal('unlinked');
    });

    it('is heard in a thread of others only when it names the bot, and is answered in that thread', async () => {
      const room = await door.room('other');
      const root = await room.says('bo', 'the deploy failed');
      expect((await room.says('cy', 'looking', { thread: root.eventId })).outcome).to.equal('not_to_us');
      const called = await room.says('cy', 'opsbot: file this', { thread: root.eventId, mentions: ['opsbot'] });
      expect(called.outcome).to.equal('turn_queued');
      expect((await room.turns())[0]).to.include({ name: 'cy', root: root.eventId });
    });

    it('is nobody’s in a room that the bot knows nothing of', async () => {
      const room = await door.room();
      await door.house.db.query('delete from rooms where room_id = $1', [room.id]);
      expect((await room.says('ana', 'the VPN is down')).outcome).to.equal('not_to_us');
    });
  });

  describe('in the thread of a ticket', () => {
    it('of somebody else is kept as a comment that the requester may read, starts nothing and is not repeated', async () => {
      const room = await door.room();
      const { ticketId, root } = await files(room);
      const before = (await room.said()).length;
      const { eventId, outcome } = await room.says('bo', 'I saw that yesterday', { thread: root });
      expect(outcome).to.equal('comment');
      expect(await notesOf(room, ticketId, 'chat-comment')).to.deep.equal([
        { author: 'Bo', body: 'I saw that yesterday', audience: 'user', external_ref: eventId },
      ]);
      expect(await room.said()).to.have.length(before);
      expect(await room.turns()).to.have.length(1);
    });

    it('of the requester to somebody else is a comment, and to the bot it goes on', async () => {
      const room = await door.room();
      const { ticketId, root } = await files(room);
      expect((await room.says('ana', 'can you look?', { thread: root, mentions: ['bo'] })).outcome).to.equal('comment');
      expect((await room.says('ana', 'it is worse now', { thread: root })).outcome).to.equal('turn_queued');
      expect((await notesOf(room, ticketId, 'chat-comment')).map(({ body }) => body)).to.deep.equal(['can you look?']);
    });

    it('of the requester goes on even to somebody else while the ticket waits for just these words', async () => {
      const room = await door.room();
      const { ticketId, root } = await files(room);
      await door.house.db.query(`update tickets set status = 'awaiting_user_response' where id = $1`, [ticketId]);
      const { outcome } = await room.says('ana', 'it is host web-1', { thread: root, mentions: ['bo'] });
      expect(outcome).to.equal('turn_queued');
    });

    it('of somebody else who names the bot is theirs, in the same conversation', async () => {
      const room = await door.room();
      const { root } = await files(room);
      expect((await room.says('bo', 'what was tried?', { thread: root, mentions: ['opsbot'] })).outcome).to.equal(
        'turn_queued',
      );
      expect((await room.turns()).map(({ name, root: of }) => [name, of])).to.deep.equal([
        ['ana', root],
        ['bo', root],
      ]);
    });

    it('of a stranger, or without words, is not kept', async () => {
      const room = await door.room();
      const { ticketId, root } = await files(room);
      expect((await room.says('zoe', 'me too', { thread: root })).outcome).to.equal('not_to_us');
      expect((await room.says('bo', ' ', { thread: root })).outcome).to.equal('not_to_us');
      expect(await notesOf(room, ticketId, 'chat-comment')).to.deep.equal([]);
      expect(await ticketNow(room, ticketId)).to.include({ status: 'new' });
    });

    it('of somebody else is nobody’s as long as there is no ticket', async () => {
      const room = await door.room();
      const { eventId } = await room.says('ana', 'the VPN is down');
      expect((await room.says('bo', 'here too', { thread: eventId })).outcome).to.equal('not_to_us');
    });
  });

  describe('that is read late', () => {
    it('is acted on when it closed a gap and is young enough', async () => {
      const room = await door.room();
      const { outcome } = await room.says('ana', 'the VPN is down', { backfilled: true, at: Date.now() - hour / 2 });
      expect(outcome).to.equal('turn_queued');
    });

    it('is answered with one line and not acted on when it is older than the horizon', async () => {
      const room = await door.room();
      const { outcome } = await room.says('ana', 'the VPN is down', { backfilled: true, at: Date.now() - 2 * hour });
      expect(outcome).to.equal('too_old');
      expect(await room.texts()).to.deep.equal([
        'I was away when you wrote this, and it is too old to act on now. If it still matters, write it again.',
      ]);
      expect(await room.turns()).to.deep.equal([]);
    });

    it('is never run as a command, however young it is', async () => {
      const room = await door.room();
      const { ticketId } = await files(room);
      const { outcome } = await room.says('ada', `!resolve ${ticketId} done`, { backfilled: true });
      expect(outcome).to.equal('too_old');
      expect((await ticketNow(room, ticketId)).status).to.equal('new');
    });

    it('is passed over in silence when it was said before the bot came, even by strangers', async () => {
      const room = await door.room();
      const arrival = Date.now() - hour / 4;
      await room.notes('opsbot', 'join', arrival);
      const before = { backfilled: true, at: arrival - 1_000 };
      expect((await room.says('ana', 'the VPN is down', before)).outcome).to.equal('before_us');
      expect((await room.says('zoe', '!help', before)).outcome).to.equal('before_us');
      expect(await room.said()).to.deep.equal([]);
      expect((await room.says('ana', 'is it up?', { backfilled: true, at: arrival + 1_000 })).outcome).to.equal(
        'turn_queued',
      );
    });

    it('counts from the last time that the bot came, where it was away between', async () => {
      const room = await door.room();
      const start = Date.now() - hour / 2;
      for (const [membership, minutes] of [
        ['join', 0],
        ['leave', 5],
        ['join', 10],
        ['join', 15],
      ] as const)
        await room.notes('opsbot', membership, start + minutes * 60_000);
      const at = (minutes: number): { backfilled: boolean; at: number } => ({
        backfilled: true,
        at: start + minutes * 60_000,
      });
      expect((await room.says('ana', 'while you were gone', at(7))).outcome).to.equal('before_us');
      expect((await room.says('ana', 'after you came back', at(12))).outcome).to.equal('turn_queued');
    });

    it('is a comment all the same: what people told each other loses nothing by being old', async () => {
      const room = await door.room();
      const { ticketId, root } = await files(room);
      const { outcome } = await room.says('bo', 'it was the cable', {
        thread: root,
        backfilled: true,
        at: Date.now() - 9 * hour,
      });
      expect(outcome).to.equal('comment');
      expect(await notesOf(room, ticketId, 'chat-comment')).to.have.length(1);
    });
  });
});
