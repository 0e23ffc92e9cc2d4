import type { Queryable } from '../db/index.js';
import { auditChange } from './auditChange.js';
import type { Change } from './contract.js';
import type { Vote } from './vote.js';

/** Writes the audit row of a vote that is not even taken to its gate, such as one from somebody who is not in the room. */
export async function auditRefusedVote(
  q: Queryable,
  { changeId: id, voter, verb }: Pick<Vote, 'changeId' | 'voter' | 'verb'>,
  why: string,
): Promise<void> {
  const { rows } = await q.query<Pick<Change, 'id' | 'ticket_id' | 'agent_id'>>(
    'select id, ticket_id, agent_id from changes where id = $1',
    [id],
  );
  const change = rows[0] ?? { id, ticket_id: null, agent_id: null };
  await auditChange(q, change, { actor: voter, action: 'change_vote_refused', result: why, details: { verb } });
}
