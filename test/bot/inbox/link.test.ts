import { expect } from 'chai';
import { offerMatrixLink } from '../../../api/access/matrixLink.js';
import { frontDoor } from './frontDoor.js';
import type { FrontRoom } from './frontRoom.js';

describe('!link', () => {
  const door = frontDoor({ alone: true });
  let room: FrontRoom;
  beforeEach(async () => {
    room = await door.room();
  });
  /** The code that somebody who is signed in gets over REST. */
  const codeOf = async (name: string, matrixId: string): Promise<string> => {
    const { db } = door.house;
    const person = await door.parts.people.byName(db, name, 'rest');
    if (!person || person.personId === null) throw new Error(`there is no ${name}`);
    const offered = await offerMatrixLink(db, { ...person, personId: person.personId }, matrixId);
    if (offered.kind !== 'offered') throw new Error(offered.kind);
    return offered.code;
  };

  it('links an account that nobody was behind, which is then heard as the person', async () => {
    expect((await room.commands('zoe', '!status 1'))[0]).to.equal('unlinked');
    const code = await codeOf('ana', '@zoe:localhost');
    expect(await room.commands('zoe', `!link ${code}`)).to.deep.equal([
      'command_link',
      'This account is linked to Ana now. What it writes and taps counts as theirs.',
    ]);
    expect((await room.says('zoe', 'my printer is broken')).outcome).to.not.equal('unlinked');
    expect((await room.turns()).map(({ name }) => name)).to.deep.equal(['ana']);
  });

  it('works in any room that the bot is in', async () => {
    for (const purpose of ['other', 'approvals', 'direct'] as const) {
      const elsewhere = await door.room(purpose);
      const id = `@in-${purpose}:localhost`;
      const code = await codeOf('bo', id);
      expect((await elsewhere.commands(id, `!link ${code}`))[0], purpose).to.equal('command_link');
    }
  });

  it('with a wrong code says so, and links nothing', async () => {
    const code = await codeOf('cy', '@lou:localhost');
    const [outcome, answer] = await room.commands('@lou:localhost', '!link AAAA-2222');
    expect([outcome, answer]).to.deep.equal([
      'command_link',
      'This code is not one for this account, or it is over. Ask for a new one where you are signed in.',
    ]);
    expect((await room.commands('@pat:localhost', `!link ${code}`))[1]).to.equal(answer);
    expect((await room.commands('@lou:localhost', '!status 1'))[0]).to.equal('unlinked');
  });

  it('of an account that is somebody’s changes nothing', async () => {
    const code = await codeOf('ana', '@late:localhost');
    await door.house.db.query(
      `insert into identities (person_id, kind, subject) select id, 'matrix', '@late:localhost' from persons where name = 'bo'`,
    );
    expect((await room.commands('@late:localhost', `!link ${code}`))[1]).to.match(/belongs to another person here/);
    const person = await door.parts.people.byMatrixId(door.house.db, '@late:localhost', 'matrix-message');
    expect(person?.name).to.equal('bo');
  });

  it('without a code, or with words in its place, says how it is written', async () => {
    for (const words of ['!link', '!link ', '!link <b>', '!link x', `!link ${'A'.repeat(30)}`])
      expect(await room.commands('zoe', words), words).to.deep.equal([
        'command_malformed',
        'Write the code that you were given. Like this: `!link ABCD-2345`',
      ]);
  });

  it('that comes with a gap, long after it was written, is not acted on', async () => {
    const code = await codeOf('cy', '@gap:localhost');
    await room.says('@gap:localhost', `!link ${code}`, { backfilled: true, at: Date.now() });
    expect(await door.parts.people.byMatrixId(door.house.db, '@gap:localhost', 'matrix-message')).to.equal(undefined);
  });

  it('that is worked twice, because its worker lost it between, links once and answers once', async () => {
    const code = await codeOf('cy', '@twice:localhost');
    const { eventId } = await room.says('@twice:localhost', `!link ${code}`);
    const said = await room.said();
    await door.house.db.query(
      `update inbox_events set status = 'new', not_before = clock_timestamp() where event_id = $1`,
      [eventId],
    );
    await room.works(eventId);
    expect(await room.said()).to.deep.equal(said);
  });
});
