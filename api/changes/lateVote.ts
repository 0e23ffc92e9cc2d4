import type { Connection } from '../db/index.js';
import { lockTicket } from '../tickets/index.js';
import { gateChanged } from './announce.js';
import { auditChange } from './auditChange.js';
import type { NotAllowed } from './eligibility.js';
import { noteAtGate } from './noteAtGate.js';
import type { Vote, VoteOutcome } from './vote.js';
import { liveVotes, writeEvent, type Clocked } from './voteRows.js';

async function nameOf(q: Connection, personId: number | null): Promise<string | null> {
  const { rows } = await q.query<{ display_name: string }>('select display_name from persons where id = $1', [
    personId,
  ]);
  return rows[0]?.display_name ?? null;
}

/** Votes after the decision: kept as events, answered with the canonical result, and without any effect. */
export async function lateVote(
  q: Connection,
  vote: Vote,
  change: Clocked,
  refusal: NotAllowed | undefined,
): Promise<VoteOutcome> {
  if (await saysWhy(q, vote, change)) return noteReason(q, vote, change);
  const kind = change.state === 'expired' ? 'expired' : refusal === undefined ? 'late' : 'already_decided';
  if ((await writeEvent(q, vote, vote.verb, kind)) === undefined) return { kind: 'duplicate' };
  await auditChange(q, change, {
    actor: vote.voter,
    action: 'change_vote_late',
    result: kind,
    details: { verb: vote.verb, state: change.state },
  });
  return kind === 'expired' ? { kind, change } : { kind, change, by: await nameOf(q, change.decided_by_person_id) };
}

/** Whether this is the reason of somebody whose denial counted and, as a tap, could hold none. */
async function saysWhy(q: Connection, { verb, reason, voter }: Vote, change: Clocked): Promise<boolean> {
  if (change.state !== 'rejected' || verb !== 'reject' || reason === null) return false;
  const votes = await liveVotes(q, change.id);
  return votes.some(({ personId, verb: theirs }) => personId === voter.personId && theirs === 'reject');
}

/** The change's row is final: the reason is an event of its own beside it. */
async function noteReason(q: Connection, vote: Vote, change: Clocked): Promise<VoteOutcome> {
  if ((await writeEvent(q, vote, 'reason', 'reason_noted')) === undefined) return { kind: 'duplicate' };
  await auditChange(q, change, {
    actor: vote.voter,
    action: 'change_reject_reason',
    details: { reason: vote.reason },
  });
  const ticket = change.ticket_id === null ? undefined : await lockTicket(q, change.ticket_id);
  const body = `Change ${change.id} was rejected because: ${vote.reason ?? ''}`;
  if (ticket) await noteAtGate(q, ticket, vote.voter, { changeId: change.id, body });
  await gateChanged(q, change);
  return { kind: 'reason_noted', change };
}
