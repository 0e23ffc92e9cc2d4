import type { Queryable } from '../db/index.js';
import { notify } from '../db/index.js';
import { roomByPurpose, say, takeSeedsAway } from '../rooms/index.js';
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
  await showCard(q, change);
}

/** The place of the card, and its row when no earlier one waits to be sent; undefined when there is no room for it. */
async function showCard(
  q: Queryable,
  change: Pick<Change, 'id' | 'ticket_id'>,
): Promise<{ place: Place; card: number | undefined } | undefined> {
  await notify(q, 'changes');
  const place = await placeOf(q, change);
  if (!place) {
    await q.query('update changes set undelivered = true where id = $1', [change.id]);
    return undefined;
  }
  const coalesceKey = `gate_card:${change.id}`;
  return { place, card: await say(q, { ...place, kind: 'gate_card', coalesceKey, changeId: change.id }) };
}

/** The first card with the reactions that can be tapped. */
export async function gateOpened(q: Queryable, change: Pick<Change, 'id' | 'ticket_id'>): Promise<void> {
  const shown = await showCard(q, change);
  if (shown?.card === undefined) return;
  for (const key of gateReactions.keys()) {
    const payload = { target_outbox_id: shown.card, key };
    await say(q, { ...shown.place, kind: 'reaction', payload, changeId: change.id });
  }
}

/** The decision: the card in its final words, the seeds taken away, and a short message that notifies. */
export async function gateClosed(q: Queryable, change: Pick<Change, 'id' | 'ticket_id'>, text: string): Promise<void> {
  const shown = await showCard(q, change);
  if (!shown) return;
  const onceKey = `gate_closed:${change.id}`;
  await say(q, { ...shown.place, kind: 'reply', payload: { text }, onceKey, changeId: change.id });
  await takeSeedsAway(q, change.id, shown.place);
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
