import { expect } from 'chai';
import { setStatus, lockTicket } from '../../../api/tickets/index.js';
import { transaction } from '../../../api/db/index.js';
import { answered, answers, asks, files, ticketNow } from './conversation.js';
import { frontDoor } from './frontDoor.js';
import type { FrontRoom } from './frontRoom.js';

describe('a tap', () => {
  const door = frontDoor();

  describe('of 🎫 on a message', () => {
    it('makes it a request of whoever tapped, in its words, in any room, with the 👀 on the message itself', async () => {
      const room = await door.room('other');
      const { eventId: said } = await room.says('bo', 'the build host is full again');
      expect((await room.taps('ana', said, '🎫')).outcome).to.equal('turn_queued');
      expect((await room.turns())[0]).to.include({ body: 'the build host is full again', name: 'ana', root: said });
      expect((await room.said())[0]?.payload).to.deep.equal({ key: '👀', target_event_id: said });
      expect(door.waited).to.include(room.id);
    });

    it('works for what a stranger wrote, and for what stands in a thread of others', async () => {
      const room = await door.room('other');
      const { eventId: root } = await room.says('zoe', 'is the VPN down?');
      const { eventId: inThread } = await room.says('bo', 'yes, since eight', { thread: root });
      expect((await room.taps('cy', inThread, '🎫')).outcome).to.equal('turn_queued');
      const [turn] = await room.turns();
      expect(turn).to.include({ body: 'yes, since eight', name: 'cy' });
      expect((await room.says('cy', 'and hurry', { thread: turn?.root ?? '' })).outcome).to.equal('turn_queued');
      expect(await room.turns()).to.have.length(2);
    });

    it('a second time, or on a message that is a request already, asks nothing again', async () => {
      const room = await door.room();
      const { eventId: request } = await room.says('ana', 'the VPN is down');
      const { eventId: further } = await room.says('ana', 'since eight', { thread: request });
      const { eventId: talk } = await room.says('bo', 'lunch?', { mentions: ['cy'] });
      expect((await room.taps('ana', talk, '🎫')).outcome).to.equal('turn_queued');
      for (const target of [request, further, talk])
        expect((await room.taps('bo', target, '🎫')).outcome).to.equal('asked_already');
      expect(await room.turns()).to.have.length(3);
    });

    it('of an account that nobody is linked to, or from a gap, means nothing', async () => {
      const room = await door.room('other');
      const { eventId } = await room.says('bo', 'the build host is full');
      expect((await room.taps('zoe', eventId, '🎫')).outcome).to.equal('no_meaning');
      expect((await room.taps('ana', eventId, '🎫', { backfilled: true })).outcome).to.equal('no_meaning');
      expect(await room.said()).to.deep.equal([]);
    });

    it('asks for nothing that its role may not ask for in words', async () => {
      const room = await door.room('other');
      const { eventId } = await room.says('bo', 'the build host is full');
      for (const who of ['ivy', 'tom'])
        expect((await room.taps(who, eventId, '🎫')).outcome, who).to.equal('not_allowed');
      expect(await room.lastText()).to.equal(
        'Your role does not allow you to ask for things here. An administrator can give you the role requester.',
      );
      expect((await room.said()).at(-1)).to.deep.include({ root: eventId });
      expect(await room.turns()).to.deep.equal([]);
    });

    it('on a file says that it was not read, and on nothing that has words means nothing', async () => {
      const room = await door.room('other');
      const { eventId: file } = await room.says('bo', 'error.png', { msgtype: 'm.image' });
      expect((await room.taps('ana', file, '🎫')).outcome).to.equal('file');
      expect(await room.lastText()).to.equal('I cannot read files yet. Please say in words what it is about.');
      const { eventId: notice } = await room.says('bo', 'deployed', { msgtype: 'm.notice' });
      const { eventId: empty } = await room.says('bo', ' ');
      const { eventId: tap } = await room.taps('bo', file, '👍');
      for (const target of [notice, empty, tap])
        expect((await room.taps('ana', target, '🎫')).outcome).to.equal('no_meaning');
      expect(await room.turns()).to.deep.equal([]);
    });

    it('on a message of the bot is none', async () => {
      const room = await door.room();
      const { eventId } = await room.says('ana', 'the VPN is down');
      await answers(room, eventId);
      expect((await room.taps('ana', await room.eventOf('reply'), '🎫')).outcome).to.equal('no_meaning');
    });

    it('of any other picture on people’s messages is none of ours', async () => {
      const room = await door.room();
      const { eventId } = await room.says('bo', 'lunch?', { mentions: ['cy'] });
      for (const key of ['👍', '✅', '🎟️', 'ticket'])
        expect((await room.taps('cy', eventId, key)).outcome).to.equal('not_on_ours');
      expect(await room.said()).to.deep.equal([]);
    });
  });

  describe('on the choices of a question', () => {
    let room: FrontRoom;
    let card: string;
    beforeEach(async () => {
      room = await door.room();
      card = await asks(room, (await room.says('ana', 'restart it')).eventId, ['web-1', 'web-2']);
    });

    it('is the answer of whom was asked: a turn in the words of the choice, without a 👀', async () => {
      const before = (await room.said()).length;
      expect((await room.taps('ana', card, '2️⃣')).outcome).to.equal('turn_queued');
      expect((await room.turns()).at(-1)).to.include({ body: 'web-2', name: 'ana' });
      expect((await room.turns()).at(-1)?.questionId).to.be.a('number');
      expect(await answered(room)).to.equal('web-2');
      expect(await room.said()).to.have.length(before);
    });

    it('counts once: the next one comes too late', async () => {
      await room.taps('ana', card, '1\u20E3');
      expect((await room.taps('ana', card, '2️⃣')).outcome).to.equal('answered_before');
      expect(await answered(room)).to.equal('web-1');
      expect(await room.turns()).to.have.length(2);
    });

    it('of anybody else is not asked for', async () => {
      for (const who of ['bo', 'ada', 'zoe'])
        expect((await room.taps(who, card, '1️⃣')).outcome, who).to.equal('not_asked');
      expect(await answered(room)).to.equal(null);
    });

    it('with a number that is not offered, another picture or from a gap means nothing', async () => {
      for (const key of ['3️⃣', '0️⃣', '✅', '1', 'web-1'])
        expect((await room.taps('ana', card, key)).outcome, key).to.equal('no_meaning');
      expect((await room.taps('ana', card, '1️⃣', { backfilled: true })).outcome).to.equal('no_meaning');
      expect(await answered(room)).to.equal(null);
    });
  });

  describe('on "Did it help?"', () => {
    let room: FrontRoom;
    let ticketId: number;
    let question: string;
    beforeEach(async () => {
      room = await door.room();
      ({ ticketId } = await files(room));
      const ada = await door.house.caller('ada');
      await transaction(door.house.db, async (q) => {
        const ticket = await lockTicket(q, ticketId);
        if (ticket) await setStatus(q, ticket, ada, { status: 'resolved', reason: 'restarted' });
      });
      question = await room.eventOf('helped_question');
    });

    it('of the requester is kept with the ticket and thanked for, and a second thought replaces it', async () => {
      expect((await room.taps('ana', question, '✅')).outcome).to.equal('recorded');
      expect((await ticketNow(room, ticketId)).helped).to.equal(true);
      expect(await room.lastText()).to.equal(`Thank you. Ticket ${ticketId} stays closed.`);
      expect((await room.taps('ana', question, '❌')).outcome).to.equal('recorded');
      expect((await ticketNow(room, ticketId)).helped).to.equal(false);
      expect(await room.lastText()).to.equal(
        `Sorry to hear that. Write here what is still wrong, and it goes on with ticket ${ticketId}.`,
      );
    });

    it('of anybody else, or with another picture, is not', async () => {
      expect((await room.taps('bo', question, '✅')).outcome).to.equal('not_the_requester');
      expect((await room.taps('zoe', question, '✅')).outcome).to.equal('no_meaning');
      expect((await room.taps('ana', question, '👍')).outcome).to.equal('no_meaning');
      expect((await ticketNow(room, ticketId)).helped).to.equal(null);
    });
  });
});
