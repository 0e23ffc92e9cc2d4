import { transaction, type Connection, type Database } from '../db/index.js';
import { storableText } from '../rooms/index.js';
import { gateChanged } from './announce.js';
import { auditChange } from './auditChange.js';
import type { Change, FrozenPolicy } from './contract.js';
import { decide, type Decision } from './decide.js';
import { eligibilityOf, standings, type NotAllowed, type Standing } from './eligibility.js';
import { expireChange } from './expire.js';
import { lateVote } from './lateVote.js';
import { stillMissing } from './progress.js';
import { tellDecision } from './tellDecision.js';
import type { Vote, VoteOutcome } from './vote.js';
import { liveVotes, lockChange, writeEvent, type Clocked } from './voteRows.js';
import { withdrawForsaken } from './withdraw.js';

/** Characters of a reason that are kept, as many as the API takes. */
const reasonAtMost = 2_000;

function withCleanReason(vote: Vote): Vote {
  const reason = storableText((vote.reason ?? '').slice(0, reasonAtMost)).trim();
  return { ...vote, reason: reason === '' ? null : reason };
}

function refusalOf(policy: FrozenPolicy, standing: Standing | undefined): NotAllowed | undefined {
  // An account that no person stands behind, or whose person is not active any more.
  if (!standing) return 'unlinked';
  if (standing.excluded !== null) return standing.excluded;
  return policy.assurance === 'L1' ? undefined : 'assurance_too_low';
}

async function refuse(q: Connection, vote: Vote, change: Change, why: NotAllowed): Promise<VoteOutcome> {
  if ((await writeEvent(q, vote, vote.verb, `not_allowed:${why}`)) === undefined) return { kind: 'duplicate' };
  await recordRefusal(q, vote, change, why);
  return { kind: 'not_allowed', change, why };
}

/** Every attempt that did not count is in the audit trail, with why. */
async function recordRefusal(q: Connection, vote: Vote, change: Change, result: string): Promise<void> {
  await auditChange(q, change, {
    ...{ actor: vote.voter, action: 'change_vote_refused', result },
    details: { verb: vote.verb },
  });
}

async function tooLate(q: Connection, vote: Vote, change: Change): Promise<VoteOutcome> {
  if ((await writeEvent(q, vote, vote.verb, 'expired')) === undefined) return { kind: 'duplicate' };
  await recordRefusal(q, vote, change, 'expired');
  return { kind: 'expired', change: (await expireChange(q, change.id)) ?? change };
}

/** The compare-and-set: nothing but a pending change inside its time becomes decided. */
async function settle(
  q: Connection,
  vote: Vote,
  change: Change,
  decision: Decision & { state: 'approved' | 'rejected' },
): Promise<Change | undefined> {
  const approved = decision.state === 'approved';
  const { rows } = await q.query<Change>(
    `update changes set state = $2, decided_by_person_id = $3, decided_at = clock_timestamp(), version = version + 1,
       approval_mode = 'manual_approval', auto_approved = false, state_reason = $4, claimed_by = $7,
       rejected_reason = case when $2 = 'rejected' then coalesce($5, 'No reason given yet') end,
       execute_before = case when $2 = 'approved' then clock_timestamp() + make_interval(secs => $6) end
     where id = $1 and state = 'pending' and expires_at > clock_timestamp() returning *`,
    [
      change.id,
      decision.state,
      vote.voter.personId,
      decision.state === 'rejected' ? decision.why : null,
      approved ? null : vote.reason,
      change.policy.execution_window,
      vote.claimedBy?.slice(0, 100) ?? null,
    ],
  );
  return rows[0];
}

/** True when the policy asks this vote for a reason that it does not bring. */
function lacksReason({ policy }: Change, vote: Vote): boolean {
  const needed = vote.verb === 'approve' ? policy.require_reason_on_approve : policy.require_reason_on_reject;
  return needed && vote.reason === null;
}

