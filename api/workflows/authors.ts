import type { Queryable } from '../db/index.js';
import type { Caller } from '../http/caller.js';

/**
 * Everyone human behind what this caller writes: a person, or those who started the agent and for whom, also through other
 * agents. `agentId` is an agent on whose behalf somebody else writes. A service is asked whom it speaks for: that can only
 * ever keep somebody from reviewing.
 */
export async function peopleBehind(q: Queryable, caller: Caller, agentId: number | null = null): Promise<number[]> {
  const agents = [agentId, caller.run?.kind === 'task' ? caller.run.agentId : null].filter((id) => id !== null);
  const { rows } = await q.query<{ id: number }>(
    `with recursive involved(id) as (
       select unnest($1::bigint[])
       union select p.agent_id from involved i join agents a on a.id = i.id join principals p on p.id = a.spawned_by_principal_id
         where p.agent_id is not null)
     select a.on_behalf_of_person_id as id from involved join agents a using (id) where a.on_behalf_of_person_id is not null
     union select p.person_id from involved join agents a using (id) join principals p on p.id = a.spawned_by_principal_id
       where p.person_id is not null
     union select id from persons where $3 and name = lower($2)
     order by id`,
    [agents, caller.submittedBy, caller.type === 'service'],
  );
  const people = rows.map(({ id }) => id);
  return caller.personId === null || people.includes(caller.personId) ? people : [...people, caller.personId];
}

export type NoReviewer = { readonly code: string; readonly sentence: string };

/** Why this caller may not review what these people wrote; undefined when they may. */
export function notTheReviewer(caller: Caller, authorIds: readonly number[]): NoReviewer | undefined {
  if (caller.type !== 'person' || caller.personId === null) {
    return { code: 'review_needs_a_person', sentence: 'Only a person can review this. Sign in as yourself.' };
  }
  if (!authorIds.includes(caller.personId)) return undefined;
  return {
    code: 'own_work',
    sentence: 'You wrote this, or an agent did that you started or that works for you. Somebody else has to review it.',
  };
}
