import { transaction, type Connection, type Database } from '../db/index.js';
import type { Actor } from '../http/caller.js';
import { gateChanged } from './announce.js';
import { auditChange } from './auditChange.js';
import { lockChange, seen, writeEvent } from './voteRows.js';

export type Retraction = 'retracted' | 'too_late' | 'not_theirs' | 'no_vote';

type Taken = { readonly eventId: string; readonly redactionId: string; readonly voter: Actor };

/** Takes the vote away when it is still the one that counts: a later vote of the same person stays. */
async function takeBack(q: Connection, changeId: number, eventId: string): Promise<boolean> {
  const { rowCount } = await q.query(
    `delete from votes v using vote_events e where v.change_id = $1 and e.id = v.vote_event_id and e.event_id = $2`,
    [changeId, eventId],
  );
  return rowCount === 1;
}

async function resultOf(q: Connection, reaction: Taken): Promise<Retraction> {
  const { rows } = await q.query<{ change_id: number; person_id: number | null }>(
    'select change_id, person_id from vote_events where event_id = $1',
    [reaction.eventId],
  );
  const event = rows[0];
  if (!event) return 'no_vote';
  const change = await lockChange(q, event.change_id);
  if (!change || (await seen(q, reaction.redactionId))) return 'no_vote';
  const theirs = event.person_id !== null && event.person_id === reaction.voter.personId;
  const open = change.state === 'pending' && change.now_ms < change.expires_ms;
  const taken = theirs && open && (await takeBack(q, change.id, reaction.eventId));
  const result = taken ? 'retracted' : !theirs ? 'not_theirs' : open ? 'no_vote' : 'too_late';
  const retraction = { changeId: change.id, voter: reaction.voter, reason: null, eventId: reaction.redactionId };
  await writeEvent(q, retraction, 'retract', result);
  await auditChange(q, change, { actor: reaction.voter, action: 'change_vote_retracted', result });
  if (taken) await gateChanged(q, change);
  return result;
}

/**
 * A reaction that its own sender took back while the change was pending takes the vote back; later, or by anybody else,
 * it changes nothing and is in the audit. `within` runs in the same transaction, as in `recordVote`.
 */
export async function retractVote(
  db: Database,
  reaction: Taken,
  within?: (q: Connection, result: Retraction) => Promise<void>,
): Promise<Retraction> {
  return transaction(db, async (q) => {
    const result = await resultOf(q, reaction);
    await within?.(q, result);
    return result;
  });
}
