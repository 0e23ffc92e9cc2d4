import { expect } from 'chai';
import { highRiskRestart, lowRiskRestart } from '../../api/changes/house.js';
import { answers, attemptsOn, files, notesOf, opensGate, ticketNow, votesOn } from './conversation.js';
import { frontDoor } from './frontDoor.js';
import type { FrontRoom } from './frontRoom.js';

describe('work by command', () => {
  const door = frontDoor();
  let room: FrontRoom;
  beforeEach(async () => {
    room = await door.room();
  });
  const run: FrontRoom['commands'] = (...call) => room.commands(...call);
  const audited = async (ticketId: number): Promise<string[]> =>
    door.house.one<string[]>(
      `select coalesce(array_agg(concat_ws(' ', actor, action, channel) order by id), '{}') from audit_log where target = 'ticket_' || $1::text`,
      [ticketId],
    );
  describe('about a ticket', () => {
    it('takes it: by number, with # and in its thread, and stops the agent that is on it', async () => {
      const { ticketId } = await files(room);
      expect(await run('ada', `!take ${ticketId}`)).to.deep.equal(['command_take', `Ticket ${ticketId} is yours now.`]);
      expect(await ticketNow(room, ticketId)).to.include({ assignee: 'Ada', status: 'in_progress' });
      expect(await audited(ticketId)).to.include('ada ticket_taken matrix-command');
      expect((await run('ada', `!take #${ticketId}`))[1]).to.equal(`Ticket ${ticketId} is yours already.`);
      const second = await files(room);
      const agent = await door.house.agent(second.ticketId);
      const agentId = agent.run?.kind === 'task' ? agent.run.agentId : 0;
      await door.house.db.query('update tickets set agent_id = $2 where id = $1', [second.ticketId, agentId]);
      expect((await run('abe', '!take', { thread: second.root }))[1]).to.equal(
        `Ticket ${second.ticketId} is yours now. Agent ${agentId} stops.`,
      );
      const why = await door.house.one<string>('select stop_reason from agent_tasks where agent_id = $1', [agentId]);
      expect(why).to.equal('Abe took the ticket.');
    });

    it('takes none that is closed', async () => {
      const { ticketId } = await files(room);
      await run('ada', `!resolve ${ticketId} restarted`);
      expect((await run('abe', `!take ${ticketId}`))[1]).to.equal(
        `Ticket ${ticketId} is resolved: there is nothing left to do.`,
      );
      expect((await ticketNow(room, ticketId)).assignee).to.equal(null);
    });

    it('notes what only those who work here read', async () => {
      const { ticketId, root } = await files(room);
      expect((await run('ada', `!note ${ticketId} the disk is full,\nlogs mostly`))[1]).to.equal(
        `Your note is at ticket ${ticketId}.`,
      );
      await run('nia', `!note ${ticketId} not mine`);
      await run('ada', '!note and old', { thread: root });
      expect(await notesOf(room, ticketId, 'chat-command')).to.deep.equal([
        { author: 'Ada', body: 'the disk is full,\nlogs mostly', audience: 'internal', external_ref: null },
        { author: 'Ada', body: 'and old', audience: 'internal', external_ref: null },
      ]);
      expect((await room.said()).filter(({ kind }) => kind === 'note')).to.deep.equal([]);
    });

    it('means another ticket in a thread when it begins with a number', async () => {
      const other = await files(room);
      const { ticketId, root } = await files(room);
      await run('ada', `!note ${other.ticketId} about that one`, { thread: root });
      expect(await notesOf(room, ticketId, 'chat-command')).to.deep.equal([]);
      expect((await notesOf(room, other.ticketId, 'chat-command')).map(({ body }) => body)).to.deep.equal([
        'about that one',
      ]);
    });

    it('resolves it with the words that its requester reads, asks whether it helped, and does so once', async () => {
      const { ticketId, root } = await files(room);
      expect((await run('ada', '!resolve turned it off\nand on', { thread: root }))[1]).to.equal(
        `Ticket ${ticketId} is resolved.`,
      );
      expect(await ticketNow(room, ticketId)).to.include({ status: 'resolved', resolution: 'turned it off\nand on' });
      expect((await room.said()).filter(({ kind }) => kind === 'helped_question')).to.have.length(1);
      expect((await run('ada', `!resolve ${ticketId} again`))[1]).to.equal(`Ticket ${ticketId} is resolved already.`);
      expect((await ticketNow(room, ticketId)).resolution).to.equal('turned it off\nand on');
    });

    it('stops the agent on what it resolves', async () => {
      const { ticketId } = await files(room);
      const agent = await door.house.agent(ticketId);
      const agentId = agent.run?.kind === 'task' ? agent.run.agentId : 0;
      await door.house.db.query('update tickets set agent_id = $2 where id = $1', [ticketId, agentId]);
      await run('ada', `!resolve ${ticketId} done by hand`);
      const why = await door.house.one<string>('select stop_reason from agent_tasks where agent_id = $1', [agentId]);
      expect(why).to.equal('Ada resolved the ticket.');
    });

    it('gives it to a group, as it is spelled, and to none that does not exist', async () => {
      const { ticketId } = await files(room);
      expect((await run('ada', `!assign ${ticketId} NETWORK`))[1]).to.equal(`Ticket ${ticketId} is with network now.`);
      expect((await ticketNow(room, ticketId)).owning_group).to.equal('network');
      expect(await audited(ticketId)).to.include('ada ticket_assignment_updated matrix-command');
      expect((await run('nia', `!assign ${ticketId} network`))[1]).to.equal(
        `Ticket ${ticketId} is with network already.`,
      );
      for (const name of ['nowhere', '%', "'; --"])
        expect((await run('nia', `!assign ${ticketId} ${name}`))[1]).to.equal(
          `There is no group "${name}". The names stand on tickets, such as Network Operations.`,
        );
      expect((await ticketNow(room, ticketId)).owning_group).to.equal('network');
    });

    it('tells how it stands, with its gates, to everybody who may see it', async () => {
      const { ticketId } = await files(room);
      const { changeId } = await opensGate(room, ticketId, lowRiskRestart);
      const answer = (await run('ana', `!status ${ticketId}`))[1].split('\n');
      expect(answer[0]).to.match(new RegExp(`^\\*\\*#${ticketId}\\*\\* Web is slow: `));
      expect(answer.slice(1)).to.deep.equal(['', answer[2], `- Change ${changeId} (Restart service): still open`]);
      expect(answer[2]).to.match(/^- Owner ops, priority P2, worked by /);
      await run('ada', `!resolve ${ticketId} restarted`);
      expect((await run('bo', `!status ${ticketId}`))[1]).to.match(/resolved[\s\S]*\n\nrestarted$/);
      expect((await run('max', `!status ${ticketId}`))[1]).to.match(/^There is no ticket/);
    });
  });

  describe('about the own work', () => {
    it('lists the open tickets that a person asked for or works, and nothing else', async () => {
      expect(await run('max', '!mine')).to.deep.equal(['command_mine', 'You have no open ticket.']);
      const asked = await files(room, 'ops', 'Mail is late');
      const closed = await files(room, 'ops', 'Mail is gone');
      await run('ada', `!resolve ${closed.ticketId} restored`);
      await run('abe', `!take ${asked.ticketId}`);
      const anas = (await run('ana', '!mine'))[1];
      expect(anas).to.match(/^Your open tickets:\n\n- /);
      expect(anas).to.include(`- **#${asked.ticketId}** Mail is late: in progress (ops, P2)`);
      expect(anas).to.not.include('Mail is gone');
      expect((await run('abe', '!mine'))[1]).to.include('Mail is late');
      expect((await run('ada', '!mine'))[1]).to.not.include('Mail is late');
    });

    it('lists at most twenty tickets', async () => {
      const max = await door.house.personId('max');
      await door.house.db.query(
        `insert into tickets (itop_ref, title, requester_person_id) select 'MANY-' || n, 'one of many', $1 from generate_series(1, 25) n`,
        [max],
      );
      expect((await run('max', '!mine'))[1].match(/one of many/g)).to.have.length(20);
    });

    it('lists the gates that the person may decide and has not, and the tickets that wait for their groups', async () => {
      const { ticketId } = await files(room);
      const waiting = await files(room, 'network', 'Switch is down');
      const { changeId, card } = await opensGate(room, ticketId, highRiskRestart);
      const bos = (await run('bo', '!pending'))[1];
      expect(bos).to.match(/^Gates that wait for you:\n\n/);
      expect(bos).to.match(
        new RegExp(
          `- \\*\\*change ${changeId}\\*\\* Restart service on web-1, risk high, ticket ${ticketId}, until \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC: \`!approve ${changeId}\` or \`!reject ${changeId} why\``,
        ),
      );
      expect(bos).to.not.include('Switch is down');
      await room.taps('bo', card, '✅');
      expect((await run('bo', '!pending'))[1]).to.not.include(`change ${changeId}*`);
      const nias = (await run('nia', '!pending'))[1];
      expect(nias)
        .to.include(`Tickets that wait for a person:\n\n`)
        .and.to.include(`**#${waiting.ticketId}** Switch is down`);
      expect(nias).to.not.include(`change ${changeId}*`);
      expect((await run('ana', '!pending'))[1]).to.equal('Nothing waits for you.');
    });
  });

  describe('about a change', () => {
    it('votes like a tap, through a door of its own, with the reason that it brings', async () => {
      const { ticketId } = await files(room);
      const { changeId } = await opensGate(room, ticketId, highRiskRestart);
      expect((await run('bo', `!approve ${changeId} it is needed`))[0]).to.equal('vote_applied');
      expect((await run('ana', `!approve #${changeId}`))[0]).to.equal('vote_not_allowed');
      expect((await room.says('cy', `!reject ${changeId} not on a Friday`)).outcome).to.equal('vote_applied');
      expect(await attemptsOn(room, changeId)).to.deep.equal([
        'bo approve applied matrix-command',
        'ana approve not_allowed:requester matrix-command',
        'cy reject applied matrix-command',
      ]);
      expect(await door.house.change(changeId)).to.include({ state: 'rejected', rejected_reason: 'not on a Friday' });
    });

    it('asks for the reason of a denial where a tap would not', async () => {
      const { changeId } = await opensGate(room, (await files(room)).ticketId, lowRiskRestart);
      const [outcome, answer] = await run('bo', `!reject ${changeId}`);
      expect([outcome, answer]).to.deep.equal([
        'vote_reason_required',
        `This policy asks for a reason: !approve ${changeId} <reason> or !reject ${changeId} <reason>.`,
      ]);
      expect(await votesOn(room, changeId)).to.deep.equal([]);
    });

    it('that the person may not see does not even tell that it exists', async () => {
      const { changeId } = await opensGate(room, (await files(room)).ticketId, lowRiskRestart);
      for (const words of [`!approve ${changeId}`, `!reject ${changeId} no`]) {
        expect(await run('max', words), words).to.deep.equal([
          'unknown_gate',
          `There is no change ${changeId}, or you may not see it.`,
        ]);
      }
      expect((await run('nia', `!who ${changeId}`))[1]).to.equal(
        `There is no change ${changeId}, or you may not see it.`,
      );
      expect((await run('bo', '!approve 999999'))[1]).to.equal('There is no change 999999, or you may not see it.');
      expect(await attemptsOn(room, changeId)).to.deep.equal([]);
    });

    it('tells who may decide it, who has, and who may not and why', async () => {
      const { changeId, card } = await opensGate(room, (await files(room)).ticketId, highRiskRestart);
      await room.taps('bo', card, '✅');
      const lines = (await run('ana', `!who ${changeId}`))[1].split('\n');
      expect(lines[0]).to.equal(
        `Change ${changeId} is still open. It needs 2 of ops, or 1 of admins. So far: 1 of 2 from ops, or 0 of 1 from admins.`,
      );
      expect(lines[2]).to.equal('- May decide: Bo (approved), Cy, Dee, Ada, Abe');
      expect(lines.slice(3)).to.deep.equal([
        '- Ana may not: asked for it',
        '- Max may not: has no role that may decide changes',
      ]);
    });
  });

  describe('to stop an answer', () => {
    it('ends the own latest one here, or that of the thread', async () => {
      const first = await room.says('ana', 'the VPN is down');
      const second = await room.says('ana', 'I need a mouse');
      expect(await run('ana', '!cancel', { thread: first.eventId })).to.deep.equal([
        'command_cancel',
        'Stopped. Write again whenever you like.',
      ]);
      expect((await room.turns()).map(({ status }) => status)).to.deep.equal(['cancelled', 'queued']);
      await run('ana', '!cancel');
      expect((await room.turns()).map(({ status }) => status)).to.deep.equal(['cancelled', 'cancelled']);
      expect((await run('ana', '!cancel'))[1]).to.equal('Nothing of yours is being worked on here.');
      expect((await run('ana', '!cancel', { thread: second.eventId }))[1]).to.equal(
        'Nothing is being worked on in this thread.',
      );
    });

    it('ends that of somebody else only for who works tickets', async () => {
      const { eventId } = await room.says('ana', 'the VPN is down');
      expect((await run('bo', '!cancel', { thread: eventId }))[1]).to.equal(
        'That is the answer to somebody else; only they or operations can stop it.',
      );
      expect((await run('bo', '!cancel'))[1]).to.equal('Nothing of yours is being worked on here.');
      expect((await room.turns())[0]?.status).to.equal('queued');
      expect((await run('nia', '!cancel', { thread: eventId }))[1]).to.match(/^Stopped\./);
      expect((await room.turns())[0]?.status).to.equal('cancelled');
    });

    it('is nothing once it was answered, and does not reach into another room', async () => {
      const { eventId } = await room.says('ana', 'the VPN is down');
      await answers(room, eventId);
      expect((await run('ana', '!cancel'))[1]).to.equal('Nothing of yours is being worked on here.');
      const elsewhere = await door.room();
      await elsewhere.says('ana', 'the printer too');
      expect((await run('ana', '!cancel'))[1]).to.equal('Nothing of yours is being worked on here.');
      expect((await elsewhere.turns())[0]?.status).to.equal('queued');
    });
  });
});
