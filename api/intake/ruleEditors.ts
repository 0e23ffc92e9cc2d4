import type { Queryable } from '../db/index.js';

/**
 * Who wrote the rules that the agent of a change works by, and those that worked its ticket before it: such a rule tells an
 * agent what to do, and its author does not decide what comes of it.
 */
export async function ruleEditors(q: Queryable, agentId: number | null): Promise<number[]> {
  const { rows } = await q.query<{ id: number }>(
    `select distinct r.edited_by_person_id as id from agents asking
       join agents a on a.id = asking.id or a.ticket_id = asking.ticket_id
       join service_raci_rules r on r.id = a.raci_rule_id
     where asking.id = $1 and r.edited_by_person_id is not null`,
    [agentId],
  );
  return rows.map(({ id }) => id);
}
