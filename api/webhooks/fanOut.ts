import { transaction, type Connection, type Database } from '../db/index.js';
import {
  endOfLog,
  readHappenings,
  standing,
  subjects,
  type Audience,
  type Happening,
  type Position,
} from '../events/index.js';
import { queueDelivery } from './sql/deliveryRows.js';

const reader = 'webhooks';
/** Webhooks are made by administrators, and what they are sent names numbers and no contents: they hear of everything. */
const everything: Audience = {
  subjects,
  tickets: () => ({ sql: 'true', params: [] }),
  changes: () => ({ sql: 'true', params: [] }),
  notes: ['internal', 'user', 'public'],
};

type Hearer = { id: number; events: readonly string[]; active_since: Date };

/** Where the webhooks have come to; from now on, when there were none until now. */
export async function startReading(q: Connection): Promise<void> {
  const { xid } = await endOfLog(q);
  await q.query('insert into event_readers (name, xid) values ($1, $2::xid8) on conflict (name) do nothing', [
    reader,
    xid,
  ]);
}

/** What is sent: the form of the Standard Webhooks specification. */
export function bodyOf(type: string, at: string, data: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ type, timestamp: at, data });
}

async function queueFor(q: Connection, hearers: readonly Hearer[], happening: Happening): Promise<void> {
  for (const { id, events, active_since: since } of hearers) {
    const wanted = events.length === 0 || events.includes(happening.subject) || events.includes(happening.action);
    if (!wanted || Date.parse(happening.at) < since.getTime()) continue;
    const body = bodyOf(happening.action, happening.at, happening);
    await queueDelivery(q, id, { eventKey: happening.id, event: happening.action, body });
  }
}

/**
 * Makes a delivery of everything that happened since the last look, for each webhook that wants to hear of it. The place in
 * the log moves in the same transaction: a crash loses nothing and doubles nothing. One process at a time does it. False
 * when there is no webhook at all.
 */
export async function fanOut(db: Database): Promise<boolean> {
  let heard = true;
  for (let full = true; full;) {
    full = await transaction(db, async (q) => {
      const hearers = await q.query<Hearer>('select id, events, active_since from webhooks where active order by id');
      if (hearers.rowCount === 0) {
        await q.query('delete from event_readers where name = $1', [reader]);
        heard = false;
        return false;
      }
      const found = await q.query<Position>(
        'select xid::text as xid, source, id from event_readers where name = $1 for update skip locked',
        [reader],
      );
      const last = found.rows[0];
      if (!last) return false;
      // After a restore into another cluster the numbers of transactions begin anew.
      const after = (await standing(q, last, 0)) === 'unknown' ? await endOfLog(q) : last;
      const read = await readHappenings(q, after, everything);
      for (const happening of read.happenings) await queueFor(q, hearers.rows, happening);
      const { xid, source, id } = read.position;
      await q.query('update event_readers set xid = $2::xid8, source = $3, id = $4 where name = $1', [
        reader,
        xid,
        source,
        id,
      ]);
      return read.full;
    });
  }
  return heard;
}
