import type { Connection, Queryable } from '../db/index.js';
import { finalStatuses } from '../tickets/index.js';
import type { Change } from './contract.js';
import type { Vote as LiveVote } from './decide.js';
import { voteChannel, type Vote } from './vote.js';
import { agentIsGone } from './withdraw.js';

/**
 * With the database's clock in epoch milliseconds (Date would cut the microseconds that decide at the edge), and whether nobody
 * waits for it any more: its ticket is closed, or its agent has ended.
 */
export type Clocked = Change & {
  readonly now_ms: number;
  readonly expires_ms: number;
  readonly forsaken: boolean;
};

/** Reads the change with its row locked, and the clock after the wait for the lock (`now()` would be older). */
export async function lockChange(q: Connection, id: number): Promise<Clocked | undefined> {
  const { rowCount } = await q.query('select from changes where id = $1 for update', [id]);
  if (rowCount !== 1) return undefined;
  const { rows } = await q.query<Clocked>(
    `select *, 1000 * extract(epoch from clock_timestamp())::float8 as now_ms,
       1000 * extract(epoch from expires_at)::float8 as expires_ms,
       exists (select from tickets t where t.id = changes.ticket_id and t.status = any($2)) or ${agentIsGone('changes')} as forsaken
     from changes where id = $1`,
    [id, finalStatuses],
  );
  return rows[0];
}

/** Appends what was tried, with the digest of the plan that it was about; undefined when this Matrix event was taken before. */
export async function writeEvent(
  q: Connection,
  vote: Omit<Vote, 'verb'>,
  verb: 'approve' | 'reject' | 'retract' | 'ask' | 'reason',
  outcome: string,
): Promise<number | undefined> {
  const { rows } = await q.query<{ id: number }>(
    `insert into vote_events (change_id, person_id, principal_id, actor, verb, channel, reason, outcome, event_id, digest)
     select id, $2, $3, $4, $5, $6, $7, $8, $9, digest from changes where id = $1 on conflict (event_id) do nothing returning id`,
    [
      vote.changeId,
      vote.voter.personId,
      vote.voter.principalId === 0 ? null : vote.voter.principalId,
      vote.voter.name,
      verb,
      voteChannel(vote.voter.channel),
      vote.reason,
      outcome,
      vote.eventId ?? null,
    ],
  );
  return rows[0]?.id;
}

/** Whether this Matrix event was taken before, as a vote or as a retraction, for whichever change. */
export async function seen(q: Connection, eventId: string | undefined): Promise<boolean> {
  if (eventId === undefined) return false;
  const { rowCount } = await q.query('select from vote_events where event_id = $1', [eventId]);
  return rowCount === 1;
}

export async function liveVotes(q: Queryable, changeId: number): Promise<LiveVote[]> {
  const { rows } = await q.query<LiveVote>('select person_id as "personId", verb from votes where change_id = $1', [
    changeId,
  ]);
  return rows;
}
