import { expect } from 'chai';
import { transaction } from '../../../api/db/index.js';
import {
  claimOutboxRows,
  dropOutbox,
  freezeRendered,
  markSent,
  outboxRow,
  retryOutbox,
  reviveDeadLetter,
  say,
  type Intent,
  type OutboxRow,
} from '../../../api/rooms/index.js';
import { account, room, roomsBench } from './roomsBench.js';

describe('the outbox', () => {
  const bench = roomsBench();
  const intent = (more: Partial<Intent> = {}): Intent => ({ roomId: room, kind: 'reply', ...more });
  const claim = (epoch = 1): Promise<OutboxRow[]> => claimOutboxRows(bench.db, { account, epoch, limit: 10 });
  const only = async (): Promise<OutboxRow> => {
    const rows = await claim();
    if (!rows[0] || rows.length > 1) throw new Error(`${rows.length} rows to claim`);
    return rows[0];
  };
  let count = 0;
  const send = async (row: OutboxRow, edits?: string): Promise<void> => {
    const rendered = { type: 'm.room.message', content: {}, ...(edits !== undefined && { edits }) };
    await freezeRendered(bench.db, row, rendered);
    await markSent(bench.db, row, `$${(count += 1)}`);
  };
  const later = { kind: 'unreachable', message: 'no answer' } as const;

  it('says once what is to be said once', async () => {
    expect(await say(bench.db, intent({ onceKey: 'welcome' }))).to.be.a('number');
    await send(await only());
    expect(await say(bench.db, intent({ onceKey: 'welcome' }))).to.equal(undefined);
    const racing = Array.from({ length: 8 }, () => say(bench.db, intent({ onceKey: 'one', coalesceKey: 'k' })));
    expect((await Promise.all(racing)).filter((id) => id !== undefined).length).to.equal(1);
  });

  it('has one waiting row for a key, and a new one while the old one is being sent', async () => {
    const card = intent({ coalesceKey: 'card' });
    expect(await say(bench.db, card)).to.be.a('number');
    expect(await say(bench.db, card)).to.equal(undefined);
    const first = await only();
    expect(await say(bench.db, card)).to.be.a('number');
    expect(await say(bench.db, card)).to.equal(undefined);
    expect(await claim(), 'the second waits for the first').to.deep.equal([]);
    expect(await retryOutbox(bench.db, first, later, 0)).to.equal('again');
    expect(await claim()).to.deep.equal([]);
  });

  it('does not render a waiting row with the state from before a change that relies on it', async () => {
    await say(bench.db, intent({ coalesceKey: 'card' }));
    await transaction(bench.db, async (connection) => {
      expect(await say(connection, intent({ coalesceKey: 'card' }))).to.equal(undefined);
      expect(await claim(), 'locked until the change is committed').to.deep.equal([]);
    });
    expect((await claim()).length).to.equal(1);
  });

  it('gives rows of a room in order, also behind one that is tried again', async () => {
    const ids = [await say(bench.db, intent()), await say(bench.db, intent())];
    const first = await only();
    expect(first.id).to.equal(ids[0]);
    await retryOutbox(bench.db, first, { kind: 'rate_limited', retryAfterMs: 150, message: '429' }, 0);
    expect(await claim()).to.deep.equal([]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const again = await only();
    expect([again.id, again.attempts]).to.deep.equal([ids[0], 2]);
    await send(again);
    expect((await only()).id).to.equal(ids[1]);
  });

  it('lets edits wait beside the row of the room, and pass a row that is stuck', async () => {
    const card = intent({ coalesceKey: 'card' });
    await say(bench.db, card);
    await send(await only());
    await say(bench.db, card);
    await send(await only(), '$1');
    const edit = await say(bench.db, card);
    const note = await say(bench.db, intent());
    expect((await only()).id, 'the edit waits its two seconds').to.equal(note);
    await bench.db.query(`update outbox set sent_at = sent_at - interval '3 seconds' where status = 'sent'`);
    expect((await only()).id, 'although the note is still under way').to.equal(edit);
  });

  it('lets the card of a gate that moved go alone and first in its room, and holds nothing up while it waits its time', async () => {
    const gate = intent({ kind: 'gate_card', coalesceKey: 'gate' });
    const ticket = intent({ kind: 'ticket_card', coalesceKey: 'ticket' });
    for (const card of [gate, ticket]) {
      await say(bench.db, card);
      await send(await only());
    }
    const [other, note] = [await say(bench.db, ticket), await say(bench.db, intent())];
    const moved = await say(bench.db, gate);
    const elsewhere = await say(bench.db, intent({ roomId: '!other:localhost' }));
    const [card, ofOther] = (await claim()).sort(
      (a, b) => Number(a.kind !== 'gate_card') - Number(b.kind !== 'gate_card'),
    );
    expect([card?.id, ofOther?.id]).to.deep.equal([moved, elsewhere]);
    expect(await claim(), 'while it is under way').to.deep.equal([]);
    if (card) await send(card, '$1');
    expect((await claim()).map(({ id }) => id)).to.deep.equal([other, note]);
    await say(bench.db, gate);
    const later = await say(bench.db, intent({ roomId: '!other:localhost' }));
    expect(await claim(), 'two rows of this room are under way').to.have.length(0);
    if (ofOther) await send(ofOther);
    expect((await only()).id, 'the edit waits its two seconds').to.equal(later);
  });

  it('gives each row to one of many claims', async () => {
    for (let place = 0; place < 20; place += 1) await say(bench.db, intent({ roomId: `!${place}` }));
    const all = (await Promise.all(Array.from({ length: 8 }, () => claim()))).flat();
    expect([all.length, new Set(all.map(({ id }) => id)).size]).to.deep.equal([20, 20]);
  });

  it('takes no word from a sender of an old epoch', async () => {
    await say(bench.db, intent());
    const old = await only();
    await bench.db.query('update matrix_accounts set epoch = 2');
    expect(await claim(1)).to.deep.equal([]);
    const [row] = await claim(2);
    expect(row?.id).to.equal(old.id);
    expect(await freezeRendered(bench.db, old, { type: 'x', content: {} })).to.equal(false);
    expect(await markSent(bench.db, old, '$x')).to.equal(false);
    expect(await retryOutbox(bench.db, old, later)).to.equal(undefined);
    expect(await dropOutbox(bench.db, old, { status: 'dead', reason: '' })).to.equal(false);
    expect((await outboxRow(bench.db, old.id))?.status).to.equal('sending');
  });

  it('freezes a row once', async () => {
    await say(bench.db, intent());
    const row = await only();
    expect(await freezeRendered(bench.db, row, { type: 'first', content: {} })).to.equal(true);
    expect(await freezeRendered(bench.db, row, { type: 'second', content: {} })).to.equal(false);
    expect((await outboxRow(bench.db, row.id))?.rendered?.type).to.equal('first');
  });

  it('gives a dead letter another chance when an operator says so', async () => {
    await say(bench.db, intent());
    const row = await only();
    const refusal = { kind: 'refused', status: 403, message: 'no' } as const;
    expect(await retryOutbox(bench.db, row, refusal)).to.equal('dead');
    expect(await claim()).to.deep.equal([]);
    expect(await reviveDeadLetter(bench.db, row.id)).to.equal(true);
    expect((await only()).id).to.equal(row.id);
  });
});
