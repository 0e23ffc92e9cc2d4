import { expect } from 'chai';
import { answered, answers, asks, files, ticketNow } from './conversation.js';
import { frontDoor } from './frontDoor.js';
import type { FrontRoom } from './frontRoom.js';

describe('what a person says later', () => {
  const door = frontDoor();

  describe('a question to a person', () => {
    let room: FrontRoom;
    let root: string;
    beforeEach(async () => {
      room = await door.room();
      root = (await room.says('ana', 'restart it')).eventId;
      await asks(room, root);
    });
    const age = (seconds: number): Promise<unknown> =>
      door.house.db.query(
        `update ops_chat_questions set created_at = clock_timestamp() - make_interval(secs => $2)
         where session_id in (select s.id from ops_chat_sessions s join threads t on t.id = s.thread_id where t.room_id = $1)`,
        [room.id, seconds],
      );
    const last = async (): Promise<object> => (await room.turns()).at(-1) ?? {};

    it('is answered by their words in the thread, however late', async () => {
      await age(86_400);
      expect((await room.says('ana', 'web-1', { thread: root })).outcome).to.equal('turn_queued');
      expect(await answered(room)).to.equal('web-1');
      expect(await last()).to.include({ body: 'web-1', root });
    });

    it('is answered by their next message on the top level within ten minutes, in the same conversation', async () => {
      await age(590);
      const { eventId } = await room.says('ana', 'web-1');
      expect(await answered(room)).to.equal('web-1');
      expect(await last()).to.include({ body: 'web-1', root });
      expect((await room.said()).at(-1)?.payload).to.deep.equal({ key: '👀', target_event_id: eventId });
    });

    it('is not answered by what they write on the top level later: that is a request of its own', async () => {
      await age(610);
      const { eventId } = await room.says('ana', 'I need a mouse');
      expect(await answered(room)).to.equal(null);
      expect(await last()).to.include({ body: 'I need a mouse', root: eventId, questionId: null });
    });

    it('is not answered on the top level where that is switched off', async () => {
      const eventId = await room.arrives('m.room.message', 'ana', room.message('web-1'));
      await room.works(eventId, { ...room.parts, joinQuestion: 0 });
      expect(await answered(room)).to.equal(null);
      expect(await last()).to.include({ root: eventId });
    });

    it('is not answered by anybody else, in the thread or beside it', async () => {
      await room.says('bo', 'web-2', { thread: root, mentions: ['opsbot'] });
      const { eventId } = await room.says('bo', 'web-2');
      expect(await answered(room)).to.equal(null);
      expect((await room.turns()).slice(-2).map((turn) => [turn.name, turn.root, turn.questionId])).to.deep.equal([
        ['bo', root, null],
        ['bo', eventId, null],
      ]);
    });

    it('is not answered from another room, nor by an answer to something else', async () => {
      const elsewhere = await door.room();
      await elsewhere.says('ana', 'web-1');
      const own = await room.says('ana', 'hm', { mentions: ['bo'] });
      await room.says('ana', 'as I said', { replyTo: own.eventId });
      expect(await answered(room)).to.equal(null);
      expect(await elsewhere.turns()).to.have.length(1);
    });

    it('is answered by a command not at all', async () => {
      expect((await room.says('ana', '!mine')).outcome).to.equal('command_mine');
      expect(await answered(room)).to.equal(null);
    });

    it('is open no longer after its answer: the next words on the top level begin anew', async () => {
      await room.says('ana', 'web-1');
      const { eventId } = await room.says('ana', 'I need a mouse');
      expect(await answered(room)).to.equal('web-1');
      expect(await last()).to.include({ root: eventId });
    });
  });

  describe('a message that is changed or taken away', () => {
    let room: FrontRoom;
    let request: string;
    beforeEach(async () => {
      room = await door.room();
      request = (await room.says('ana', 'the VPM is down')).eventId;
    });

    it('counts as its writer changed it before its turn began', async () => {
      expect((await room.edits('ana', request, 'the VPN is down')).outcome).to.equal('edit_taken');
      expect(await room.bodies()).to.deep.equal(['the VPN is down']);
    });

    it('stays as it was when the turn has begun', async () => {
      await answers(room, request);
      expect((await room.edits('ana', request, 'never mind')).outcome).to.equal('edit_too_late');
      expect(await room.bodies()).to.deep.equal(['the VPM is down']);
    });

    it('is changed by nobody else, and not from another room', async () => {
      for (const who of ['bo', 'ada', 'zoe', '@ana:elsewhere.example'])
        expect((await room.edits(who, request, 'restart the database')).outcome, who).to.equal('edit_of_another');
      const elsewhere = await door.room();
      expect((await elsewhere.edits('ana', request, 'restart the database')).outcome).to.equal('edit_of_another');
      expect((await room.edits('ana', '$unknown', 'x')).outcome).to.equal('edit_of_another');
      expect(await room.bodies()).to.deep.equal(['the VPM is down']);
    });

    it('becomes no command, and no vote, by being changed', async () => {
      const { ticketId } = await files(room);
      const { eventId } = await room.says('ada', 'lunch?', { mentions: ['bo'] });
      expect((await room.edits('ada', eventId, `!resolve ${ticketId} done`)).outcome).to.equal('edit_too_late');
      expect((await ticketNow(room, ticketId)).status).to.equal('new');
    });

    it('is not answered any more when it was taken away in time', async () => {
      expect((await room.redacts('ana', request)).outcome).to.equal('turn_cancelled');
      expect((await room.turns())[0]?.status).to.equal('cancelled');
      expect((await room.redacts('ana', request)).outcome).to.equal('nothing');
    });

    it('that was answered already is only gone', async () => {
      await answers(room, request);
      expect((await room.redacts('ana', request)).outcome).to.equal('nothing');
      expect((await room.turns())[0]?.status).to.equal('completed');
    });

    it('is nothing to us when it was never ours or is no message', async () => {
      const { eventId: talk } = await room.says('bo', 'lunch?', { mentions: ['cy'] });
      for (const target of [talk, '$unknown']) expect((await room.redacts('bo', target)).outcome).to.equal('nothing');
    });
  });
});
