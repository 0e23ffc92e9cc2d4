import { expect } from 'chai';
import { markSent, outboxRow } from '../../../api/rooms/index.js';
import { highRiskRestart, lowRiskRestart } from '../../api/changes/house.js';
import { attemptsOn, files, opensGate, votesOn, type Gate } from './conversation.js';
import { frontDoor } from './frontDoor.js';
import type { FrontRoom } from './frontRoom.js';

describe('a vote from a room', () => {
  const door = frontDoor();
  let room: FrontRoom;
  let gate: Gate;
  beforeEach(async () => {
    room = await door.room();
    const { ticketId } = await files(room);
    gate = await opensGate(room, ticketId, highRiskRestart);
  });
  const state = async (id = gate.changeId): Promise<string> => (await door.house.change(id)).state;
  const audit = (): Promise<string[]> => door.house.auditOf(gate.changeId);

  describe('as a tap on its card', () => {
    it('counts, is answered to the voter in the thread of the card, and is kept with the event that it came as', async () => {
      const { eventId, outcome } = await room.taps('bo', gate.card, '✅');
      expect(outcome).to.equal('vote_applied');
      expect(await votesOn(room, gate.changeId)).to.deep.equal(['bo approve']);
      expect(await attemptsOn(room, gate.changeId)).to.deep.equal(['bo approve applied matrix-reaction']);
      const answer = (await room.said()).findLast(({ kind }) => kind === 'reply');
      expect(answer?.text).to.match(/^Your vote on change \d+ counts\. So far: 1 of 2 from ops/);
      expect(answer?.payload['mentions']).to.deep.equal(['@bo:localhost']);
      const taken = await door.house.one<string>('select event_id from vote_events where change_id = $1', [
        gate.changeId,
      ]);
      expect(taken).to.equal(eventId);
    });

    it('that decides is not answered besides: the decision itself tells everybody', async () => {
      await room.taps('bo', gate.card, '✅');
      const before = await room.texts();
      expect((await room.taps('cy', gate.card, '✅️')).outcome).to.equal('vote_applied');
      expect(await state()).to.equal('approved');
      const after = (await room.texts()).slice(before.length);
      // Nobody had taken the ticket: its group is asked again, and nothing else is said.
      expect(after).to.have.length(2);
      expect(after.find((text) => text.includes(`Change ${gate.changeId} was **approved** by Cy.`))).to.be.a('string');
      expect(after.find((text) => /^Ticket \d+ waits for a person of /.test(text))).to.be.a('string');
    });

    it('of ❌ rejects at once and asks for nothing first', async () => {
      expect((await room.taps('cy', gate.card, '❌')).outcome).to.equal('vote_applied');
      expect(await state()).to.equal('rejected');
    });

    it('of a later one is told the result and changes nothing', async () => {
      await room.taps('cy', gate.card, '❌');
      expect((await room.taps('dee', gate.card, '✅')).outcome).to.equal('vote_late');
      expect(await room.lastText()).to.equal(
        `Change ${gate.changeId} is already rejected by Cy; your vote came later and changes nothing.`,
      );
      expect(await state()).to.equal('rejected');
    });

    it('of the requester, of who has no say and of a stranger does not count; each is told why and is in the audit', async () => {
      const whys = {
        ana: /You asked for this/,
        max: /Your role does not allow you to decide changes/,
        eve: /Only who is in this room/,
        nia: /names other people/,
        zoe: /This Matrix account is not linked to a person here/,
        una: /This Matrix account is not linked to a person here/,
      };
      for (const [who, sentence] of Object.entries(whys)) {
        const { outcome } = await room.taps(who, gate.card, '✅');
        expect(outcome, who).to.equal(who === 'eve' ? 'vote_not_joined' : 'vote_not_allowed');
        expect(await room.lastText(), who).to.match(sentence);
      }
      expect(await votesOn(room, gate.changeId)).to.deep.equal([]);
      expect((await audit()).filter((action) => action === 'change_vote_refused')).to.have.length(6);
      const { rowCount: withoutTicket } = await door.house.db.query(
        `select from audit_log where target = 'change_' || $1::text and details ->> 'ticket_id' is null`,
        [gate.changeId],
      );
      expect(withoutTicket, 'each stands in the trail of its ticket').to.equal(0);
    });

    it('of a second account of one person is the same person’s vote', async () => {
      const bo = await door.house.personId('bo');
      await door.house.db.query(
        `insert into identities (person_id, kind, subject) values ($1, 'matrix', '@bo2:localhost')`,
        [bo],
      );
      await door.house.db.query(
        `insert into room_members (room_id, user_id, membership) values ($1, '@bo2:localhost', 'join')`,
        [room.id],
      );
      await room.taps('bo', gate.card, '✅');
      expect((await room.taps('bo2', gate.card, '✅')).outcome).to.equal('vote_applied');
      expect(await votesOn(room, gate.changeId)).to.deep.equal(['bo approve']);
      expect(await state()).to.equal('pending');
      await door.house.db.query(`delete from identities where subject = '@bo2:localhost'`);
    });

    it('of somebody who left, was banned or only invited does not count', async () => {
      for (const membership of ['leave', 'ban', 'invite', 'knock']) {
        await room.membership('bo', membership);
        expect((await room.taps('bo', gate.card, '✅')).outcome, membership).to.equal('vote_not_joined');
      }
      expect(await room.lastText()).to.equal(`Only who is in this room can decide change ${gate.changeId} here.`);
      await room.membership('bo', 'join');
      expect((await room.taps('bo', gate.card, '✅')).outcome).to.equal('vote_applied');
    });

    it('that closed a gap is no vote, whatever its time says, and tells how to vote now', async () => {
      const { outcome } = await room.taps('bo', gate.card, '✅', { backfilled: true });
      expect(outcome).to.equal('vote_replayed');
      expect(await room.lastText()).to.equal(
        `Your ✅ on change ${gate.changeId} reached me too late to count: I was away. If it is still open, write !approve ${gate.changeId}.`,
      );
      expect(await votesOn(room, gate.changeId)).to.deep.equal([]);
      expect(await audit()).to.include('change_vote_refused');
    });

    it('with any other key means nothing and is not answered', async () => {
      const before = await room.said();
      for (const key of ['👍', '✔️', '☑️', '✅✅', 'constructor', '__proto__', '', '❎'])
        expect((await room.taps('bo', gate.card, key)).outcome, key).to.equal('no_meaning');
      expect(await room.said()).to.deep.equal(before);
      expect(await attemptsOn(room, gate.changeId)).to.deep.equal([]);
    });

    it('counts in every way in which clients write the picture', async () => {
      for (const [who, key] of [
        ['bo', '✅\uFE0F'],
        ['cy', '✅\uFE0E'],
      ] as const)
        await room.taps(who, gate.card, key);
      expect(await state()).to.equal('approved');
    });

    it('on anything but our own record of the card is none: another room, an edit, a copy, the answer to it', async () => {
      const elsewhere = await door.room();
      expect((await elsewhere.taps('bo', gate.card, '✅')).outcome).to.equal('parked');
      await room.taps('bo', gate.card, '✅');
      const edited = await door.house.one<number>(
        `select id from outbox where change_id = $1 and kind = 'gate_card' order by id desc limit 1`,
        [gate.changeId],
      );
      await door.house.db.query(
        `update outbox set status = 'sent', event_id = '$edit' || id, rendered = '{"event": {"edits": "x"}}' where id = $1`,
        [edited],
      );
      expect((await room.taps('cy', `$edit${edited}`, '✅')).outcome).to.equal('parked');
      const copy = await room.says('max', `Change ${gate.changeId} needs a decision`, { mentions: ['bo'] });
      expect((await room.taps('cy', copy.eventId, '✅')).outcome).to.equal('not_on_ours');
      const answer = await room.eventOf('reply');
      expect((await room.taps('cy', answer, '✅')).outcome).to.equal('no_meaning');
      expect(await votesOn(room, gate.changeId)).to.deep.equal(['bo approve']);
    });

    it('is no vote when it is no annotation', async () => {
      const relations: unknown[] = [undefined, 'x', {}, { rel_type: 'm.annotation', event_id: gate.card }];
      relations.push({ rel_type: 'm.reference', event_id: gate.card, key: '✅' });
      for (const relation of relations) {
        const eventId = await room.arrives('m.reaction', 'bo', { 'm.relates_to': relation });
        expect((await room.works(eventId)).outcome).to.equal('no_annotation');
      }
      expect(await votesOn(room, gate.changeId)).to.deep.equal([]);
    });

    it('of the bot itself is its seed, and without our record of sending it an attempt like everybody’s', async () => {
      const seed = await door.house.one<number>(
        `select id from outbox where change_id = $1 and kind = 'reaction' limit 1`,
        [gate.changeId],
      );
      const seeded = { ...room.reaction(gate.card, '✅'), 'org.opsroom.delivery': seed };
      const sent = await outboxRow(door.house.db, seed);
      await door.house.db.query('update inbox_events set event_id = $1 where event_id = $2', [
        sent?.eventId,
        await room.arrives('m.reaction', 'opsbot', seeded),
      ]);
      expect((await room.works(sent?.eventId ?? '')).outcome).to.equal('own');
      const stolen = [
        await room.arrives('m.reaction', 'opsbot', seeded),
        await room.arrives('m.reaction', 'opsbot', room.reaction(gate.card, '✅')),
      ];
      for (const eventId of stolen) expect((await room.works(eventId)).outcome).to.equal('vote_not_allowed');
      expect(await room.lastText()).to.match(/Only a person can decide a change/);
      expect(await votesOn(room, gate.changeId)).to.deep.equal([]);
      const harmless = await room.arrives('m.reaction', 'opsbot', room.reaction(gate.card, '👀'));
      expect((await room.works(harmless)).outcome).to.equal('own');
    });
  });

  describe('that is there before the card is recorded as sent', () => {
    /** A gate whose card is at the homeserver already, and our record of it not yet. */
    async function unrecorded(): Promise<{ changeId: number; recorded: () => Promise<string> }> {
      const { ticketId } = await files(room);
      await room.sends();
      const changeId = await door.house.gate(lowRiskRestart, { ticketId });
      const id = await door.house.one<number>(`select id from outbox where change_id = $1 and kind = 'gate_card'`, [
        changeId,
      ]);
      await door.house.db.query(
        `update outbox set status = 'sending', epoch = 1, rendered = '{"event": {}}' where id = $1`,
        [id],
      );
      return {
        changeId,
        recorded: async () => {
          expect(await markSent(door.house.db, { id, epoch: 1, roomId: room.id }, `$early${id}`)).to.equal(true);
          return `$early${id}`;
        },
      };
    }
    const cardOf = async (changeId: number): Promise<string> =>
      `$early${await door.house.one<number>(`select id from outbox where change_id = $1 and kind = 'gate_card'`, [changeId])}`;

    it('waits for the record, lets the room go on, and counts as soon as it lands', async () => {
      const { changeId, recorded } = await unrecorded();
      const { eventId, outcome } = await room.taps('bo', await cardOf(changeId), '✅');
      expect(outcome).to.equal('parked');
      expect((await room.says('ana', 'meanwhile')).outcome).to.equal('turn_queued');
      await recorded();
      expect((await room.works(eventId)).outcome).to.equal('vote_applied');
      expect(await state(changeId)).to.equal('approved');
    });

    it('never counts once its sender took it back, and does so in silence', async () => {
      const { changeId, recorded } = await unrecorded();
      const { eventId } = await room.taps('bo', await cardOf(changeId), '✅');
      expect((await room.redacts('bo', eventId)).outcome).to.equal('vote_no_vote');
      await recorded();
      expect(await room.outcomeOf(eventId)).to.equal('taken_back');
      expect(await room.works(eventId).catch(String)).to.match(/can not be claimed/);
      expect(await state(changeId)).to.equal('pending');
    });

    it('counts all the same when somebody else redacts it', async () => {
      const { changeId, recorded } = await unrecorded();
      const { eventId } = await room.taps('bo', await cardOf(changeId), '✅');
      await room.redacts('ana', eventId);
      await recorded();
      expect((await room.works(eventId)).outcome).to.equal('vote_applied');
      expect(await state(changeId)).to.equal('approved');
    });

    it('waits two minutes and no longer: then it was on nothing of ours', async () => {
      const { eventId, outcome } = await room.taps('bo', '$nothing', '✅');
      expect(outcome).to.equal('parked');
      await door.house.db.query(
        `update inbox_events set not_before = clock_timestamp(), received_at = clock_timestamp() - interval '121 seconds' where event_id = $1`,
        [eventId],
      );
      expect((await room.works(eventId)).outcome).to.equal('not_on_ours');
    });
  });

  describe('that is taken back', () => {
    it('by its own sender while the gate is open counts no more, and the next one does', async () => {
      const { eventId } = await room.taps('bo', gate.card, '✅');
      expect((await room.redacts('bo', eventId)).outcome).to.equal('vote_retracted');
      expect(await votesOn(room, gate.changeId)).to.deep.equal([]);
      expect((await room.taps('bo', gate.card, '✅')).outcome).to.equal('vote_applied');
      expect(await votesOn(room, gate.changeId)).to.deep.equal(['bo approve']);
    });

    it('by a moderator or a stranger stays, and is in the audit', async () => {
      const { eventId } = await room.taps('bo', gate.card, '✅');
      for (const who of ['ada', 'zoe'])
        expect((await room.redacts(who, eventId)).outcome, who).to.equal('vote_not_theirs');
      expect(await votesOn(room, gate.changeId)).to.deep.equal(['bo approve']);
      expect((await audit()).filter((action) => action === 'change_vote_retracted')).to.have.length(2);
    });

    it('after the decision changes nothing', async () => {
      const { eventId } = await room.taps('bo', gate.card, '✅');
      await room.taps('cy', gate.card, '✅');
      expect((await room.redacts('bo', eventId)).outcome).to.equal('vote_too_late');
      expect(await state()).to.equal('approved');
    });

    it('by the bot, or without a target, is its own business', async () => {
      const { eventId } = await room.taps('bo', gate.card, '✅');
      expect((await room.redacts('opsbot', eventId)).outcome).to.equal('own');
      const nothing = await room.arrives('m.room.redaction', 'bo', {});
      expect((await room.works(nothing)).outcome).to.equal('own');
      expect(await votesOn(room, gate.changeId)).to.deep.equal(['bo approve']);
    });
  });

  describe('in words', () => {
    it('as an answer to the card counts like a tap, through a door of its own', async () => {
      expect((await room.says('bo', 'approve', { replyTo: gate.card })).outcome).to.equal('vote_applied');
      const quoting = `> <@opsbot:localhost> Change needs a decision\n\nApproved. looked at it with Dee`;
      expect((await room.says('cy', quoting, { replyTo: gate.card })).outcome).to.equal('vote_applied');
      expect(await attemptsOn(room, gate.changeId)).to.deep.equal([
        'bo approve applied matrix-reply',
        'cy approve applied matrix-reply',
      ]);
      expect(await state()).to.equal('approved');
    });

    it('brings its reason', async () => {
      const { outcome } = await room.says('bo', 'reject because it is Friday', { replyTo: gate.card });
      expect(outcome).to.equal('vote_applied');
      expect((await door.house.change(gate.changeId)).rejected_reason).to.equal('it is Friday');
    });

    it('that gives the reason after the tap is noted, once more and again', async () => {
      await room.taps('bo', gate.card, '❌');
      expect((await room.says('bo', 'reject because it is Friday', { replyTo: gate.card })).outcome).to.equal(
        'vote_reason_noted',
      );
      expect(await room.lastText()).to.equal(`Your reason is noted at change ${gate.changeId}.`);
    });

    it('on the thread of the card, or as an answer to anything else, is talk', async () => {
      const { root } = await files(room);
      const other = await opensGate(room, (await files(room)).ticketId);
      const inThread = await room.says('bo', 'approve', { thread: root });
      const seed = await room.says('bo', 'approve', { replyTo: await room.eventOf('reply') });
      expect([inThread.outcome, seed.outcome]).to.deep.equal(['comment', 'comment']);
      expect(await state(other.changeId)).to.equal('pending');
      expect((await room.says('bo', 'not approved yet?', { replyTo: gate.card })).outcome).to.equal('comment');
      expect(await votesOn(room, gate.changeId)).to.deep.equal([]);
    });

    it('of somebody without a say, or who has left, does not count', async () => {
      expect((await room.says('ana', 'approve', { replyTo: gate.card })).outcome).to.equal('vote_not_allowed');
      expect((await room.says('zoe', 'approve', { replyTo: gate.card })).outcome).to.equal('vote_not_allowed');
      await room.membership('bo', 'leave');
      expect((await room.says('bo', 'approve', { replyTo: gate.card })).outcome).to.equal('vote_not_joined');
      expect((await room.says('bo', `!approve ${gate.changeId}`)).outcome).to.equal('vote_not_joined');
      expect(await votesOn(room, gate.changeId)).to.deep.equal([]);
    });

    it('that closed a gap is none', async () => {
      await room.says('bo', 'approve', { replyTo: gate.card, backfilled: true });
      expect(await votesOn(room, gate.changeId)).to.deep.equal([]);
      expect(await attemptsOn(room, gate.changeId)).to.deep.equal([]);
    });

    it('under a card on the top level of a room is answered in a thread on the card', async () => {
      const approvals = await door.room('approvals');
      await door.house.db.query(`update rooms set purpose = 'other' where purpose = 'approvals' and room_id <> $1`, [
        approvals.id,
      ]);
      const { changeId, card } = await opensGate(approvals, await door.house.ticket('ops'), highRiskRestart);
      expect((await approvals.says('bo', 'approve', { replyTo: card })).outcome).to.equal('vote_applied');
      const answer = (await approvals.said()).findLast(({ kind }) => kind === 'reply');
      expect(answer).to.include({ root: card });
      expect((await approvals.taps('cy', card, '✅')).outcome).to.equal('vote_applied');
      expect(await state(changeId)).to.equal('approved');
      await door.house.db.query(`update rooms set purpose = 'other' where room_id = $1`, [approvals.id]);
    });
  });

  it('that is worked twice, because its worker lost it between, counts once', async () => {
    const eventId = await room.arrives('m.reaction', 'bo', room.reaction(gate.card, '✅'));
    await room.works(eventId);
    await door.house.db.query(
      `update inbox_events set status = 'new', outcome = null, not_before = clock_timestamp() where event_id = $1`,
      [eventId],
    );
    const said = await room.said();
    expect((await room.works(eventId)).outcome).to.equal('vote_duplicate');
    expect(await room.said()).to.deep.equal(said);
    expect(await attemptsOn(room, gate.changeId)).to.have.length(1);
  });
});
