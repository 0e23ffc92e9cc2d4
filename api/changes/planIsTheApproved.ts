import { digestOf } from '../audit/index.js';
import type { Connection } from '../db/index.js';
import type { Change } from './contract.js';

/** The plan as it stands is the one that each of the approving votes was given for. */
export async function planIsTheApproved(q: Connection, change: Change): Promise<boolean> {
  if (digestOf(change.plan) !== change.digest) return false;
  const { rowCount } = await q.query(
    `select from votes v join vote_events e on e.id = v.vote_event_id
     where v.change_id = $1 and v.verb = 'approve' and e.digest is distinct from $2`,
    [change.id, change.digest],
  );
  return rowCount === 0;
}
