import { transaction, type Connection, type Database, type Lease } from '../db/index.js';
import { originalOf, say } from '../rooms/index.js';
import type { Session } from './contract.js';
import { placeOf } from './placeOf.js';

const keyOf = (turnId: number): string => `status_line:${turnId}`;

async function line(q: Connection, session: Session, turnId: number): Promise<void> {
  const place = await placeOf(q, session);
  if (!place) return;
  await say(q, { ...place, kind: 'status_line', coalesceKey: keyOf(turnId), turnId, payload: { turn_id: turnId } });
}

/** Says, or says anew, that a long turn is still worked on: one line, edited. */
export async function sayStillWorking(db: Database, lease: Lease): Promise<void> {
  await transaction(db, async (q) => {
    const { rows } = await q.query<Session>(
      `select s.* from ops_chat_turns t join ops_chat_sessions s on s.id = t.session_id
       where t.id = $1 and t.attempt = $2 and t.status = 'running'`,
      [lease.id, lease.attempt],
    );
    if (rows[0]) await line(q, rows[0], lease.id);
  });
}

/** The line of a turn that has ended says so, where there was one. */
export async function statusLineEnds(q: Connection, session: Session, turnId: number): Promise<void> {
  if (await originalOf(q, keyOf(turnId))) await line(q, session, turnId);
}
