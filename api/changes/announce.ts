import type { Queryable } from '../db/index.js';
import { notify } from '../db/index.js';
import { roomByPurpose, say } from '../rooms/index.js';
import type { Change } from './contract.js';

/** What a person taps on the card of a gate: the meaning of each of its own reactions. */
export const gateReactions: ReadonlyMap<string, 'approve' | 'reject'> = new Map([
  ['✅', 'approve'],
  ['❌', 'reject'],
]);

type Place = { roomId: string; threadId: number | null };

async function placeOf(q: Queryable, change: Pick<Change, 'ticket_id'>): Promise<Place | undefined> {
  const { rows } = await q.query<{ room_id: string; thread_id: number }>(
    `select th.room_id, th.id as thread_id from tickets t join threads th on th.id = t.thread_id where t.id = $1`,
    [change.ticket_id],
  );
  const ticketThread = rows[0];
  if (ticketThread) return { roomId: ticketThread.room_id, threadId: ticketThread.thread_id };
  // A ticket that came over REST has no thread: its gates stand in the room for approvals, else where requests are made.
  const room = (await roomByPurpose(q, 'approvals')) ?? (await roomByPurpose(q, 'intake'));
  return room && { roomId: room.roomId, threadId: null };
}

/** Shows the gate's card, or brings the one that is there up to date. */
export async function gateChanged(q: Queryable, change: Pick<Change, 'id' | 'ticket_id'>): Promise<void> {
  await notify(q, 'changes');
  const place = await placeOf(q, change);
  if (!place) {
    await q.query('update changes set undelivered = true where id = $1', [change.id]);
    return;
  }
  await say(q, { ...place, kind: 'gate_card', coalesceKey: `gate_card:${change.id}`, changeId: change.id });
}

/** The first card with the reactions that can be tapped. */
export async function gateOpened(q: Queryable, change: Pick<Change, 'id' | 'ticket_id'>): Promise<void> {
  await notify(q, 'changes');
  const place = await placeOf(q, change);
  if (!place) {
    await q.query('update changes set undelivered = true where id = $1', [change.id]);
    return;
  }
  const card = await say(q, {
    ...place,
    kind: 'gate_card',
    coalesceKey: `gate_card:${change.id}`,
    changeId: change.id,
  });
  if (card === undefined) return;
  for (const key of gateReactions.keys()) {
    await say(q, { ...place, kind: 'reaction', payload: { target_outbox_id: card, key }, changeId: change.id });
  }
}

/** The decision: the card in its final words, the seeds taken away, and a short message that notifies. */
export async function gateClosed(q: Queryable, change: Pick<Change, 'id' | 'ticket_id'>, text: string): Promise<void> {
  await gateChanged(q, change);
  const place = await placeOf(q, change);
  if (!place) return;
  await say(q, {
    ...place,
    kind: 'reply',
    payload: { text },
    onceKey: `gate_closed:${change.id}`,
    changeId: change.id,
  });
  const seeds = await q.query<{ id: number }>(
    `select id from outbox where change_id = $1 and kind = 'reaction' order by id`,
    [change.id],
  );
  for (const { id } of seeds.rows) {
    await say(q, {
      ...place,
      kind: 'redaction',
      payload: { target_outbox_id: id, reason: 'decided' },
      onceKey: `unseed:${id}`,
      changeId: change.id,
    });
  }
}

/** A word about a gate in its thread. */
export async function sayAtGate(
  q: Queryable,
  change: Pick<Change, 'id' | 'ticket_id'>,
  text: string,
  more: { onceKey?: string; mentions?: string[] } = {},
): Promise<void> {
  const place = await placeOf(q, change);
  if (!place) return;
  const { onceKey, mentions = [] } = more;
  await say(q, {
    ...place,
    kind: 'reply',
    payload: { text, mentions },
    changeId: change.id,
    ...(onceKey === undefined ? {} : { onceKey }),
  });
}
