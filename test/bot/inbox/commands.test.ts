import { expect } from 'chai';
import { files, notesOf, ticketNow } from './conversation.js';
import { frontDoor } from './frontDoor.js';
import type { FrontRoom } from './frontRoom.js';

describe('a command', () => {
  const door = frontDoor();
  let room: FrontRoom;
  beforeEach(async () => {
    room = await door.room();
  });
  const run: FrontRoom['commands'] = (...call) => room.commands(...call);

  describe('of any kind', () => {
    it('is answered in a thread on it, to whom it is from, and starts no conversation', async () => {
      const [outcome, answer] = await run('ana', '!help');
      expect(outcome).to.equal('command_help');
      expect(answer).to.include('`!take 12`');
      expect(await room.turns()).to.deep.equal([]);
      expect((await room.said()).map(({ kind }) => kind)).to.deep.equal(['reply']);
    });

    it('works in every room, whatever its case and the space around it', async () => {
      for (const purpose of ['other', 'approvals', 'direct'] as const) {
        room = await door.room(purpose);
        for (const words of ['!help', '  !HELP  ', '!help me please'])
          expect((await run('ana', words))[0]).to.equal('command_help');
      }
    });

    it('that does not exist is said so in the intake room, in direct ones and to a mention', async () => {
      for (const purpose of ['intake', 'direct'] as const) {
        room = await door.room(purpose);
        expect(await run('ana', '!deploy web')).to.deep.equal([
          'unknown_command',
          'There is no command !deploy. `!help` lists those that there are.',
        ]);
      }
      room = await door.room('other');
      expect((await run('ana', '!deploy web', { mentions: ['opsbot'] }))[0]).to.equal('unknown_command');
    });

    it('that does not exist is left to other bots elsewhere', async () => {
      for (const purpose of ['other', 'approvals', 'audit'] as const) {
        const elsewhere = await door.room(purpose);
        for (const words of ['!deploy web', '!constructor', '!__proto__', '!tell 26 stop'])
          expect((await elsewhere.says('ana', words)).outcome, words).to.equal('not_to_us');
        expect(await elsewhere.said()).to.deep.equal([]);
      }
      const { eventId } = await room.says('bo', 'lunch?', { mentions: ['cy'] });
      expect((await room.says('cy', '!deploy web', { replyTo: eventId })).outcome).to.equal('not_to_us');
    });

    it('of an account that nobody is linked to is not run, nor is that of a person who was switched off', async () => {
      const { ticketId } = await files(room);
      for (const who of ['zoe', 'una']) {
        expect((await run(who, `!resolve ${ticketId} done`))[0], who).to.equal('unlinked');
        expect((await run(who, '!help'))[0], who).to.equal('unlinked');
      }
      expect((await ticketNow(room, ticketId)).status).to.equal('new');
    });

    it('that the role does not allow says which permission it needs and does nothing', async () => {
      const { ticketId } = await files(room);
      const needs = {
        'tickets:note': [
          `!take ${ticketId}`,
          `!note ${ticketId} x`,
          `!resolve ${ticketId} done`,
          `!assign ${ticketId} network`,
        ],
        'tickets:read': [`!status ${ticketId}`, '!mine'],
        'changes:read': ['!pending', '!who 1'],
        'ops-chat:write': ['!cancel'],
      };
      for (const [capability, commands] of Object.entries(needs)) {
        for (const words of commands) {
          const name = words.split(' ')[0] ?? '';
          expect(await run('tom', words), words).to.deep.equal([
            'command_not_allowed',
            `Your role does not allow you to use \`${name}\` (it needs ${capability}).`,
          ]);
        }
      }
      expect(await ticketNow(room, ticketId)).to.include({ status: 'new', assignee: null, owning_group: 'ops' });
      expect(await notesOf(room, ticketId, 'chat-command')).to.deep.equal([]);
    });

    it('with missing or wrong words says what is missing and how it is written', async () => {
      const { ticketId } = await files(room);
      const which = 'Say which ticket, or write it in the thread of one.';
      const change = 'Say which change: its number stands on the card.';
      const wrong: readonly [string, string][] = [
        ['!take', `${which} Like this: \`!take 12\``],
        ['!take web', `${which} Like this: \`!take 12\``],
        ['!take -1', `${which} Like this: \`!take 12\``],
        ['!take 12x', `${which} Like this: \`!take 12\``],
        ['!take 1234567890', `${which} Like this: \`!take 12\``],
        ['!status', `${which} Like this: \`!status 12\``],
        ['!note', `${which} Like this: \`!note 12 what you found\``],
        [`!note ${ticketId}`, 'Write the note after the number. Like this: `!note 12 what you found`'],
        [
          `!resolve ${ticketId}  `,
          'Write what was done after the number: the requester reads it. Like this: `!resolve 12 what was done`',
        ],
        [
          `!assign ${ticketId}`,
          'Write the name of the group after the number. Like this: `!assign 12 Network Operations`',
        ],
        ['!approve', `${change} Like this: \`!approve 1\``],
        ['!approve it', `${change} Like this: \`!approve 1\``],
        ['!reject because', `${change} Like this: \`!reject 1 why\``],
        ['!who', `${change} Like this: \`!who 1\``],
      ];
      for (const [words, answer] of wrong)
        expect(await run('ada', words), words).to.deep.equal(['command_malformed', answer]);
      expect((await ticketNow(room, ticketId)).status).to.equal('new');
    });

    it('about a ticket that does not exist, or that the person may not see, says the same', async () => {
      const { ticketId } = await files(room, 'nobody');
      const seen = [
        ...['!take', '!status'].map((name) => [name, `${name} ${ticketId}`] as const),
        ...['!note', '!resolve', '!assign'].map((name) => [name, `${name} ${ticketId} network`] as const),
      ];
      for (const [name, words] of seen) {
        expect((await run('nia', words))[1], name).to.equal(`There is no ticket ${ticketId}, or you may not see it.`);
        expect((await run('ada', words.replace(String(ticketId), '999999')))[1], name).to.equal(
          'There is no ticket 999999, or you may not see it.',
        );
      }
      expect(await ticketNow(room, ticketId)).to.include({ status: 'new', owning_group: 'nobody' });
    });

    it('of the requester in the own thread is a command too, and no words to the agent', async () => {
      const { ticketId, root } = await files(room);
      const [outcome, answer] = await run('ana', '!status', { thread: root });
      expect(outcome).to.equal('command_status');
      expect(answer).to.include(`**#${ticketId}** Web is slow`);
      expect(await room.turns()).to.have.length(1);
    });

    it('that is worked twice, because its worker lost it between, is answered once', async () => {
      const { ticketId } = await files(room);
      const { eventId } = await room.says('ada', `!note ${ticketId} looked at it`);
      const said = await room.said();
      await door.house.db.query(
        `update inbox_events set status = 'new', not_before = clock_timestamp() where event_id = $1`,
        [eventId],
      );
      await room.works(eventId);
      expect(await room.said()).to.deep.equal(said);
    });
  });
});
