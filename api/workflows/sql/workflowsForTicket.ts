import type { Queryable } from '../../db/index.js';
import type { Caller } from '../../http/caller.js';
import type { Ticket } from '../../tickets/index.js';
import { ticketKey } from '../ticketKey.js';
import { visibleWorkflows } from './visibleWorkflows.js';

/**
 * Contract 7.7: workflows that may fit a ticket, one a key, the ticket's own first; ranked by whether they are in force and
 * reviewed, then tested, then waiting, then by runs that went well and by how new they are.
 */
export async function workflowsForTicket(
  q: Queryable,
  caller: Caller,
  ticket: Ticket,
  limit: number,
): Promise<Record<string, unknown>[]> {
  const visible = visibleWorkflows(caller, 4);
  const { rows } = await q.query<Record<string, unknown>>(
    `with ranked as (
       select w.*, case
           when workflow_key = $1 and status in ('active', 'approved') and reviewed_at is not null then 1
           when workflow_key = $1 and status in ('active', 'approved') then 2
           when workflow_key = $1 and status = 'tested' then 3
           when workflow_key = $1 and status = 'ready_for_review' then 4
           when status in ('active', 'approved') and reviewed_at is not null then 5
           when status in ('active', 'approved') then 6 else 7 end as rank_num
       from agent_workflows w
       where status in ('draft', 'ready_for_review', 'tested', 'approved', 'active')
         and (ticket_class is null or lower(ticket_class) = lower($2)) and ${visible.sql}),
     best as (select distinct on (workflow_key) * from ranked order by workflow_key, rank_num, updated_at desc, id desc),
     counted as (
       select best.*, (select count(*) from workflow_runs r where r.workflow_id = best.id and r.status in ('completed', 'passed'))
         as completed_run_count from best)
     select * from (select id, name, description, ticket_class, workflow_key, version, status, blueprint, test_plan, approval_policy, skill_ids,
         security_classification, reviewed_by, reviewed_at, updated_at, completed_run_count, rank_num
       from counted order by rank_num, completed_run_count desc, updated_at desc, id desc limit $3) as chosen
     order by workflow_key <> $1, array_position(array['active', 'approved', 'tested', 'ready_for_review'], status) nulls last,
       rank_num, completed_run_count desc, updated_at desc, id desc`,
    [ticketKey(ticket), ticket.itop_class, limit, ...visible.params],
  );
  return rows;
}