async function count(
  q: Connection,
  vote: Vote,
  change: Clocked,
  people: readonly Standing[],
  standing: Standing,
): Promise<VoteOutcome> {
  // A tap can hold no reason: a denial takes effect at once and is asked for its reason, an approval has to bring it.
  const askedLater = vote.verb === 'reject' && vote.voter.channel === 'matrix-reaction';
  if (lacksReason(change, vote) && !askedLater) {
    const written = await writeEvent(q, vote, vote.verb, 'reason_required');
    if (written === undefined) return { kind: 'duplicate' };
    await recordRefusal(q, vote, change, 'reason_required');
    return { kind: 'reason_required', change };
  }
  await q.query('savepoint vote');
  const eventId = await writeEvent(q, vote, vote.verb, 'applied');
  if (eventId === undefined) return { kind: 'duplicate' };
  await q.query(
    `insert into votes (change_id, person_id, verb, vote_event_id) values ($1, $2, $3, $4)
     on conflict (change_id, person_id) do update set verb = excluded.verb, vote_event_id = excluded.vote_event_id, created_at = clock_timestamp()`,
    [change.id, standing.personId, vote.verb, eventId],
  );
  const votes = await liveVotes(q, change.id);
  const decision = decide(change.policy, votes, eligibilityOf(people), change.now_ms, change.expires_ms);
  if (decision.state === 'approved' || decision.state === 'rejected') {
    const settled = await settle(q, vote, change, decision);
    if (!settled) {
      // Its time ended between the clock that was read and the statement that decides; the statement is right.
      await q.query('rollback to savepoint vote');
      return tooLate(q, vote, change);
    }
    await tellDecision(q, vote, settled, standing.displayName);
    return { kind: 'applied', change: settled, state: decision.state, missing: '' };
  }
  await auditChange(q, change, {
    actor: vote.voter,
    action: 'change_vote',
    result: vote.verb,
    details: { reason: vote.reason },
  });
  await gateChanged(q, change);
  const why = lacksReason(change, vote) ? ` Please say why: !reject ${change.id} <reason>` : '';
  return { kind: 'applied', change, state: 'pending', missing: stillMissing(change.policy, votes, people) + why };
}

/** A replay stops at the event that each of these ways writes first. */
async function outcomeOf(q: Connection, vote: Vote): Promise<VoteOutcome> {
  const change = await lockChange(q, vote.changeId);
  if (!change) return { kind: 'unknown_gate' };
  // By the type of the principal, before anything else is looked at: a permission can be given by mistake.
  if (vote.voter.type !== 'person') return refuse(q, vote, change, 'not_a_person');
  const withdrawn = change.state === 'pending' && change.forsaken && (await withdrawForsaken(q, change.id));
  if (withdrawn) return lateVote(q, vote, { ...change, ...withdrawn }, undefined);
  const open = change.state === 'pending' && change.now_ms < change.expires_ms;
  // After the decision nobody's vote is counted, and only the voter's own standing is needed to answer.
  const people = await standings(q, change.policy, { changeId: change.id }, open ? null : (vote.voter.personId ?? 0));
  const standing = people.find(({ personId }) => personId === vote.voter.personId);
  const refusal = refusalOf(change.policy, standing);
  if (change.state !== 'pending') return lateVote(q, vote, change, refusal);
  if (!open) return tooLate(q, vote, change);
  if (refusal !== undefined || !standing) return refuse(q, vote, change, refusal ?? 'unlinked');
  return count(q, vote, change, people, standing);
}

/**
 * The one way in which a vote is taken, whatever the channel (GATES.md, "One vote, one transaction"): the row lock, the
 * append-only event, the live vote, the compare-and-set, the audit row and everything that is said about it commit together.
 * `within` belongs to that transaction too: the answer to the voter and the inbox row that the vote came from. What it
 * throws undoes the vote.
 */
export async function recordVote(
  db: Database,
  vote: Vote,
  within?: (q: Connection, outcome: VoteOutcome) => Promise<void>,
): Promise<VoteOutcome> {
  return transaction(db, async (q) => {
    const outcome = await outcomeOf(q, withCleanReason(vote));
    await within?.(q, outcome);
    return outcome;
  });
}
