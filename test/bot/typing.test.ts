import { expect } from 'chai';
import pino from 'pino';
import { cancelTurns, sessionOfThread, takeMessage } from '../../api/chat/index.js';
import { transaction } from '../../api/db/index.js';
import { threadOf } from '../../api/rooms/index.js';
import { showTyping, type Typing } from '../../bot/typing.js';
import { freshHouse, type House } from '../api/changes/house.js';
import { makeHints } from './hints.js';
import { eventually } from './matrix/matrixBench.js';

describe('"is typing"', () => {
  const hints = makeHints();
  let house: House;
  let shown: string[];
  let held: boolean;
  let failing: string | undefined;
  const open: Typing[] = [];
  let count = 0;
  before(async function () {
    this.timeout(60_000);
    house = await freshHouse();
  });
  after(() => house.close());
  beforeEach(() => {
    [shown, held, failing] = [[], true, undefined];
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((typing) => typing.stop()));
    await house.db.query(`update ops_chat_turns set status = 'completed' where status in ('queued', 'running')`);
  });

  function begin(seconds = 600): Typing {
    const typing = showTyping({
      ...{ db: house.db, listener: hints.listener, seconds, log: pino({ level: 'silent' }) },
      matrix: {
        isHolder: () => held,
        typing: (roomId, on, ms) => {
          if (roomId === failing) return Promise.reject(new Error('502'));
          shown.push(`${roomId} ${on ? `for ${ms}` : 'no more'}`);
          return Promise.resolve();
        },
      },
    });
    open.push(typing);
    return typing;
  }
  /** Ana waits for an answer in a room of its own. */
  async function waits(): Promise<{ roomId: string; turnId: number }> {
    count += 1;
    const roomId = `!typing${count}`;
    const { principalId, personId } = await house.caller('ana');
    const speaker = { principalId, personId, name: 'Ana', email: null };
    const taken = await transaction(house.db, async (q) => {
      const session = await sessionOfThread(q, await threadOf(q, roomId, '$root', 'chat'), speaker);
      return takeMessage(q, { session, speaker, body: 'the VPN is down', eventId: `$typing${count}` });
    });
    return { roomId, turnId: taken.turnId };
  }
  const times = (line: string): number => shown.filter((one) => one === line).length;

  it('shows in every room where somebody waits, and stops when nobody does any more', async () => {
    const [first, second] = [await waits(), await waits()];
    begin();
    await eventually('both rooms', () => shown.length === 2);
    expect(shown).to.have.members([`${first.roomId} for 600000`, `${second.roomId} for 600000`]);
    await cancelTurns(house.db, { turnId: first.turnId });
    hints.give('turns');
    await eventually('the end in one room', () => times(`${first.roomId} no more`) === 1);
    expect(times(`${second.roomId} no more`)).to.equal(0);
    await cancelTurns(house.db, { turnId: second.turnId });
    hints.give('turns');
    await eventually('the end in the other', () => times(`${second.roomId} no more`) === 1);
    expect(times(`${first.roomId} no more`)).to.equal(1);
  });

  it('shows at once where a message was just heard, and goes away again when nothing came of it', async () => {
    const typing = begin();
    await eventually('the first look', () => hints.waiting('turns') === 1);
    typing.waiting('!heard');
    expect(shown).to.deep.equal(['!heard for 600000']);
    hints.give('turns');
    await eventually('the end', () => times('!heard no more') === 1);
  });

  it('is renewed before it runs out, for as long as somebody waits', async () => {
    const { roomId } = await waits();
    begin(0.2);
    await eventually('three notices', () => times(`${roomId} for 200`) >= 3);
    expect(times(`${roomId} no more`)).to.equal(0);
  });

  it('is shown by the process that speaks for the account and by no other', async () => {
    held = false;
    const { roomId } = await waits();
    begin(0.1);
    const typing = begin(0.1);
    hints.give('turns');
    await typing.stop();
    expect(shown).to.deep.equal([]);
    held = true;
    hints.give('turns');
    await eventually('the notice', () => times(`${roomId} for 100`) > 0);
  });

  it('is a courtesy: a room where it fails keeps no other from it, and is tried again', async () => {
    const [first, second] = [await waits(), await waits()];
    failing = first.roomId;
    const typing = begin(0.1);
    await eventually('the other room', () => times(`${second.roomId} for 100`) > 0);
    typing.waiting(first.roomId);
    expect(times(`${first.roomId} for 100`)).to.equal(0);
    failing = undefined;
    await eventually('the room again', () => times(`${first.roomId} for 100`) > 0);
  });

  it('ends with the bot and waits for no hint any more', async () => {
    await waits();
    const typing = begin();
    await eventually('the notice', () => shown.length > 0);
    await typing.stop();
    expect(hints.waiting('turns')).to.equal(0);
  });
});
